using System.Numerics;

namespace FunctionalNet;

/// <summary>Packs several tensors of the same samples into one, for models with several inputs or outputs.</summary>
public static class Packing
{
    /// <summary>Concatenates flattened tensors [n, ...]: [n, sum of sizes]. Labels [n] are one column.</summary>
    /// <exception cref="ArgumentException">There are none, or they have different numbers of rows.</exception>
    /// <example><code>
    /// var both = new Dataset&lt;float&gt;(Packing.Pack(digits.Inputs, test.Inputs), digits.Targets);
    /// </code></example>
    public static Tensor<T> Pack<T>(params Tensor<T>[] parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rows = parts.Length == 0 || parts[0].Shape.Rank == 0 ? -1 : parts[0].Shape[0].Size;
        var width = 0;
        foreach (var part in parts)
        {
            if (part.Shape.Rank == 0 || part.Shape[0].Size != rows)
            {
                throw new ArgumentException(
                    $"{part.Shape} does not lie beside {parts[0].Shape}: give one row of each for each sample.",
                    nameof(parts)
                );
            }

            width += part.Shape[1..].Size;
        }

        var packed =
            rows < 0
                ? throw new ArgumentException("Give at least one tensor with rows.", nameof(parts))
                : new Tensor<T>(new(rows, width));
        var start = 0;
        foreach (var part in parts)
        {
            var size = part.Shape[1..].Size;
            for (var row = 0; row < rows; row++)
            {
                part.Span.Slice(row * size, size).CopyTo(packed.Writable[((row * width) + start)..]);
            }

            start += size;
        }

        return packed;
    }

    /// <summary>The inverse: splits [n, sum of sizes] into tensors [n, ...], one for each shape.</summary>
    /// <exception cref="ArgumentException">The sizes do not add up.</exception>
    /// <example><code>
    /// Tensor&lt;float&gt;[] heads = trained.Model.Predict(test.Inputs).Unpack(new Shape(10), new Shape(1));
    /// </code></example>
    public static Tensor<T>[] Unpack<T>(this Tensor<T> packed, params Shape[] shapes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(packed);
        var width = 0;
        foreach (var shape in shapes)
        {
            width += shape.Size;
        }

        if (packed.Shape.Rank != 2 || packed.Shape[1] != width)
        {
            throw new ArgumentException($"{packed.Shape} has no rows of {width} elements.", nameof(shapes));
        }

        var (rows, start) = (packed.Shape[0].Size, 0);
        var parts = new Tensor<T>[shapes.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var size = shapes[i].Size;
            parts[i] = new Tensor<T>(new Shape(rows).Append(shapes[i]));
            for (var row = 0; row < rows; row++)
            {
                packed.Span.Slice((row * width) + start, size).CopyTo(parts[i].Writable[(row * size)..]);
            }

            start += size;
        }

        return parts;
    }
}
