using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>A pool whose windows are derived from the output size, for any input size.</summary>
/// <remarks>
/// Window i of o over n elements covers the indices from ⌊i n / o⌋ to below ⌈(i + 1) n / o⌉, as in PyTorch; windows may overlap.
/// </remarks>
public abstract partial record AdaptivePool : Layer
{
    /// <summary>Initializes a new instance of the <see cref="AdaptivePool"/> class.</summary>
    /// <param name="sizes">The output size of each axis after the channels.</param>
    private protected AdaptivePool(ReadOnlySpan<int> sizes) => Sizes = [.. sizes];

    /// <summary>Gets the output size of each axis after the channels.</summary>
    public ImmutableArray<int> Sizes
    {
        get;
        init => field = Ranges.Each(value, nameof(Sizes), size => Ranges.Count(size, nameof(Sizes)));
    }

    /// <inheritdoc/>
    public sealed override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != Sizes.Length + 2 || x.Shape[2..].Any(dim => dim == 0))
        {
            throw new ShapeException(
                GetType().Name,
                $"{x.Shape} has no {Sizes.Length} axes of places after batch and channels",
                $"give [batch, channels, {string.Join(", ", Sizes.Select(_ => "..."))}] and one size for each axis"
            );
        }

        // One axis after the other: a mean of means, or a maximum of maxima.
        for (var i = 0; i < Sizes.Length; i++)
        {
            x = x.Shape[i + 2] == Sizes[i] ? x : Pool(x, i + 2, Windows(x.Shape[i + 2].Size, Sizes[i]));
        }

        return x;
    }

    /// <summary>The pool along one axis.</summary>
    private protected abstract Expr Pool(Expr x, int axis, (int Start, int End)[] windows);

    private static (int Start, int End)[] Windows(int places, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => ((int)((long)i * places / count), (int)((((long)(i + 1) * places) + count - 1) / count))),
        ];
}
