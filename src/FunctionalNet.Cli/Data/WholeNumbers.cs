using System.Numerics.Tensors;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>Whole numbers for models that take them, such as tokens: as they are read, in float32, large ones would become others.</summary>
internal static class WholeNumbers
{
    private const float Largest = 1 << 24;

    /// <summary>The error of numbers that float32 may have changed; null if there are none.</summary>
    /// <param name="numbers">The numbers as read.</param>
    /// <param name="path">Their file.</param>
    public static Error? Lost(Tensor<float> numbers, string path) =>
        !numbers.Span.IsEmpty && TensorPrimitives.MaxMagnitude(numbers.Span) > Largest
            ? Error.New($"{path} has whole numbers beyond 16,777,216, which would be rounded to float32, and be others")
            : null;
}
