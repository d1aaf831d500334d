using System.Collections.Immutable;
using System.Text.Json;
using Xunit;
using static FunctionalNet.Net;
using static FunctionalNet.Tests.Weights.MovedAdapters;

namespace FunctionalNet.Tests.Weights;

/// <summary>
/// The options of peft.LoraConfig, each followed or refused by name. What they mean is in PEFT's src/peft/tuners/lora/config.py and
/// src/peft/tuners/tuners_utils.py, what is in the file in src/peft/utils/save_and_load.py (0.19 to 0.21).
/// </summary>
public sealed class AdapterFormsTests : IDisposable
{
    private const string Weights = "adapter_model.safetensors";
    private const string Config = "adapter_config.json";
    private const string Sizes = """ "peft_type":"LORA","r":1,"lora_alpha":2 """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Biases_of_adapted_modules_are_lora_only()
    {
        var layer = LowRank(Two(), 1, 2, train: path => path.EndsWith("bias", StringComparison.Ordinal));
        var model = Moved(Model.Init<float>(layer, new(4), key: 1));
        model.SaveAdapter(folder.Path).OrThrow();
        Assert.Equal(
            [
                "base_model.model.fc.base_layer.bias",
                "base_model.model.fc.lora_A.weight",
                "base_model.model.fc.lora_B.weight",
                "base_model.model.out.base_layer.bias",
                "base_model.model.out.lora_A.weight",
                "base_model.model.out.lora_B.weight",
            ],
            Tensors().Keys,
            StringComparer.Ordinal
        );
        using (var json = JsonDocument.Parse(File.ReadAllText(folder[Config])))
        {
            Assert.Equal("lora_only", json.RootElement.GetProperty("bias").GetString());
            Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("modules_to_save").ValueKind);
        }

