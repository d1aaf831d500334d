using System.Numerics;
using FunctionalNet.Execution;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Runtime;

/// <summary>Compares two tensors: |a - b| ≤ tolerance (1 + |a|), and NaN and infinities exactly.</summary>
internal static class Agreement
{
    /// <summary>The code of errors about a difference between two models that should agree.</summary>
    public const int DisagreementCode = 2;

    /// <summary>The largest difference, or an error for the first element beyond the tolerance.</summary>
    public static Either<Error, double> Of<T>(Tensor<T> ours, Tensor<T> theirs, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (ours.Shape != theirs.Shape)
        {
            return Error.New($"ONNX Runtime gives {theirs.Shape}, this library {ours.Shape}");
        }

        var largest = 0.0;
        for (var i = 0; i < ours.Length; i++)
        {
            var (a, b) = (double.CreateChecked(ours.Span[i]), double.CreateChecked(theirs.Span[i]));
            if (!Closeness.Are(b, a, tolerance * (1 + Math.Abs(a))))
            {
                return Error.New(
                    DisagreementCode,
                    FormattableString.Invariant(
                        $"ONNX Runtime gives {b:R} as element {i} of {ours.Shape}, this library {a:R}; the tolerance is {tolerance:R}"
                    )
                );
            }

            largest = Math.Max(largest, Closeness.Distance(a, b));
        }

        return largest;
    }
}
