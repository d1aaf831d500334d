using System.Numerics.Tensors;

namespace FunctionalNet.Cli.Data;

/// <summary>Classes from rows of scores.</summary>
internal static class Prediction
{
    /// <summary>The index of the largest score in a row of [n, classes].</summary>
    public static int Largest(Tensor<float> scores, int row)
    {
        var classes = scores.Shape[^1].Size;
        return TensorPrimitives.IndexOfMax(scores.Span.Slice(row * classes, classes));
    }
}