        Same(model, Model.Init<float>(layer, new(4), key: 2).LoadAdapter(folder.Path).OrThrow());
        var config = AdapterConfig.Load(folder.Path).OrThrow();
        Assert.Equal("rank 1, alpha 2, modules fc, out, their biases", $"{config}");
        Same(model, Model.Init<float>(config.Adapt(Two()), new(4), key: 2).LoadAdapter(folder.Path).OrThrow());
    }

    [Fact]
    public void Other_biases_are_all()
    {
        Layer net = Named("norm", LayerNorm()) >> Two();
        var layer = LowRank(
            net,
            1,
            2,
            path => path == "fc/weight",
            path => path.EndsWith("bias", StringComparison.Ordinal)
        );
        var model = Moved(Model.Init<float>(layer, new(4), key: 1));
        model.SaveAdapter(folder.Path).OrThrow();
        Assert.Equal(
            [
                "base_model.model.fc.base_layer.bias",
                "base_model.model.fc.lora_A.weight",
                "base_model.model.fc.lora_B.weight",
                "base_model.model.norm.bias",
                "base_model.model.out.bias",
            ],
            Tensors().Keys,
            StringComparer.Ordinal
        );
        var config = AdapterConfig.Load(folder.Path).OrThrow();
        Assert.Equal((AdapterBias.All, 0), (config.Bias, config.WholeModules.Length));
        Same(model, Model.Init<float>(config.Adapt(net), new(4), key: 2).LoadAdapter(folder.Path).OrThrow());
    }

    [Theory]
    [InlineData("base_layer.bias")] // PEFT since 0.6
    [InlineData("bias")] // PEFT before, whose adapted modules were no modules around those of the base
    public void Biases_are_read_by_both_names(string name)
    {
        Write(
            $$"""{ {{Sizes}},"target_modules":["fc"],"bias":"all"}""",
            [
                .. Factors("fc", 4, 3),
                ($"base_model.model.fc.{name}", Tensor.Vector(7f, 8f, 9f)),
                ("base_model.model.out.bias", Tensor.Vector(5f, 6f)),
            ]
        );
        var model = Loaded(Two(), new(4));
        Assert.Equal([7f, 8f, 9f], model.Values["fc/bias"].Span.ToArray());
        Assert.Equal([5f, 6f], model.Values["out/bias"].Span.ToArray());
    }

    [Fact]
    public void Biases_that_the_file_lacks_stay_those_of_the_base()
    {
        // https://github.com/huggingface/peft/issues/3306: versions to 0.19 write none with lora_only.
        Write($$"""{ {{Sizes}},"target_modules":["fc"],"bias":"lora_only"}""", [.. Factors("fc", 4, 3)]);
        var start = Moved(Model.Init<float>(AdapterConfig.Load(folder.Path).OrThrow().Adapt(Two()), new(4), key: 1));
        var model = start.LoadAdapter(folder.Path).OrThrow();
        Assert.Contains("fc/bias", model.AdapterValues().Keys, StringComparer.Ordinal);
        Assert.DoesNotContain("out/bias", model.AdapterValues().Keys, StringComparer.Ordinal);
        Assert.Equal(start.Values["fc/bias"].Span.ToArray(), model.Values["fc/bias"].Span.ToArray());
    }

    [Fact]
    public void Fused_biases_are_one_tensor()
    {
        Write(
            $$"""{ {{Sizes}},"target_modules":["c_attn"],"bias":"lora_only"}""",
            [
                .. Factors("transformer.h.0.attn.c_attn", 8, 24),
                (
                    "base_model.model.transformer.h.0.attn.c_attn.base_layer.bias",
                    Tensor.Vector([.. Enumerable.Range(0, 24).Select(i => (float)i)])
                ),
            ]
        );
        var model = Loaded(Gpt2(13, 10, 8, 1, 2), new(6), WeightRules.Gpt2);
        Assert.Equal(11, model.Values["h/0/attn/key/bias"][3]);
        Assert.Equal(21, model.Values["h/0/attn/value/bias"][5]);
        model.SaveAdapter(folder["again"], WeightRules.Gpt2).OrThrow();
        Assert.Equal(24, Tensors("again/")["base_model.model.h.0.attn.c_attn.base_layer.bias"].Length);
    }

    [Fact]
    public void A_matrix_that_is_trained_itself_has_no_adapter()
    {
        var model = Model.Init<float>(
            LowRank(Two(), 1, 2, train: path => path.StartsWith("out/", StringComparison.Ordinal)),
            new(4),
            key: 1
        );
        model.SaveAdapter(folder.Path).OrThrow();
        var config = AdapterConfig.Load(folder.Path).OrThrow();
        Assert.Equal(["fc"], config.Modules.ToArray());
        Assert.Equal(["out"], config.WholeModules.ToArray());
        Same(model, Model.Init<float>(config.Adapt(Two()), new(4), key: 2).LoadAdapter(folder.Path).OrThrow());
    }

    [Theory]
    [InlineData("all-linear")]
    [InlineData("ALL-LINEAR")]
    public void All_linear_takes_no_embeddings_no_filters_and_no_head(string word)
    {
        var config = Read($$"""{ {{Sizes}},"target_modules":"{{word}}"}""");
        Assert.Equal("rank 1, alpha 2, all linear modules", $"{config}");
        Assert.Equal(
            [
                "h/0/attn/key/weight",
                "h/0/attn/output/weight",
                "h/0/attn/query/weight",
                "h/0/attn/value/weight",
                "h/0/mlp/c_fc/weight",
                "h/0/mlp/c_proj/weight",
            ],
            Adapted(config.Adapt(Gpt2(13, 10, 8, 1, 2), WeightRules.Gpt2), new(6)),
            StringComparer.Ordinal
        );
        var llama = Adapted(config.Adapt(Llama(13, 12, 20, 1, 2), WeightRules.Llama), new(6));
        Assert.Equal(7, llama.Length);
        Assert.DoesNotContain("lm_head/weight", llama, StringComparer.Ordinal);
        Assert.DoesNotContain("embed_tokens/weight", llama, StringComparer.Ordinal);
        Layer filters =
            Named("words", Embedding(7, 4))
            >> Transpose(0, 2, 1)
            >> Named("conv", Conv1d(5, 3))
            >> Flatten()
            >> Named("fc", Dense(3));
        Assert.Equal(["fc/weight"], Adapted(config.Adapt(filters), new(6)), StringComparer.Ordinal);
    }

    [Fact]
    public void All_linear_takes_the_classifier_unless_the_task_says_so()
    {
        Layer net = Named("fc", Dense(3)) >> Named("classifier", Dense(2));
        Assert.Equal(
            ["classifier/weight", "fc/weight"],
            Adapted(Read($$"""{ {{Sizes}},"target_modules":"all-linear"}""").Adapt(net), new(4)),
            StringComparer.Ordinal
        );
        Assert.Equal(
            ["fc/weight"],
            Adapted(Read($$"""{ {{Sizes}},"target_modules":"all-linear","task_type":"SEQ_CLS"}""").Adapt(net), new(4)),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void A_head_that_is_the_embedding_here_is_none_that_a_file_can_have_alone()
    {
        var head = Tensor.Of<float>(new(13, 8), [.. Enumerable.Range(0, 13 * 8).Select(i => i / 7f)]);
        (string, Tensor<float>)[] factors = [.. Factors("transformer.h.0.attn.c_attn", 8, 24)];
        var json = $$"""{ {{Sizes}},"target_modules":["c_attn"],"modules_to_save":["lm_head"]}""";
        Write(json, [.. factors, ("base_model.model.lm_head.weight", head)]);
        var start = Model.Init<float>(
            AdapterConfig.Load(folder.Path).OrThrow().Adapt(Gpt2(13, 10, 8, 1, 2), WeightRules.Gpt2),
            new(6),
            key: 1
        );
        Assert.DoesNotContain("wte/weight", start.AdapterValues().Keys, StringComparer.Ordinal);
        Assert.Contains(
            "base_model.model.lm_head.weight is of lm_head alone, which is one parameter with wte here: wte/weight",
            Message(start),
            StringComparison.Ordinal
        );

        // Equal to the embedding it says nothing new.
        Assert.True(start.With("wte/weight", head).LoadAdapter(folder.Path, WeightRules.Gpt2).IsRight);
        Write(json, [.. factors, .. Factors("lm_head", 8, 13)]);
        Assert.Contains("lm_head.lora_A.weight is of lm_head alone", Message(start), StringComparison.Ordinal);
        Write(json, [.. factors, ("base_model.model.transformer.wte.weight", head)]);
        Assert.Contains(
            "wte is trained in the file without lm_head, which is one parameter with it here, wte/weight: ensure_weight_tying is not set",
            Message(start),
            StringComparison.Ordinal
        );
        Write(
            $$"""{ {{Sizes}},"target_modules":["c_attn"],"modules_to_save":["wte"],"ensure_weight_tying":true}""",
            [.. factors, ("base_model.model.transformer.wte.weight", head)]
        );
        var tied = Loaded(Gpt2(13, 10, 8, 1, 2), new(6), WeightRules.Gpt2);
        Assert.Equal(head.Span.ToArray(), tied.Values["wte/weight"].Span.ToArray());
        tied.SaveAdapter(folder["again"], WeightRules.Gpt2).OrThrow();
        Assert.Contains(
            "\"ensure_weight_tying\": true",
            File.ReadAllText(folder[$"again/{Config}"]),
            StringComparison.Ordinal
        );

        string Message(Model<float> model) =>
            model.LoadAdapter(folder.Path, WeightRules.Gpt2).LeftAsEnumerable().Single().Message;
    }

    [Fact]
    public void An_adapter_of_a_tied_embedding_is_the_heads_too()
    {
        var layer = LowRank(Gpt2(13, 10, 8, 1, 2), 1, 2, path => path == "wte/weight");
        var model = Moved(Model.Init<float>(layer, new(6), key: 1));
        model.SaveAdapter(folder.Path, WeightRules.Gpt2).OrThrow();
        Same(model, model.LoadAdapter(folder.Path, WeightRules.Gpt2).OrThrow());
        var file = Tensors();
        var (a, b) = (file["base_model.model.wte.lora_embedding_A"], file["base_model.model.wte.lora_embedding_B"]);

        // lora_A and lora_B of the head, [r, in] and [out, r], add the same to [out, in] as those of the table do to [entries, width].
        (string, Tensor<float>)[] head =
        [
            ("base_model.model.lm_head.lora_A.weight", Tensor.Of(new(1, 8), b.Span.ToArray())),
            ("base_model.model.lm_head.lora_B.weight", Tensor.Of(new(13, 1), a.Span.ToArray())),
        ];
        var config = File.ReadAllText(folder[Config]);
        Write(config, [.. file.Select(one => (one.Key, one.Value)), .. head]);
        Assert.True(model.LoadAdapter(folder.Path, WeightRules.Gpt2).IsRight);
        Write(config, [.. file.Select(one => (one.Key, one.Value)), head[0], (head[1].Item1, head[1].Item2 + 1)]);
        Assert.Contains(
            "lm_head.lora_B.weight is of lm_head alone",
            model.LoadAdapter(folder.Path, WeightRules.Gpt2).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
        Write(
            config.Replace("\"ensure_weight_tying\": true,", string.Empty, StringComparison.Ordinal),
            [.. file.Select(one => (one.Key, one.Value))]
        );
        Assert.Contains(
            "ensure_weight_tying is not set",
            model.LoadAdapter(folder.Path, WeightRules.Gpt2).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_head_of_its_own_is_stored_whole()
    {
        var head = Tensor.Of<float>(new(13, 12), [.. Enumerable.Range(0, 13 * 12)]);
        Write(
            $$"""{ {{Sizes}},"target_modules":["q_proj"],"modules_to_save":["lm_head"]}""",
            [.. Factors("model.layers.0.self_attn.q_proj", 12, 12), ("base_model.model.lm_head.weight", head)]
        );
        var model = Loaded(Llama(13, 12, 20, 1, 2), new(6), WeightRules.Llama);
        Assert.Equal(head[3, 4], model.Values["lm_head/weight"][4, 3]);
        Assert.DoesNotContain("embed_tokens/weight", model.AdapterValues().Keys, StringComparer.Ordinal);
    }

    [Fact]
    public void Weights_of_the_base_in_the_file_are_read()
    {
        // PEFT adds those of an embedding that is a target: save_embedding_layers.
        var table = Tensor.Of<float>(new(13, 12), [.. Enumerable.Range(0, 13 * 12)]);
        Write(
            $$"""{ {{Sizes}},"target_modules":["embed_tokens"]}""",
            [
                ("base_model.model.model.embed_tokens.lora_embedding_A", Tensor.Of<float>(new(1, 13), new float[13])),
                ("base_model.model.model.embed_tokens.lora_embedding_B", Tensor.Of<float>(new(12, 1), new float[12])),
                ("base_model.model.model.embed_tokens.base_layer.weight", table),
            ]
        );
        var model = Loaded(Llama(13, 12, 20, 1, 2), new(6), WeightRules.Llama);
        Assert.Equal(table.Span.ToArray(), model.Values["embed_tokens/weight"].Span.ToArray());
    }

    [Fact]
    public void What_is_excluded_is_so_by_the_names_of_its_own_module()
    {
        var config = new AdapterConfig(1, 1) { Modules = ["wte", "c_attn"], Excluded = ["lm_head"] };
        Assert.True(config.Selects("wte/weight", WeightRules.Gpt2));
        Assert.False(new AdapterConfig(1, 1) { Modules = ["lm_head"] }.Selects("wte/weight", WeightRules.Gpt2));
        Assert.False((config with { Excluded = ["wte"] }).Selects("wte/weight", WeightRules.Gpt2));
        Assert.False(
            (config with { Excluded = [], ExcludedPattern = @"transformer\.h\.0\..*" }).Selects(
                "h/0/attn/key/weight",
                WeightRules.Gpt2
            )
        );
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public void Fan_in_fan_out_is_of_the_base_alone(string value)
    {
        // lora_A is [r, in] and lora_B [out, r] for either layout of the matrix.
        var factors = Factors("h.0.mlp.c_fc", 8, 32).ToArray();
        Write($$"""{ {{Sizes}},"target_modules":["c_fc"],"fan_in_fan_out":{{value}}}""", factors);
        var model = Loaded(Gpt2(13, 10, 8, 1, 2), new(6), WeightRules.Gpt2);
        var merged = model.Merge();
        Assert.Equal(
            2 * factors[0].Value[0, 5] * factors[1].Value[30, 0],
            merged.Values["h/0/mlp/c_fc/weight"][5, 30] - model.Values["h/0/mlp/c_fc/weight"][5, 30],
            1e-4f
        );
    }

    [Fact]
    public void Rank_stabilized_scales_are_alpha_over_the_root_of_each_rank()
    {
        var config = Read(
            """{"peft_type":"LORA","r":4,"lora_alpha":6,"use_rslora":true,"rank_pattern":{"b":9},"alpha_pattern":{"c":5}}"""
        );
        Assert.Equal(6 / 2d, Scale("a"), 1e-12);
        Assert.Equal(6 / 3d, Scale("b"), 1e-12);
        Assert.Equal(5 / 2d, Scale("c"), 1e-12);

        double Scale(string module) => config.SizeOf([module]) is var (rank, alpha) ? alpha / rank : double.NaN;
    }

    [Theory]
    [InlineData("q_proj", "model.layers.0.self_attn.q_proj", true)] // re.match(r"(.*\.)?(q_proj)$")
    [InlineData("q_proj", "q_proj", true)]
    [InlineData("proj", "model.q_proj", false)]
    [InlineData("^q_proj", "model.q_proj", false)]
    [InlineData("^model.q_proj", "model.q_proj", true)]
    [InlineData("layers.[01].*", "model.layers.1.mlp.up", true)]
    [InlineData("layers.[01].*", "model.layers.2.mlp.up", false)]
    [InlineData("up|down", "model.down", true)]
    [InlineData("up|down", "model.downs", false)]
    [InlineData("model", "model.up", false)]
    public void Patterns_of_ranks_match_as_get_pattern_key(string key, string module, bool isMatch)
    {
        var config = Read($$$"""{"peft_type":"LORA","r":4,"rank_pattern":{"{{{key}}}":9}}""");
        Assert.Equal(isMatch ? 9 : 4, config.SizeOf([module]).Rank);
    }

    [Theory]
    [InlineData("[1]", "null", "model.layers.1.self_attn.q_proj", true)]
    [InlineData("[1]", "null", "model.layers.2.self_attn.q_proj", false)]
    [InlineData("1", "null", "model.layers.1.self_attn.q_proj", true)]
    [InlineData("0", "null", "model.layers.1.self_attn.q_proj", false)]
    [InlineData("[]", "null", "model.layers.2.self_attn.q_proj", true)]
    [InlineData("[1]", "\"layers\"", "model.layers.1.self_attn.q_proj", true)]
    [InlineData("[1]", "\"h\"", "model.layers.1.self_attn.q_proj", false)]
    [InlineData("[1]", "[\"h\",\"layers\"]", "model.layers.1.self_attn.q_proj", true)]
    [InlineData("[1]", "null", "layers.1.self_attn.q_proj", false)] // r".*\.[^.]*\.(\d+)\." wants a part before
    [InlineData("[1]", "null", "model.layers.2.experts.1.q_proj", true)] // the last number
    public void Layers_are_counted_as_PEFT_does(string layers, string lists, string module, bool isSelected)
    {
        var config = Read(
            $$"""{ {{Sizes}},"target_modules":["q_proj"],"layers_to_transform":{{layers}},"layers_pattern":{{lists}}}"""
        );
        Assert.Equal(isSelected, config.Selects($"{module}.weight"));
    }

    [Theory]
    [InlineData("\"use_dora\":true", "use_dora")]
    [InlineData("\"use_qalora\":true", "use_qalora")]
    [InlineData("\"use_bdlora\":{\"nblocks\":2}", "use_bdlora")]
    [InlineData("\"lora_bias\":true", "lora_bias")]
    [InlineData("\"target_parameters\":[\"experts.down_proj\"]", "target_parameters")]
    [InlineData("\"trainable_token_indices\":[1,2]", "trainable_token_indices")]
    [InlineData("\"trainable_token_indices\":{\"embed_tokens\":[1]}", "trainable_token_indices")]
    [InlineData("\"alora_invocation_tokens\":[1]", "alora_invocation_tokens")]
    [InlineData("\"arrow_config\":{\"top_k\":3}", "arrow_config")]
    [InlineData("\"monteclora_config\":{\"samples\":3}", "monteclora_config")]
    [InlineData("\"velora_config\":{\"num_groups\":3}", "velora_config")]
    [InlineData("\"layer_replication\":[[0,2]]", "layer_replication")]
    [InlineData("\"init_lora_weights\":\"lora_ga\"", "lora_ga")]
    [InlineData("\"init_lora_weights\":\"olora\"", "olora")]
    [InlineData("\"bias\":\"some\"", "bias is \"some\", not none or lora_only or all")]
    [InlineData("\"bias\":true", "bias is true")]
    [InlineData("\"bias\":\"lora_only\"", "bias is lora_only, but target_modules names no modules")]
    [InlineData("\"bias\":\"lora_only\",\"target_modules\":\"all-linear\"", "bias is lora_only, but target_modules")]
    [InlineData(
        "\"target_modules\":\"a.*\",\"layers_to_transform\":[1]",
        "layers_to_transform goes with a list of target_modules, not with the pattern 'a.*'"
    )]
    [InlineData("\"target_modules\":\"a.*\",\"layers_pattern\":[\"h\"]", "layers_pattern goes with a list")]
    [InlineData("\"target_modules\":[\"a\"],\"layers_pattern\":[\"h\"]", "layers_pattern says what precedes")]
    [InlineData(
        "\"target_modules\":[\"a\"],\"layers_to_transform\":1,\"layers_pattern\":[\"(\"]",
        "layers_pattern has the pattern '('"
    )]
    public void What_is_not_followed_is_refused_by_name(string option, string reason)
    {
        File.WriteAllText(folder[Config], $$"""{ {{Sizes}},{{option}}}""");
        Assert.Contains(
            reason,
            AdapterConfig.Load(folder.Path).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_configuration_as_PEFT_writes_it_is_read()
    {
        var config = Read(
            """
            {"alora_invocation_tokens":null,"alpha_pattern":{},"arrow_config":null,"auto_mapping":null,"base_model_name_or_path":"gpt2",
            "bias":"none","corda_config":null,"ensure_weight_tying":false,"eva_config":null,"exclude_modules":null,"fan_in_fan_out":true,
            "inference_mode":true,"init_lora_weights":true,"layer_replication":null,"layers_pattern":null,"layers_to_transform":null,
            "loftq_config":{},"lora_alpha":16,"lora_bias":false,"lora_dropout":0.05,"lora_ga_config":null,"megatron_config":null,
            "megatron_core":"megatron.core","modules_to_save":null,"peft_type":"LORA","peft_version":"0.19.1","qalora_group_size":16,"r":8,
            "rank_pattern":{},"revision":null,"target_modules":["c_attn"],"target_parameters":null,"task_type":"CAUSAL_LM",
            "trainable_token_indices":null,"use_bdlora":null,"use_dora":false,"use_qalora":false,"use_rslora":false}
            """
        );
        Assert.Equal("rank 8, alpha 16, modules c_attn, of gpt2", $"{config}");
    }

    private static Layer Two() => Named("fc", Dense(3)) >> Named("out", Dense(2));

    private static string[] Adapted(Layer layer, Shape input) =>
        [
            .. Model
                .Init<float>(layer, input, key: 1)
                .AdapterValues()
                .Keys.Where(path => path.EndsWith("/lora_A", StringComparison.Ordinal))
                .Select(path => path[..^"/lora_A".Length]),
        ];

    private static IEnumerable<(string Name, Tensor<float> Value)> Factors(string module, int inputs, int outputs) =>
        [
            ($"base_model.model.{module}.lora_A.weight", Numbers(3, new(1, inputs))),
            ($"base_model.model.{module}.lora_B.weight", Numbers(4, new(outputs, 1))),
        ];

    private static void Same(Model<float> expected, Model<float> actual) =>
        Assert.All(
            expected.AdapterValues(),
            one => Assert.Equal(one.Value.Span.ToArray(), actual.Values[one.Key].Span.ToArray())
        );

    private AdapterConfig Read(string json)
    {
        File.WriteAllText(folder[Config], json);
        return AdapterConfig.Load(folder.Path).OrThrow();
    }

    private Model<float> Loaded(Layer layer, Shape input, WeightRules? rules = null) =>
        Model
            .Init<float>(AdapterConfig.Load(folder.Path).OrThrow().Adapt(layer, rules), input, key: 1)
            .LoadAdapter(folder.Path, rules)
            .OrThrow();

    private ImmutableSortedDictionary<string, Tensor<float>> Tensors(string below = "") =>
        Safetensors<float>.Load(folder[below + Weights]).OrThrow().Tensors;

    private void Write(string config, (string Name, Tensor<float> Value)[] tensors)
    {
        File.WriteAllText(folder[Config], config);
        new Safetensors<float>(
            tensors.ToImmutableSortedDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal)
        )
            .Save(folder[Weights])
            .OrThrow();
    }
}
