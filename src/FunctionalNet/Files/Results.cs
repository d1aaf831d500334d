using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Extracts values from results.</summary>
public static class Results
{
    /// <summary>The value; an error is thrown.</summary>
    /// <remarks>For scripts and tests that cannot handle an error better.</remarks>
    /// <exception cref="InvalidOperationException">The result is an error, whose message this has.</exception>
    /// <example><code>using var predictor = OnnxPredictor.Load("digits.onnx", Device.Cpu).OrThrow();</code></example>
    public static T OrThrow<T>(this Either<Error, T> result) =>
        result.Match(
            Right: value => value,
            Left: error =>
                throw new InvalidOperationException(error.Message, error.Exception.MatchUnsafe(e => e, () => null!))
        );
}
