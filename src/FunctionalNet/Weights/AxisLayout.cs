using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// Splits, permutes and merges the axes of a tensor, in the notation of einops: <c>out in -> in out</c> transposes, <c>(heads two half) in
/// -> in (heads half two)</c> splits an axis. Read from right to left it is the inverse.
/// </summary>
/// <remarks>Rogozhnikov, "Einops: Clear and Reliable Tensor Manipulations with Einstein-like Notation", 2022. Both sides name the same axes, each once.</remarks>
internal sealed class AxisLayout
{
    private const string Arrow = "->";

    // An axis has at most this many elements, so that no product of two axes overflows.
    private const long Many = (long)int.MaxValue + 1;

    private readonly string text;
    private readonly ImmutableArray<ImmutableArray<string>> left;
    private readonly ImmutableArray<ImmutableArray<string>> right;
    private readonly ImmutableDictionary<string, int> sizes;

    private AxisLayout(
        string text,
        ImmutableArray<ImmutableArray<string>> left,
        ImmutableArray<ImmutableArray<string>> right,
        ImmutableDictionary<string, int> sizes
    ) => (this.text, this.left, this.right, this.sizes) = (text, left, right, sizes);

    /// <summary>Gets the inverse layout.</summary>
    public AxisLayout Inverse => new(text, right, left, sizes);

    /// <summary>Gets the names of the axes that each axis of a tensor is split into.</summary>
    public ImmutableArray<ImmutableArray<string>> From => left;

    /// <summary>Gets the names of the axes that each axis of the result is merged of.</summary>
    public ImmutableArray<ImmutableArray<string>> To => right;

    /// <summary>Gets the sizes that are given.</summary>
    public IReadOnlyDictionary<string, int> Sizes => sizes;

    /// <summary>Parses the notation.</summary>
    /// <param name="text">Two sides with an arrow between them.</param>
    /// <param name="sizes">Sizes of axes that cannot be inferred from the tensor.</param>
    /// <exception cref="ArgumentException">The notation is invalid.</exception>
    public static AxisLayout Parse(string text, IEnumerable<(string Axis, int Size)> sizes)
    {
        var sides = text.Split(Arrow);
        if (sides.Length != 2)
        {
            throw Wrong(text, $"it has not one '{Arrow}'");
        }

        var (left, right) = (Side(sides[0], text), Side(sides[1], text));
        string[] names = [.. left.SelectMany(axis => axis)];
        if (
            names.Distinct(StringComparer.Ordinal).Count() != names.Length
            || !names
                .Order(StringComparer.Ordinal)
                .SequenceEqual(right.SelectMany(axis => axis).Order(StringComparer.Ordinal), StringComparer.Ordinal)
        )
        {
            throw Wrong(text, "both sides name the same axes, each once");
        }

        var known = sizes.ToImmutableDictionary(size => size.Axis, size => size.Size, StringComparer.Ordinal);
        foreach (var (axis, size) in known)
        {
            if (!names.Contains(axis, StringComparer.Ordinal) || size < 1)
            {
                throw Wrong(text, $"'{axis}' of size {size} is none of its axes, or has no size");
            }
        }

        // The size of at most one of the axes that are merged can be inferred from the merged one.
        foreach (var joined in left.Concat(right))
        {
            if (joined.Count(axis => !known.ContainsKey(axis)) > 1)
            {
                throw Wrong(text, $"give sizes to all but one of ({string.Join(' ', joined)})");
            }
        }

        return new(text, left, right, known);
    }

    /// <summary>The shape of the result for a tensor's shape; null if its axes do not match.</summary>
    public Shape? Infer(Shape shape)
    {
        if (Found(shape) is not { } found)
        {
            return null;
        }

        long[] axes =
        [
            .. right.Select(joined => joined.Aggregate(1L, (size, axis) => Math.Min(size * found[axis], Many))),
        ];
        return axes.Contains(Many) ? null : Shape.Of([.. axes.Select(axis => (int)axis)]);
    }

    /// <summary>Rearranges the axes of a tensor whose shape <see cref="Infer"/> accepts.</summary>
    public Tensor<T> Apply<T>(Tensor<T> tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var found = Found(tensor.Shape)!;
        var result = new Tensor<T>(Infer(tensor.Shape)!);
        string[] from = [.. left.SelectMany(axis => axis)];
        string[] to = [.. right.SelectMany(axis => axis)];

        // The stride of each axis in the original tensor.
        var strides = new Dictionary<string, int>(StringComparer.Ordinal);
        var stride = 1;
        foreach (var axis in from.AsEnumerable().Reverse())
        {
            strides[axis] = stride;
            stride *= found[axis];
        }

        int[] extents = [.. to.Select(axis => found[axis])];
        int[] steps = [.. to.Select(axis => strides[axis])];
        var (index, place) = (new int[to.Length], 0);
        var source = tensor.Span;
        var elements = result.Writable;
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = source[place];
            for (var axis = to.Length - 1; axis >= 0; axis--)
            {
                place += steps[axis];
                if (++index[axis] < extents[axis])
                {
                    break;
                }

                place -= steps[axis] * extents[axis];
                index[axis] = 0;
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public override string ToString() => text;

    // The size of each axis by name.
    private Dictionary<string, int>? Found(Shape shape)
    {
        if (shape.Rank != left.Length)
        {
            return null;
        }

        var found = sizes.ToDictionary(StringComparer.Ordinal);
        for (var i = 0; i < left.Length; i++)
        {
            var known = left[i].Aggregate(1L, (size, axis) => size * sizes.GetValueOrDefault(axis, 1));
            var open = left[i].FirstOrDefault(axis => !sizes.ContainsKey(axis));
            if (open is null ? known != shape[i].Size : shape[i].Size % known != 0)
            {
                return null;
            }

            if (open is not null)
            {
                found[open] = (int)(shape[i].Size / known);
            }
        }

        return found;
    }

    private static ImmutableArray<ImmutableArray<string>> Side(string side, string text)
    {
        var axes = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        List<string>? joined = null;
        foreach (
            var word in side.Replace("(", " ( ").Replace(")", " ) ").Split(' ', StringSplitOptions.RemoveEmptyEntries)
        )
        {
            switch (word)
            {
                case "(" when joined is null:
                    joined = [];
                    break;
                case ")" when joined is { Count: > 0 }:
                    axes.Add([.. joined]);
                    joined = null;
                    break;
                case var name when name.All(letter => char.IsLetterOrDigit(letter) || letter == '_'):
                    if (joined is null)
                    {
                        axes.Add([name]);
                    }
                    else
                    {
                        joined.Add(name);
                    }

                    break;
                default:
                    throw Wrong(text, $"'{word}' is misplaced");
            }
        }

        return joined is null ? axes.ToImmutable() : throw Wrong(text, "a bracket is not closed");
    }

    private static ArgumentException Wrong(string text, string why) =>
        new(
            $"'{text}' is no layout of axes: {why}. Write it as in \"(heads width) in -> in heads width\".",
            nameof(text)
        );
}
