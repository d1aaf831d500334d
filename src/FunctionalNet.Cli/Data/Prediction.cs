using System.Numerics.Tensors;

namespace FunctionalNet.Cli.Data;

/// <summary>Classes from rows of scores.</summary>
internal static class Prediction
{
    /// <summary>Whether a row of [n, ...] has a NaN, so that it has no class.</summary>
    public static bool IsNaN(Tensor<float> scores, int row)
    {
        var width = scores.Length / scores.Shape[0].Size;
        return TensorPrimitives.IsNaNAny(scores.Span.Slice(row * width, width));
    }

    /// <summary>Whether a row of [n, ...] has an infinity; of scores of classes, whether the largest is one.</summary>
    public static bool IsInfinite(Tensor<float> scores, int row)
    {
        var width = scores.Length / scores.Shape[0].Size;
        var numbers = scores.Span.Slice(row * width, width);
        return width > 1 && scores.Shape.Rank == 2
            ? float.IsInfinity(numbers[TensorPrimitives.IndexOfMax(numbers)])
            : TensorPrimitives.IsInfinityAny(numbers);
    }

    /// <summary>The index of the largest score in a row of [n, classes].</summary>
    public static int Largest(Tensor<float> scores, int row)
    {
        var classes = scores.Shape[^1].Size;
        return TensorPrimitives.IndexOfMax(scores.Span.Slice(row * classes, classes));
    }
}
