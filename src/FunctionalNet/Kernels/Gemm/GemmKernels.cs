using System.Numerics;
using System.Runtime.Intrinsics;

namespace FunctionalNet.Kernels;

/// <summary>The micro-kernels of a matrix product for one number type and one vector width.</summary>
internal abstract unsafe class GemmKernels<T>
    where T : unmanaged, INumberBase<T>
{
    /// <summary>The width of a packed panel of A: the maximum number of rows of a tile, and a multiple of the transposed strips.</summary>
    public const int PanelWidth = 8;

    /// <summary>The maximum number of columns of a tile of dot products.</summary>
    public const int MaxDotColumns = 4;

    /// <summary>Gets the number of lanes of a vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>Gets the number of rows of a full tile: 8 x 3 vectors fill 32 registers, 6 x 2 fill 16.</summary>
    public abstract int Rows { get; }

    /// <summary>Gets the number of vectors in a row of a full tile.</summary>
    public abstract int Vectors { get; }

    /// <summary>Gets the number of lanes of an AVX-512 vector, which AVX2 processes in parts if the order of a sum depends on it.</summary>
    public abstract int WholeLanes { get; }

    /// <summary>Gets the number of rows of a full tile of dot products.</summary>
    public abstract int DotRows { get; }

    public static GemmKernels<T> For(SimdWidth width)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Tensors hold float or double, not {typeof(T)}.");
        }

        return width switch
        {
            SimdWidth.Bits512 => GemmKernels<T, Vector512<T>, Lanes512<T>>.Instance,
            SimdWidth.Bits256 => GemmKernels<T, Vector256<T>, Lanes256<T>>.Instance,
            _ => GemmKernels<T, Vector128<T>, Lanes128<T>>.Instance,
        };
    }

    /// <summary>The kernel of a tile; an edge tile has a last vector that is not full.</summary>
    public abstract GemmTile<T> Tile(int rows, int vectors, bool isEdge);

    /// <summary>The kernel of a tile of dot products.</summary>
    public abstract GemmDot<T> Dot(int rows, int columns);

    /// <inheritdoc cref="GemmRow{T, TVector, TLanes}.Run"/>
    public abstract void Row(nint depth, T* x, T* b, nint bRow, T* y, nint columns);

    /// <inheritdoc cref="GemmPacking{T, TVector, TLanes}.Rows"/>
    public abstract void PackRows(T* source, nint stride, T* target, nint width, nint used, nint depth);

    /// <inheritdoc cref="GemmPacking{T, TVector, TLanes}.Columns"/>
    public abstract void PackColumns(T* source, nint stride, T* target, nint width, nint used, nint depth);
}

/// <summary>The kernels of one vector type.</summary>
internal sealed unsafe class GemmKernels<T, TVector, TLanes> : GemmKernels<T>
    where T : unmanaged, INumberBase<T>
    where TVector : struct
    where TLanes : struct, ILanes<T, TVector>
{
    public static readonly GemmKernels<T, TVector, TLanes> Instance = new();

    private readonly GemmTile<T>[] tiles =
    [
        .. Tiles<N1>(),
        .. Tiles<N2>(),
        .. Tiles<N3>(),
        .. Tiles<N4>(),
        .. Tiles<N5>(),
        .. Tiles<N6>(),
        .. Tiles<N7>(),
        .. Tiles<N8>(),
    ];

    private readonly GemmDot<T>[] dots = [.. Dots<N1>(), .. Dots<N2>(), .. Dots<N3>(), .. Dots<N4>()];

    public override int Lanes => TLanes.Count;

    public override int Rows => TLanes.Registers >= 32 ? 8 : 6;

    public override int Vectors => TLanes.Registers >= 32 ? 3 : 2;

    public override int WholeLanes => TLanes.Count * TLanes.Parts;

    public override int DotRows => TLanes.Registers >= 32 ? 4 : 2;

    public override GemmTile<T> Tile(int rows, int vectors, bool isEdge) =>
        tiles[((((rows - 1) * 3) + vectors - 1) * 2) + (isEdge ? 1 : 0)];

    public override GemmDot<T> Dot(int rows, int columns) => dots[((rows - 1) * MaxDotColumns) + columns - 1];

    public override void Row(nint depth, T* x, T* b, nint bRow, T* y, nint columns) =>
        GemmRow<T, TVector, TLanes>.Run(depth, x, b, bRow, y, columns);

    public override void PackRows(T* source, nint stride, T* target, nint width, nint used, nint depth) =>
        GemmPacking<T, TVector, TLanes>.Rows(source, stride, target, width, used, depth);

    public override void PackColumns(T* source, nint stride, T* target, nint width, nint used, nint depth) =>
        GemmPacking<T, TVector, TLanes>.Columns(source, stride, target, width, used, depth);

    private static GemmTile<T>[] Tiles<TRows>()
        where TRows : unmanaged =>
        [
            new GemmTile<T, TVector, TLanes, TRows, N1, No>(),
            new GemmTile<T, TVector, TLanes, TRows, N1, Yes>(),
            new GemmTile<T, TVector, TLanes, TRows, N2, No>(),
            new GemmTile<T, TVector, TLanes, TRows, N2, Yes>(),
            new GemmTile<T, TVector, TLanes, TRows, N3, No>(),
            new GemmTile<T, TVector, TLanes, TRows, N3, Yes>(),
        ];

    private static GemmDot<T>[] Dots<TRows>()
        where TRows : unmanaged =>
        [
            new GemmDot<T, TVector, TLanes, TRows, N1>(),
            new GemmDot<T, TVector, TLanes, TRows, N2>(),
            new GemmDot<T, TVector, TLanes, TRows, N3>(),
            new GemmDot<T, TVector, TLanes, TRows, N4>(),
        ];
}
