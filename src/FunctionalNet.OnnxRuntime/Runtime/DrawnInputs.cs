namespace FunctionalNet.Runtime;

/// <summary>Random inputs for a model, by the types of its inputs alone.</summary>
internal static class DrawnInputs
{
    /// <summary>The number of samples for a free batch axis.</summary>
    public const int Rows = 64;

    /// <summary>
    /// Normally distributed numbers, and 0 and 1 for integers and booleans. A free axis has one size everywhere: the batch size if it is
    /// the first axis of an input, else 1; unless its size is given. Given examples stay as they are.
    /// </summary>
    public static Tensor<double>[] Of(IReadOnlyList<OnnxValue> inputs, GivenInputs given, int rows = Rows)
    {
        var known = given.For(inputs);
        var first = inputs
            .Select(input => input.Type.Shape)
            .Where(shape => shape.Rank > 0 && !shape[0].IsKnown)
            .Select(shape => shape[0])
            .ToHashSet();
        return [.. inputs.Select((input, i) => known.Examples.GetValueOrDefault(input.Name) ?? Draw(input.Type, i))];

        Tensor<double> Draw(TensorType type, Key key)
        {
            Shape shape = new([
                .. type.Shape.Select(dim =>
                    dim.IsKnown ? dim
                    : known.Sizes.TryGetValue(dim.Name!, out var size) ? (Dim)size
                    : first.Contains(dim) ? (Dim)rows
                    : (Dim)1
                ),
            ]);
            var drawn = new double[shape.Size];
            key.Normal<double>(drawn);
            return Tensor.Of(
                shape,
                type.Element == ElementType.Float ? drawn : [.. drawn.Select(value => value > 0 ? 1.0 : 0)]
            );
        }
    }
}
