using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>Vector operators that the runtime lacks as one generic method. Bools are 0 and 1.</summary>
internal static partial class VectorMath
{
    /// <summary>y = f(x) on a run of elements; x and y may be the same memory.</summary>
    public static void Map<T>(Func<Vector<T>, Vector<T>> f, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged
    {
        for (var at = 0; at < x.Length; at += Vector<T>.Count)
        {
            Padded.Store(f(Padded.Load(x, at)), y, at);
        }
    }

    /// <summary>z = f(x, y) on a run of elements; z may be the same memory as one of the others.</summary>
    public static void Map<T>(Func<Vector<T>, Vector<T>, Vector<T>> f, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged
    {
        for (var at = 0; at < x.Length; at += Vector<T>.Count)
        {
            Padded.Store(f(Padded.Load(x, at), Padded.Load(y, at)), z, at);
        }
    }

    public static Vector<T> Same<T>(Vector<T> x) => x;

    public static Vector<T> Relu<T>(Vector<T> x) => Vector.Max(x, Vector<T>.Zero);

    public static Vector<T> Reciprocal<T>(Vector<T> x) => Vector<T>.One / x;

    public static Vector<T> Floor<T>(Vector<T> x) =>
        typeof(T) == typeof(float)
            ? Vector.Floor(x.As<T, float>()).As<float, T>()
            : Vector.Floor(x.As<T, double>()).As<double, T>();

    public static Vector<T> Ceiling<T>(Vector<T> x) =>
        typeof(T) == typeof(float)
            ? Vector.Ceiling(x.As<T, float>()).As<float, T>()
            : Vector.Ceiling(x.As<T, double>()).As<double, T>();

    public static Vector<T> Not<T>(Vector<T> x) => Vector<T>.One - x;

    public static Vector<T> Flush<T>(Vector<T> x, Vector<T> below) =>
        Vector.AndNot(x, Vector.LessThan(Vector.Abs(x), below));

    public static Vector<T> Sigmoid<T>(Vector<T> x) => Vector<T>.One / (Vector<T>.One + Exp(-x));

    public static Vector<T> Greater<T>(Vector<T> x, Vector<T> y) => Vector.GreaterThan(x, y) & Vector<T>.One;

    public static Vector<T> Less<T>(Vector<T> x, Vector<T> y) => Vector.LessThan(x, y) & Vector<T>.One;

    public static Vector<T> GreaterOrEqual<T>(Vector<T> x, Vector<T> y) =>
        Vector.GreaterThanOrEqual(x, y) & Vector<T>.One;

    public static Vector<T> LessOrEqual<T>(Vector<T> x, Vector<T> y) => Vector.LessThanOrEqual(x, y) & Vector<T>.One;

    public static Vector<T> Equal<T>(Vector<T> x, Vector<T> y) => Vector.Equals(x, y) & Vector<T>.One;

    public static Vector<T> Where<T>(Vector<T> condition, Vector<T> x, Vector<T> y) =>
        Vector.ConditionalSelect(Vector.Equals(condition, Vector<T>.Zero), y, x);

    public static Vector<T> Log<T>(Vector<T> x) =>
        typeof(T) == typeof(float)
            ? Vector.Log(x.As<T, float>()).As<float, T>()
            : Vector.Log(x.As<T, double>()).As<double, T>();
}
