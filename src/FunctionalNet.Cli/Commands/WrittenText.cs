using System.Collections.Immutable;
using System.Text.Json;
using FunctionalNet.Cli.Recipes;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>What a model of text writes, as ONNX Runtime runs its file.</summary>
internal static class WrittenText
{
    /// <summary>The metadata by which a file's tokens become text again: byte pairs; characters are its labels.</summary>
    public static ImmutableSortedDictionary<string, string> Vocabulary(ITokenizer? vocabulary)
    {
        var none = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        return vocabulary is BytePairTokenizer pairs
            ? none.Add("pairs", JsonSerializer.Serialize(pairs.Pairs.Select(pair => new[] { pair.First, pair.Second })))
            : none;
    }

    /// <summary>What samples begin with, none where there is no text; its characters may have no tokens.</summary>
    public static Either<Error, int[]> Start(Writing writing, Samples samples)
    {
        try
        {
            return samples.Vocabulary is not { } vocabulary ? Array.Empty<int>()
                : writing.Start is { } given ? vocabulary.Encode(given)
                : Beginning(samples.HeldOut.Inputs);
        }
        catch (ArgumentException e)
        {
            return Error.New($"writing cannot start with \"{writing.Start}\": {e.Message}");
        }
    }

    /// <summary>Writes samples and prints them.</summary>
    public static Unit Show(Recipe recipe, int[] start, ITokenizer vocabulary, OnnxPredictor predictor)
    {
        var writing = recipe.Writing;
        for (var sample = 0; sample < writing.Samples; sample++)
        {
            Key key = ((Key)recipe.Seed).Split("writing").Split((ulong)sample);
            var tokens = Generation.Generate<float>(
                window => Logarithms(predictor.Predict(window)),
                start,
                recipe.Data.Length,
                writing.Temperature,
                key
            );
            Console.WriteLine(
                FormattableString.Invariant($"\nsample {sample + 1} at temperature {writing.Temperature}:")
            );
            Console.WriteLine(vocabulary.Decode([.. start, .. tokens.Take(writing.Length)]));
        }

        return Unit.Default;
    }

    // The first half of a piece.
    private static int[] Beginning(Tensor<float> pieces) =>
        [.. pieces.Span[..Math.Max(1, pieces.Shape[1].Size / 2)].ToArray().Select(token => (int)token)];

    private static Tensor<float> Logarithms(Tensor<float> probabilities) =>
        new(probabilities.Shape, [.. probabilities.Span.ToArray().Select(one => MathF.Log(one))]);
}
