using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>The short way from a result of the outside world to its value.</summary>
public static class Results
{
    /// <summary>The value; where there is none, its error is thrown.</summary>
    /// <remarks>For scripts and tests, where nothing better can be done about an error.</remarks>
    /// <exception cref="InvalidOperationException">There is no value. The message is the error's.</exception>
    /// <example><code>using var predictor = OnnxPredictor.Load("digits.onnx", Device.Cpu).OrThrow();</code></example>
    public static T OrThrow<T>(this Either<Error, T> result) =>
        result.Match(
            Right: value => value,
            Left: error =>
                throw new InvalidOperationException(error.Message, error.Exception.MatchUnsafe(e => e, () => null!))
        );
}
