using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Cases;
using FunctionalNet.Cli.Verify;
using FunctionalNet.Execution;

namespace FunctionalNet.Conformance.Differential;

/// <summary>
/// Tolerances against ONNX Runtime. Float32 may differ by a relative 10⁻⁵, the error of ONNX Runtime's polynomials and of reordered short
/// sums; 16-bit types by two units in the last place; double by 10⁻⁷, because attributes are float32.
/// </summary>
internal static class Nearness
{
    private static readonly Dictionary<string, Tolerance> Tolerances = new(StringComparer.Ordinal)
    {
        ["Float"] = new(1e-5, 1e-6),
        ["Double"] = new(1e-7, 1e-9),
        ["Float16"] = new(2e-3, 1e-6),
        ["Bfloat16"] = new(1.6e-2, 1e-6),
    };

    /// <summary>Describes how outputs differ; null if they agree.</summary>
    public static string? Difference(ImmutableArray<TypedTensor> expected, ImmutableArray<TypedTensor> actual)
    {
        if (expected.Length != actual.Length)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{actual.Length} outputs instead of {expected.Length}");
        }

        return expected
            .Zip(actual, (e, a) => Difference(e, a))
            .Select((text, i) => text is null ? null : $"output {i}: {text}")
            .FirstOrDefault(text => text is not null);
    }

    /// <summary>Describes how an output differs; null if it agrees.</summary>
    public static string? Difference(TypedTensor expected, TypedTensor actual) =>
        Tolerances.GetValueOrDefault(expected.Type, new(0, 0)).Difference(expected, actual);

    /// <summary>The positions, as output and element, at which outputs of equal shapes and types differ.</summary>
    public static IEnumerable<(int Output, int Place)> Apart(
        ImmutableArray<TypedTensor> expected,
        ImmutableArray<TypedTensor> actual
    ) =>
        from output in Enumerable.Range(0, expected.Length)
        let tolerance = Tolerances.GetValueOrDefault(expected[output].Type, new(0, 0))
        from place in Enumerable.Range(0, expected[output].Tensor.Length)
        let right = expected[output].Tensor.Span[place]
        where
            !Closeness.Are(
                right,
                actual[output].Tensor.Span[place],
                tolerance.Absolute + (tolerance.Relative * Math.Abs(right))
            )
        select (output, place);

    /// <summary>Describes how outputs differ that must have the same bits; null if they do.</summary>
    public static string? Bits(ImmutableArray<TypedTensor> expected, ImmutableArray<TypedTensor> actual) =>
        expected.Zip(actual, (e, a) => new Tolerance(0, 0).Difference(e, a)).FirstOrDefault(text => text is not null);
}
