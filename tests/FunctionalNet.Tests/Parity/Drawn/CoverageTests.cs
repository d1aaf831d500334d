using System.Text.Json;
using Xunit;

namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>Every entry of the catalogue and each of its options is recorded, or listed here with a reason.</summary>
public class CoverageTests
{
    private const string OfOurOwn = "PyTorch 1.13 has none; its formula is held by CatalogueAgainstLoopTests";
    private const string Noise = "it draws noise of its own; its tests look at the distribution";
    private const string Published = "it is a whole model; tests of Models hold it against PyTorch";
    private const string Start = "it sets how weights start, which the record gives";

    /// <summary>Entries without a counterpart in PyTorch, with the reason.</summary>
    private static readonly Dictionary<string, string> Without = new(StringComparer.Ordinal)
    {
        ["AdaFactor"] = OfOurOwn,
        ["AddNoise"] = Noise,
        ["ApplyIfFinite"] = "PyTorch skips steps within GradScaler, which wants a GPU; LossScaleTests hold it",
        ["Bert"] = Published,
        ["AverageGradients"] =
            "PyTorch's dampened momentum starts at the first gradient, ours at 0; CatalogueAgainstLoopTests hold it",
        ["CentralizeGradients"] = OfOurOwn,
        ["ClipByRms"] = OfOurOwn,
        ["Gpt2"] = Published,
        ["Lamb"] = OfOurOwn,
        ["Lars"] = OfOurOwn,
        ["Lion"] = OfOurOwn,
        ["Lookahead"] = OfOurOwn,
        ["Sequential"] = "it is >> of its layers",
        ["Frozen"] = "what stands around any layer is told by one",
        ["Llama"] = Published,
        ["LossScale"] = "PyTorch's GradScaler wants a GPU; LossScaleTests hold it",
        ["LowRank"] = "LowRankTests hold it against W + α/r·AB",
        ["MixedPrecision"] =
            "it rounds what is kept to 16 bits; MixedPrecisionTests hold it against PyTorch's bfloat16",
        ["Muon"] = OfOurOwn,
        ["Orthogonalize"] = OfOurOwn,
        ["ProjectToMaxNorm"] = OfOurOwn,
        ["ProximalL1"] = OfOurOwn,
        ["ReduceOnPlateau"] =
            "it looks at losses, not at gradients; ReduceOnPlateauTests hold it against PyTorch's rates",
        ["ResNet"] = Published,
        ["ScaleByFactoredRms"] = OfOurOwn,
        ["ScaleByLion"] = OfOurOwn,
        ["ScaleByParameterRms"] = OfOurOwn,
        ["ScaleByTrustRatio"] = OfOurOwn,
        ["SharpnessAware"] = "it takes the gradient at another place; CatalogueAgainstTorchTests hold it",
    };

    /// <summary>Options that have one value in all records, with the reason.</summary>
    private static readonly Dictionary<string, string> Fixed = new(StringComparer.Ordinal)
    {
        ["weight"] = Start,
        ["kernel of Dense"] = Start,
        ["initializer"] = Start,
        ["where"] = "it chooses paths: ReparametrizationTests",
        ["equation of Einsum"] = "it is drawn with the weight",
        ["inner of WeightNorm"] = "what stands around any layer is told by one",
        ["inner of SpectralNorm"] = "what stands around any layer is told by one",
        ["cell of Recurrent"] = "it is the user's",
        ["inner of NamedLoss"] = "what stands around any loss is told by one",
        ["mask"] = "it exempts paths: OptimizersAgainstTorchTests",
        ["epsilonInRoot"] = "PyTorch adds ε to the root; CatalogueAgainstLoopTests hold the other",
        ["function of Lambda"] = "it is the user's",
        ["merge of Inputs"] = "it is the user's",
        ["threshold of ScaleByRAdam"] = "PyTorch's is 5",
        ["inner of Residual"] = "what stands around any layer is told by one",
        ["inner of Remat"] = "what stands around any layer is told by one",
        ["storage of Remat"] = "it rounds what is kept to 16 bits; RematTests hold it",
        ["inner of StochasticDepth"] = "what stands around any layer is told by one",
        ["keyValueHeads of MultiHeadAttention"] = "PyTorch's module has none; DecoderTests hold it",
        ["period of MultiHeadAttention"] = "RotaryPositions are held; PyTorch's module has none",
        ["inner of Named"] = "what has a name is told by one",
    };

    [Fact]
    public void All_of_the_catalogue_is_recorded_or_told_why_not()
    {
        var known = Catalogue.Factories.Concat(Catalogue.Metrics).Select(group => group.Key).ToArray();
        var recorded = Recorded();
        Assert.Empty(known.Except(recorded, StringComparer.Ordinal).Except(Without.Keys, StringComparer.Ordinal));
        Assert.DoesNotContain(
            Without.Keys,
            name => recorded.Contains(name) || !known.Contains(name, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void All_options_of_what_is_recorded_are_drawn_or_told_why_not()
    {
        var values = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (name, options) in Drawn.All.SelectMany(one => Made.Calls(one.Make)))
        {
            foreach (var group in Catalogue.Factories[name].Concat(Catalogue.Metrics[name]))
            {
                foreach (var parameter in group.GetParameters().Where(one => !IsOfTensors(one.ParameterType)))
                {
                    var text = options.TryGetProperty(parameter.Name!, out var value) ? value.GetRawText() : "absent";
                    if (!values.TryGetValue($"{parameter.Name} of {name}", out var seen))
                    {
                        values[$"{parameter.Name} of {name}"] = seen = new(StringComparer.Ordinal);
                    }

                    seen.Add(text);
                }
            }
        }

        Assert.NotEmpty(values);
        Assert.DoesNotContain(
            values.Where(one => one.Value.Count < 2).Select(one => one.Key),
            option => !Fixed.ContainsKey(option) && !Fixed.ContainsKey(option.Split(" of ")[0])
        );
    }

    [Fact]
    public void What_is_apart_is_recorded() =>
        Assert.Empty(Apart.Reasons.Keys.Except(Drawn.All.Select(one => one.Name), StringComparer.Ordinal));

    // The factories called in the records, and the transforms that those expand to.
    private static HashSet<string> Recorded()
    {
        var calls = Drawn.All.SelectMany(one => Made.Calls(one.Make)).Select(call => call.Name);
        var parts = Drawn.Of("optimizer").SelectMany(one => Parts(Made.Of<Transform>(one.Make)));
        return [.. calls, .. parts];
    }

    private static IEnumerable<string> Parts(Transform transform) =>
        transform is TransformChain chain ? chain.Transforms.SelectMany(Parts) : [transform.GetType().Name];

    private static bool IsOfTensors(Type type) => type.Name.StartsWith("Tensor", StringComparison.Ordinal);
}
