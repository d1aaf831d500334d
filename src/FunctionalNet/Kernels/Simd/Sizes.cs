namespace FunctionalNet.Kernels;

/// <summary>A small number as a type, so that the JIT compiles a kernel for each.</summary>
internal interface ISize
{
    static abstract int Value { get; }
}

internal readonly struct N0 : ISize
{
    public static int Value => 0;
}

internal readonly struct N1 : ISize
{
    public static int Value => 1;
}

internal readonly struct N2 : ISize
{
    public static int Value => 2;
}

internal readonly struct N3 : ISize
{
    public static int Value => 3;
}

internal readonly struct N4 : ISize
{
    public static int Value => 4;
}

internal readonly struct N5 : ISize
{
    public static int Value => 5;
}

internal readonly struct N6 : ISize
{
    public static int Value => 6;
}

internal readonly struct N7 : ISize
{
    public static int Value => 7;
}

internal readonly struct N8 : ISize
{
    public static int Value => 8;
}
