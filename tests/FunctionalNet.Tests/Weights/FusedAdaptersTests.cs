using System.Text.Json;
using Xunit;
using static FunctionalNet.Net;
using static FunctionalNet.Tests.Weights.MovedAdapters;

namespace FunctionalNet.Tests.Weights;

/// <summary>
/// Matrices that are one tensor of the file and learned apart: one adapter of the rank of all, whose product is B A by PEFT's definition, W' =
/// W + α/r · B A.
/// </summary>
public sealed class FusedAdaptersTests : IDisposable
{
    private const int Width = 8;

    private static readonly string[] Parts = ["query", "key", "value"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Queries_keys_and_values_that_learned_apart_are_blocks_of_one_adapter()
    {
        var model = Learned(LowRank(Gpt2(13, 10, Width, 2, 2), 2, 6, IsAttention));
        model.SaveAdapter(folder.Path, WeightRules.Gpt2).OrThrow();
        var file = Tensors();
        var (a, b) = (
            file["base_model.model.h.1.attn.c_attn.lora_A.weight"],
            file["base_model.model.h.1.attn.c_attn.lora_B.weight"]
        );
        Assert.Equal((new Shape(6, Width), new Shape(3 * Width, 6)), (a.Shape, b.Shape));
        using (var json = JsonDocument.Parse(File.ReadAllText(folder["adapter_config.json"])))
        {
            Assert.Equal(6, json.RootElement.GetProperty("r").GetInt32());
            Assert.Equal(18, json.RootElement.GetProperty("lora_alpha").GetInt32());
        }

        // What PEFT adds to the fused matrix: 18/6 · B A.
        var merged = model.Merge();
        foreach (var (place, part) in Parts.Index())
        {
            var path = $"h/1/attn/{part}/weight";
            for (var i = 0; i < Width; i++)
            {
                for (var o = 0; o < Width; o++)
                {
                    var delta = Enumerable.Range(0, 6).Sum(r => b[(place * Width) + o, r] * a[r, i]);
                    Assert.Equal(3 * delta, merged.Values[path][i, o] - model.Values[path][i, o], 1e-4);
                }
            }
        }
    }

    [Fact]
    public void Blocks_are_read_as_the_adapters_of_the_parts()
    {
        var layer = LowRank(Gpt2(13, 10, Width, 2, 2), 2, 6, IsAttention);
        var model = Learned(layer);
        model.SaveAdapter(folder.Path, WeightRules.Gpt2).OrThrow();
        var again = Model.Init<float>(layer, new(6), key: 9).LoadAdapter(folder.Path, WeightRules.Gpt2).OrThrow();
        Assert.All(
            model.AdapterValues(),
            one => Assert.Equal(one.Value.Span.ToArray(), again.Values[one.Key].Span.ToArray())
        );
    }

    [Fact]
    public void Blocks_are_read_as_one_adapter_of_their_rank()
    {
        var model = Learned(LowRank(Gpt2(13, 10, Width, 2, 2), 2, 6, IsAttention));
        model.SaveAdapter(folder.Path, WeightRules.Gpt2).OrThrow();
        var wide = AdapterConfig.Load(folder.Path).OrThrow().Adapt(Gpt2(13, 10, Width, 2, 2), WeightRules.Gpt2);
        var again = Model
            .Init<float>(wide, new(6), key: 9)
            .With(model.Values.RemoveRange(model.AdapterValues().Keys))
            .LoadAdapter(folder.Path, WeightRules.Gpt2)
            .OrThrow();
        Assert.Equal(new Shape(Width, 6), again.Values["h/0/attn/key/weight/lora_A"].Shape);
        var (expected, actual) = (model.Merge(), again.Merge());
        Assert.All(
            expected.Values,
            one => Assert.Equal(one.Value.Span.ToArray(), actual.Values[one.Key].Span.ToArray())
        );

        // Unchanged they have a lora_A in common: the rank stays.
        again.SaveAdapter(folder["again"], WeightRules.Gpt2).OrThrow();
        Assert.Equal(
            Tensors()["base_model.model.h.0.attn.c_attn.lora_B.weight"].Span.ToArray(),
            Tensors("again/")["base_model.model.h.0.attn.c_attn.lora_B.weight"].Span.ToArray()
        );
    }

    [Fact]
    public void A_module_has_its_rules_once()
    {
        var model = Model.Init<float>(LowRank(Gpt2(13, 10, Width, 2, 2), 2, 6, IsAttention), new(6), key: 1);
        string[] rules =
        [
            .. AdapterPlan<float>
                .Of(model, WeightRules.Gpt2)
                .OrThrow()
                .Rules.Select(rule => $"{rule}")
                .Where(rule => rule.Contains("lora_", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(rules);
        Assert.Distinct(rules, StringComparer.Ordinal);
    }

    [Fact]
    public void Patterns_say_the_rank_of_fused_modules_beside_others()
    {
        var model = Learned(
            LowRank(
                Gpt2(13, 10, Width, 2, 2),
                2,
                6,
                path => IsAttention(path) || path.EndsWith("c_fc/weight", StringComparison.Ordinal)
            )
        );
        model.SaveAdapter(folder.Path, WeightRules.Gpt2).OrThrow();
        var config = AdapterConfig.Load(folder.Path).OrThrow();
        Assert.Equal((6, 18), config.SizeOf(["h.1.attn.c_attn"]));
        Assert.Equal((2, 6), config.SizeOf(["h.1.mlp.c_fc"]));
        Assert.True(model.LoadAdapter(folder.Path, WeightRules.Gpt2).IsRight);
    }

    [Fact]
    public void Only_blocks_are_the_adapters_of_the_parts()
    {
        var layer = LowRank(Gpt2(13, 10, Width, 2, 2), 2, 6, IsAttention);
        Learned(layer).SaveAdapter(folder.Path, WeightRules.Gpt2).OrThrow();
        const string name = "base_model.model.h.1.attn.c_attn.lora_B.weight";
        var tensors = Tensors();
        new Safetensors<float>(tensors.SetItem(name, tensors["base_model.model.h.0.attn.c_attn.lora_B.weight"] + 1))
            .Save(folder["adapter_model.safetensors"])
            .OrThrow();
        Assert.Contains(
            "h.1.attn.c_attn has one adapter of rank 6 for h/1/attn/query/weight, h/1/attn/key/weight, h/1/attn/value/weight, not one of each",
            Model
                .Init<float>(layer, new(6), key: 9)
                .LoadAdapter(folder.Path, WeightRules.Gpt2)
                .LeftAsEnumerable()
                .Single()
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Parts_of_other_ranks_are_blocks_and_of_other_scales_are_told()
    {
        Layer Of(double alpha) =>
            LowRank(
                LowRank(
                    Gpt2(13, 10, Width, 2, 2),
                    4,
                    alpha,
                    path => path.EndsWith("key/weight", StringComparison.Ordinal)
                ),
                2,
                6,
                path => IsAttention(path) && !path.EndsWith("key/weight", StringComparison.Ordinal)
            );

        var even = Learned(Of(12));
        even.SaveAdapter(folder.Path, WeightRules.Gpt2).OrThrow();
        Assert.Equal(new Shape(8, Width), Tensors()["base_model.model.h.0.attn.c_attn.lora_A.weight"].Shape);
        var again = Model.Init<float>(Of(12), new(6), key: 9).LoadAdapter(folder.Path, WeightRules.Gpt2).OrThrow();
        Assert.Equal(
            even.Values["h/0/attn/key/weight/lora_B"].Span.ToArray(),
            again.Values["h/0/attn/key/weight/lora_B"].Span.ToArray()
        );
        Assert.Contains(
            "h.0.attn.c_attn has one scale in the file, and its parts h/0/attn/query/weight (3), h/0/attn/key/weight (5)",
            Learned(Of(20)).SaveAdapter(folder.Path, WeightRules.Gpt2).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Inputs_side_by_side_have_one_lora_B()
    {
        // One matrix of the file, [out, 3 + 2] as PyTorch keeps it, is two here.
        var rules = new WeightRules(
            WeightRule.Split("mix.weight", 0, "0/weight", "inner/weight").In("out in -> in out")
        );
        Layer layer = LowRank(Dense(4, bias: false) >> Named("inner", Dense(4, bias: false)), 1, 2);
        var model = Learned(layer, new(3));
        model.SaveAdapter(folder.Path, rules).OrThrow();
        var file = Tensors();
        var (a, b) = (file["base_model.model.mix.lora_A.weight"], file["base_model.model.mix.lora_B.weight"]);
        Assert.Equal((new Shape(2, 7), new Shape(4, 2)), (a.Shape, b.Shape));
        Assert.Equal(0, a[0, 5]);
        Assert.Equal(0, a[1, 1]);
        Assert.Equal(model.Values["0/weight/lora_A"][1, 0], a[0, 1]);
        Assert.Equal(model.Values["inner/weight/lora_B"][0, 2], b[2, 1]);
        var again = Model.Init<float>(layer, new(3), key: 9).LoadAdapter(folder.Path, rules).OrThrow();
        Assert.Equal(
            model.Values["inner/weight/lora_A"].Span.ToArray(),
            again.Values["inner/weight/lora_A"].Span.ToArray()
        );
    }

    private static bool IsAttention(string path) =>
        Array.Exists(Parts, part => path.EndsWith($"attn/{part}/weight", StringComparison.Ordinal));

    private static Model<float> Learned(Layer layer, Shape? input = null) =>
        Moved(Model.Init<float>(layer, input ?? new(6), key: 1));

    private System.Collections.Immutable.ImmutableSortedDictionary<string, Tensor<float>> Tensors(string below = "") =>
        Safetensors<float>.Load(folder[$"{below}adapter_model.safetensors"]).OrThrow().Tensors;
}
