using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>A reduction operation.</summary>
internal interface IFold
{
    /// <summary>The identity: the value over no elements.</summary>
    static abstract T Identity<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Combines two partial results.</summary>
    static abstract T Combine<T>(T x, T y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The result over a run of at least one element.</summary>
    static abstract T Fold<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>total[i] = combine(total[i], x[i]).</summary>
    static abstract void Combine<T>(Span<T> total, ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
