using System.Collections.Immutable;
using System.Text.Json;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Weights;

/// <summary>Adapters of published architectures, in files as PEFT writes them: by their names, fused matrices and selections.</summary>
public sealed class PublishedAdaptersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("transformer.")]
    public void One_adapter_of_queries_keys_and_values_is_split_by_rows(string prefix)
    {
        (string, Tensor<float>)[] tensors =
        [
            .. Factors($"{prefix}h.0.attn.c_attn", rank: 2, inputs: 8, outputs: 24),
            .. Factors($"{prefix}h.1.attn.c_attn", rank: 2, inputs: 8, outputs: 24),
        ];
        Write(
            """{"peft_type":"LORA","r":2,"lora_alpha":6,"target_modules":["c_attn"],"fan_in_fan_out":true}""",
            tensors
        );
        var model = Loaded(Gpt2(13, 10, 8, 2, 2), new(6), WeightRules.Gpt2);
        var merged = model.Merge();
        foreach (var (part, place) in ((string, int)[])[("query", 0), ("key", 8), ("value", 16)])
        {
            Adds(model, merged, $"h/1/attn/{part}/weight", 3, tensors[2].Item2, tensors[3].Item2, o => place + o);
        }

        Assert.Same(model.Values["h/0/attn/output/weight"], merged.Values["h/0/attn/output/weight"]);
        model.SaveAdapter(folder["again"], WeightRules.Gpt2).OrThrow();
        var again = Safetensors<float>.Load(folder["again/adapter_model.safetensors"]).OrThrow().Tensors;
        Assert.Equal(4, again.Count);
        Assert.Equal(
            tensors[3].Item2.Span.ToArray(),
            again["base_model.model.h.1.attn.c_attn.lora_B.weight"].Span.ToArray()
        );

        var part0 = LowRank(Gpt2(13, 10, 8, 2, 2), 2, 6, path => path.EndsWith("key/weight", StringComparison.Ordinal));
        Assert.Contains(
            "adapt all of its parts",
            Model
                .Init<float>(part0, new(6), key: 1)
                .LoadAdapter(folder.Path, WeightRules.Gpt2)
                .LeftAsEnumerable()
                .Single()
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_classifier_over_an_encoder_loads_with_its_prefix_and_its_head()
    {
        var head = Tensor.Of<float>(new(2, 8), [.. Enumerable.Range(0, 16)]);
        (string, Tensor<float>)[] tensors =
        [
            .. Factors("bert.encoder.layer.0.attention.self.value", rank: 8, inputs: 8, outputs: 8),
            .. Factors("bert.encoder.layer.1.attention.self.value", rank: 8, inputs: 8, outputs: 8),
            ("base_model.model.classifier.weight", head),
            ("base_model.model.classifier.bias", Tensor.Vector(5f, 6f)),
        ];
        Write(
            """{"peft_type":"LORA","target_modules":["value"],"modules_to_save":["classifier","score"],"exclude_modules":[]}""",
            tensors
        );
        var rules = WeightRules
            .Bert.Below(string.Empty, "encoder/")
            .Then(
                WeightRule.Transpose("classifier.weight", "head/weight"),
                WeightRule.Rename("classifier.bias", "head/bias")
            );
        var bert = Bert(13, 12, 8, 2, 2, hidden: 20, output: BertOutput.Pooled);
        var model = Loaded(Named("encoder", bert) >> Named("head", Dense(2)), new(6), rules);
        Adds(
            model,
            model.Merge(),
            "encoder/encoder/layer/1/attention/self/value/weight",
            1,
            tensors[2].Item2,
            tensors[3].Item2,
            o => o
        );
        Assert.Equal(head[1, 3], model.Values["head/weight"][3, 1]);
        Assert.Equal(6, model.Values["head/bias"][1]);
    }

    [Fact]
    public void Modules_of_Llama_are_selected_by_their_published_names()
    {
        (string, Tensor<float>)[] tensors =
        [
            .. Factors("model.layers.0.self_attn.q_proj", rank: 2, inputs: 12, outputs: 12),
            .. Factors("model.layers.0.self_attn.v_proj", rank: 4, inputs: 12, outputs: 4),
        ];
        Write(
            """
            {"peft_type":"LORA","r":2,"lora_alpha":8,"target_modules":["q_proj","v_proj"],"layers_to_transform":[0],
            "rank_pattern":{"self_attn\\.v_.*":4},"alpha_pattern":{"^model.layers.0.self_attn.q_proj":6}}
            """,
            tensors
        );
        var layer = Llama(13, 12, 20, 2, 6, keyValueHeads: 2);
        var model = Loaded(layer, new(6), WeightRules.Llama);
        Assert.Equal(4, model.AdapterValues().Count);
        var merged = model.Merge();
        Adds(model, merged, "layers/0/self_attn/query/weight", 3, tensors[0].Item2, tensors[1].Item2, o => o);
        Adds(model, merged, "layers/0/self_attn/value/weight", 2, tensors[2].Item2, tensors[3].Item2, o => o);

        model.SaveAdapter(folder["again"], WeightRules.Llama).OrThrow();
        var again = AdapterConfig.Load(folder["again"]).OrThrow();
        var same = Model.Init<float>(again.Adapt(layer, WeightRules.Llama), new(6), key: 4);
        Assert.True(same.LoadAdapter(folder["again"], WeightRules.Llama).IsRight);
        Assert.False(
            new AdapterConfig(1, 1) { Modules = ["lm_head"] }.Selects("embed_tokens/weight", WeightRules.Llama)
        );
    }

    [Fact]
    public void A_head_around_the_adapted_layer_is_stored_and_read_with_it()
    {
        Layer encoder = Dense(4) >> Dense(4);
        var saved = Model.Init<float>(LowRank(encoder, 2) >> Dense(3), new(4), key: 1);
        saved.SaveAdapter(folder["headed"]).OrThrow();
        var config = AdapterConfig.Load(folder["headed"]).OrThrow();
        Assert.Equal(["1"], config.WholeModules.ToArray());
        var read = Model
            .Init<float>(config.Adapt(encoder) >> Dense(3), new(4), key: 2)
            .LoadAdapter(folder["headed"])
            .OrThrow();
        Assert.Equal(saved.Values["1/weight"].Span.ToArray(), read.Values["1/weight"].Span.ToArray());
        Assert.Equal(saved.Values["0/1/weight/lora_A"].Span.ToArray(), read.Values["0/1/weight/lora_A"].Span.ToArray());
    }

    [Fact]
    public void Rows_in_another_order_have_their_factor_in_that_order()
    {
        (string, Tensor<float>)[] tensors = Factors("q_proj", rank: 2, inputs: 5, outputs: 12);
        Write("""{"peft_type":"LORA","r":2,"lora_alpha":4,"target_modules":["q_proj"]}""", tensors);
        var rules = new WeightRules(
            WeightRule
                .Rename("q_proj.weight", "0/weight")
                .In("(heads two half) in -> in (heads half two)", ("heads", 2), ("two", 2))
        );
        var model = Loaded(Dense(12) >> Dense(3), new(5), rules);
        Adds(
            model,
            model.Merge(),
            "0/weight",
            2,
            tensors[0].Item2,
            tensors[1].Item2,
            o => (o / 6 * 6) + (o % 2 * 3) + (o % 6 / 2)
        );
    }

    [Fact]
    public void What_is_written_selects_what_was_adapted_and_no_more()
    {
        var layer = Dense(4) >> Residual(Dense(4) >> Tanh());
        var model = Model.Init<float>(LowRank(layer, 2, 4, path => path == "0/weight"), new(4), key: 1);
        model.SaveAdapter(folder.Path).OrThrow();
        using (var json = JsonDocument.Parse(File.ReadAllText(folder["adapter_config.json"])))
        {
            Assert.Equal("0", json.RootElement.GetProperty("target_modules").GetString());
        }

        var loaded = Loaded(layer, new(4), new());
        Assert.Equal(["0/weight/lora_A", "0/weight/lora_B"], loaded.AdapterValues().Keys, StringComparer.Ordinal);
        Assert.Equal(model.Values["0/weight/lora_A"].Span.ToArray(), loaded.Values["0/weight/lora_A"].Span.ToArray());
    }

    [Fact]
    public void Ranks_by_name_are_of_these_modules_alone()
    {
        Layer layer = LowRank(LowRank(Dense(4) >> Residual(Dense(4)), 2, 4, path => path == "1/weight"), 3, 9, IsFirst);
        var model = Model.Init<float>(layer, new(4), key: 1);
        model.SaveAdapter(folder.Path).OrThrow();
        var config = AdapterConfig.Load(folder.Path).OrThrow();
        Assert.Equal((3, 9), config.SizeOf(["0"]));
        Assert.Equal((2, 4), config.SizeOf(["1"]));
        Assert.True(model.LoadAdapter(folder.Path).IsRight);

        static bool IsFirst(string path) => path == "0/weight";
    }

    [Fact]
    public void Modules_are_excluded_as_PEFT_does()
    {
        var config = new AdapterConfig(1, 1) { Modules = ["query", "value"], Excluded = ["1.query"] };
        Assert.True(config.Selects("layer/0/query/weight"));
        Assert.False(config.Selects("layer/1/query/weight"));
        Assert.True(config.Selects("layer/1/value/weight"));
        var pattern = config with { Excluded = [], ExcludedPattern = @".*\.1\..*" };
        Assert.True(pattern.Selects("layer/0/value/weight"));
        Assert.False(pattern.Selects("layer/1/value/weight"));
        Assert.False(new AdapterConfig(1, 1) { WholeModules = ["head"] }.Selects("a/head/dense/weight"));
    }

    [Fact]
    public void Convolutions_with_groups_are_not_written()
    {
        var model = Model.Init<float>(LowRank(Conv2d(4, 3) >> Conv2d(4, 3, groups: 2)), new(3, 8, 8), key: 1);
        Assert.Contains(
            "1/weight belongs to a convolution with groups",
            model.SaveAdapter(folder.Path).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    // W' - W is scale · B A, with the rows of B that the outputs have in the file.
    private static void Adds(
        Model<float> model,
        Model<float> merged,
        string path,
        double scale,
        Tensor<float> a,
        Tensor<float> b,
        Func<int, int> row
    )
    {
        var (before, after) = (model.Values[path], merged.Values[path]);
        for (var i = 0; i < before.Shape[0].Size; i++)
        {
            for (var o = 0; o < before.Shape[1].Size; o++)
            {
                var delta = Enumerable.Range(0, a.Shape[0].Size).Sum(r => b[row(o), r] * a[r, i]);
                Assert.Equal(scale * delta, after[i, o] - before[i, o], 1e-4);
            }
        }
    }

    private static (string, Tensor<float>)[] Factors(string module, int rank, int inputs, int outputs) =>
        [
            ($"base_model.model.{module}.lora_A.weight", Numbers($"{module}.A", new(rank, inputs))),
            ($"base_model.model.{module}.lora_B.weight", Numbers($"{module}.B", new(outputs, rank))),
        ];

    private static Tensor<float> Numbers(string name, Shape shape)
    {
        Key key = 7;
        var numbers = new float[shape.Size];
        key.Split(name).Uniform<float>(numbers);
        return new(shape, numbers);
    }

    private Model<float> Loaded(Layer layer, Shape input, WeightRules rules) =>
        Model
            .Init<float>(AdapterConfig.Load(folder.Path).OrThrow().Adapt(layer, rules), input, key: 1)
            .LoadAdapter(folder.Path, rules)
            .OrThrow();

    private void Write(string config, (string Name, Tensor<float> Value)[] tensors)
    {
        File.WriteAllText(folder["adapter_config.json"], config);
        new Safetensors<float>(
            tensors.ToImmutableSortedDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal)
        )
            .Save(folder["adapter_model.safetensors"])
            .OrThrow();
    }
}
