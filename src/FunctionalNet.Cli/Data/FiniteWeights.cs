using System.Numerics.Tensors;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Data;

/// <summary>The weights of a model in a file, none of which may be NaN where the model is to predict.</summary>
internal static class FiniteWeights
{
    /// <summary>The first weight with a NaN as an error; none for a file that is no readable model, which is told elsewhere.</summary>
    public static Either<Error, Unit> Check(string path) =>
        FileKinds.Of(path) != FileKind.Regular
            ? Unit.Default
            : OnnxModel
                .Load(path)
                .Match(
                    Right: model =>
                        model.Values<float>().FirstOrDefault(weight => TensorPrimitives.IsNaNAny(weight.Value.Span)).Key
                            is { } name
                            ? Prelude.Left<Error, Unit>(
                                Error.New($"{path}: the weight {name} is NaN, so that every prediction would be")
                            )
                            : Unit.Default,
                    Left: _ => Unit.Default
                );
}
