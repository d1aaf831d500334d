using System.Collections.Immutable;
using System.Text.Json;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Weights;

/// <summary>Adapters in PEFT's layout: reading files made by its definition, and checking written files against it.</summary>
public sealed class AdapterFilesTests : IDisposable
{
    private const string File = "adapter_model.safetensors";
    private const string Config = "adapter_config.json";

    private static readonly Layer Base = Named("fc", Dense(3)) >> Tanh() >> Named("out", Dense(2));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_by_the_definition_adds_BA_times_alpha_over_r()
    {
        Write(
            """{"peft_type":"LORA","r":2,"lora_alpha":8,"target_modules":["fc"],"bias":"none"}""",
            ("base_model.model.fc.lora_A.weight", Tensor.Of<float>(new(2, 4), 1, 2, 3, 4, 5, 6, 7, 8)),
            ("base_model.model.fc.lora_B.weight", Tensor.Of<float>(new(3, 2), 1, -1, 2, 0, 0, 3))
        );
        var config = AdapterConfig.Load(folder.Path).OrThrow();
        Assert.Equal((2, 8), (config.Rank, config.Alpha));
        var model = Model
            .Init<float>(LowRank(Base, config.Rank, config.Alpha, config.Selects), new(4), key: 1)
            .LoadAdapter(folder.Path)
            .OrThrow();
        var merged = model.Merge();
        int[,] a =
        {
            { 1, 2, 3, 4 },
            { 5, 6, 7, 8 },
        };
        int[,] b =
        {
            { 1, -1 },
            { 2, 0 },
            { 0, 3 },
        };
        for (var (i, o) = (0, 0); i < 4; (i, o) = o < 2 ? (i, o + 1) : (i + 1, 0))
        {
            var delta = 4f * ((b[o, 0] * a[0, i]) + (b[o, 1] * a[1, i]));
            Assert.Equal(model.Values["fc/weight"][i, o] + delta, merged.Values["fc/weight"][i, o], 1e-4f);
        }

        Assert.Same(model.Values["out/weight"], merged.Values["out/weight"]);
    }

    [Fact]
    public void What_is_written_has_the_names_and_shapes_of_the_definition()
    {
        Layer layer =
            LowRank(
                Named("words", Embedding(7, 4)) >> Transpose(0, 2, 1) >> Named("conv", Conv1d(5, 3)),
                rank: 2,
                alpha: 4
            )
            >> Flatten()
            >> Named("wide", LowRank(Dense(6), rank: 3, alpha: 3))
            >> Named("head", Dense(2));
        var model = Model.Init<float>(layer, new(6), key: 2);
        model.SaveAdapter(folder.Path, baseName: "someone/words").OrThrow();
        var file = Safetensors<float>.Load(folder[File]).OrThrow();
        Assert.Equal("pt", file.Notes["format"]);
        Assert.Equal(
            new Dictionary<string, Shape>(StringComparer.Ordinal)
            {
                ["base_model.model.0.conv.lora_A.weight"] = new(2, 4, 3),
                ["base_model.model.0.conv.lora_B.weight"] = new(5, 2, 1),
                ["base_model.model.0.words.lora_embedding_A"] = new(2, 7),
                ["base_model.model.0.words.lora_embedding_B"] = new(4, 2),
                ["base_model.model.head.bias"] = new(2),
                ["base_model.model.head.weight"] = new(2, 6),
                ["base_model.model.wide.lora_A.weight"] = new(3, 20),
                ["base_model.model.wide.lora_B.weight"] = new(6, 3),
            }.OrderBy(one => one.Key, StringComparer.Ordinal),
            file.Tensors.ToDictionary(one => one.Key, one => one.Value.Shape, StringComparer.Ordinal)
                .OrderBy(one => one.Key, StringComparer.Ordinal)
        );
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(folder[Config]));
        var root = json.RootElement;
        Assert.Equal("LORA", root.GetProperty("peft_type").GetString());
        Assert.Equal("someone/words", root.GetProperty("base_model_name_or_path").GetString());
        Assert.Equal((2, 4), (root.GetProperty("r").GetInt32(), root.GetProperty("lora_alpha").GetInt32()));
        Assert.Equal(
            ["0.conv", "0.words", "wide"],
            root.GetProperty("target_modules").EnumerateArray().Select(one => one.GetString()),
            StringComparer.Ordinal
        );
        Assert.Equal(
            ["head"],
            root.GetProperty("modules_to_save").EnumerateArray().Select(one => one.GetString()),
            StringComparer.Ordinal
        );
        Assert.Equal(3, root.GetProperty("rank_pattern").GetProperty("wide").GetInt32());
        Assert.Equal(3, root.GetProperty("alpha_pattern").GetProperty("wide").GetInt32());

        // nn.Linear keeps [out, in].
        Assert.Equal(model.Values["head/weight"][4, 1], file.Tensors["base_model.model.head.weight"][1, 4]);

        var other = Model.Init<float>(layer, new(6), key: 3);
        var loaded = other.LoadAdapter(folder.Path).OrThrow();
        Assert.All(
            model.AdapterValues(),
            one => Assert.Equal(one.Value.Span.ToArray(), loaded.Values[one.Key].Span.ToArray())
        );
        Assert.Same(other.Values["wide/weight"], loaded.Values["wide/weight"]);
    }

    // Python 3 finds each key in its name alone by PEFT's re.match(rf"(.*\.)?({key})$", name), and not in that of the decoy.
    [Theory]
    [InlineData("head(1)", @"head\(1\)", "head1")]
    [InlineData("c++", @"c\+\+", "ccc")]
    [InlineData("a.b", @"a\.b", "acb")]
    [InlineData("q[0]", @"q\[0]", "q0")]
    [InlineData("x y#1", @"x\ y\#1", "xy#1")]
    [InlineData("p|q", @"p\|q", "p")]
    [InlineData("n{2}", @"n\{2}", "nn")]
    [InlineData("e$^*?", @"e\$\^\*\?", "e")]
    public void Names_of_modules_are_no_patterns(string name, string key, string decoy)
    {
        var layer =
            Named("A", LowRank(Dense(3), 1, 1))
            >> Named(name, LowRank(Dense(8), 2, 4))
            >> Named(decoy, LowRank(Dense(4), 4, 4));
        var model = Model.Init<float>(layer, new(4), key: 1);
        model.SaveAdapter(folder.Path).OrThrow();
        using (var json = JsonDocument.Parse(System.IO.File.ReadAllText(folder[Config])))
        {
            Assert.Equal(2, json.RootElement.GetProperty("rank_pattern").GetProperty(key).GetInt32());
            Assert.Equal(4, json.RootElement.GetProperty("alpha_pattern").GetProperty(key).GetInt32());
        }

        var config = AdapterConfig.Load(folder.Path).OrThrow();
        Assert.Equal((2, 4), config.SizeOf([name]));
        Assert.Equal((4, 4), config.SizeOf([decoy]));
        Assert.True(Model.Init<float>(layer, new(4), key: 2).LoadAdapter(folder.Path).IsRight);
    }

    [Theory]
    [InlineData(File, Config)]
    [InlineData(Config, File)]
    public void Neither_file_is_replaced_if_the_other_cannot_be(string wrong, string other)
    {
        Made(2).SaveAdapter(folder.Path).OrThrow();
        var old = System.IO.File.ReadAllBytes(folder[other]);
        System.IO.File.Delete(folder[wrong]);
        Directory.CreateDirectory(folder[wrong]);
        Assert.Contains(
            $"cannot write {folder[wrong]}",
            Made(4).SaveAdapter(folder.Path).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
        Assert.Equal(old, System.IO.File.ReadAllBytes(folder[other]));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);

        static Model<float> Made(double alpha) => Model.Init<float>(LowRank(Base, 2, alpha), new(4), key: 1);
    }

    [Fact]
    public void Names_and_layouts_of_others_go_by_rules()
    {
        var rules = new WeightRules(
            WeightRule.Transpose("encoder.dense.weight", "fc/weight"),
            WeightRule.Rename("encoder.dense.bias", "fc/bias"),
            WeightRule.Transpose("classifier.weight", "out/weight"),
            WeightRule.Rename("classifier.bias", "out/bias")
        );
        Layer layer = LowRank(
            Base,
            2,
            4,
            path => path.StartsWith("fc", StringComparison.Ordinal),
            path => path.StartsWith("out", StringComparison.Ordinal)
        );
        var model = Model.Init<float>(layer, new(4), key: 2);
        model.SaveAdapter(folder.Path, rules).OrThrow();
        var file = Safetensors<float>.Load(folder[File]).OrThrow();
        Assert.Equal(new Shape(2, 4), file.Tensors["base_model.model.encoder.dense.lora_A.weight"].Shape);
        Assert.Equal(new Shape(2, 3), file.Tensors["base_model.model.classifier.weight"].Shape);
        Assert.Equal(model.Values["out/weight"][2, 1], file.Tensors["base_model.model.classifier.weight"][1, 2]);
        var loaded = Model.Init<float>(layer, new(4), key: 3).LoadAdapter(folder.Path, rules).OrThrow();
        Assert.All(
            model.AdapterValues(),
            one => Assert.Equal(one.Value.Span.ToArray(), loaded.Values[one.Key].Span.ToArray())
        );
        var fused = new WeightRules(WeightRule.Join("fc/weight", 1, "a", "b"));
        Assert.Contains(
            "fc/weight is a and b in the file, each with an adapter of its own; or write and read the adapters without rules",
            model.SaveAdapter(folder.Path, fused).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("""{"peft_type":"LOHA","r":2,"lora_alpha":8}""", "LOHA")]
    [InlineData("""{"r":2,"lora_alpha":8}""", "no peft_type")]
    [InlineData("""{"peft_type":"LORA","r":2,"lora_alpha":8,"use_dora":true}""", "use_dora")]
    [InlineData(
        """{"peft_type":"LORA","r":4,"lora_alpha":8}""",
        "fc is LowRank(rank: 4, alpha: 8) in the file and (rank: 2, alpha: 8) in the model"
    )]
    [InlineData("""{"peft_type":"LORA","r":2,"lora_alpha":8,"use_rslora":true}""", "alpha: 11.3")]
    [InlineData("""{"peft_type":"LORA","init_lora_weights":"pissa_niter_4"}""", "init_lora_weights pissa_niter_4")]
    [InlineData("""{"peft_type":"LORA","r":0,"lora_alpha":8}""", "r is 0, not above 0")]
    [InlineData("""{"peft_type":"LORA","r":"two","lora_alpha":8}""", "adapter_config.json: r is \"two\", not a whole")]
    [InlineData("""{"peft_type":"LORA","r":2.0,"lora_alpha":8}""", "r is 2.0, not a whole number")]
    [InlineData("""{"peft_type":"LORA","r":2,"lora_alpha":-1}""", "lora_alpha is -1, not above 0")]
    [InlineData("""{"peft_type":"LORA","r":2,"target_modules":[3]}""", "target_modules is 3, not a name")]
    [InlineData("""{"peft_type":"LORA","r":2,"target_modules":"(?=a)"}""", "target_modules has the pattern '(?=a)'")]
    [InlineData("""{"peft_type":"LORA","r":2,"rank_pattern":[]}""", "rank_pattern is [], not an object")]
    [InlineData("""{"peft_type":"LORA","r":2,"layer_replication":[[0,1]]}""", "layer_replication")]
    [InlineData("""{"peft_type":"LORA"}""", "fc is LowRank(rank: 8, alpha: 8) in the file")]
    [InlineData(
        """{"peft_type":"LORA","r":2,"lora_alpha":8,"rank_pattern":{"fc":1e99}}""",
        "rank_pattern of fc is 1e99"
    )]
    [InlineData("[1]", "no peft_type")]
    [InlineData("{", "cannot read")]
    public void Another_kind_or_size_is_refused_by_name(string config, string reason)
    {
        var model = Model.Init<float>(
            LowRank(Base, 2, 8, path => path.StartsWith("fc", StringComparison.Ordinal)),
            new(4),
            key: 1
        );
        model.SaveAdapter(folder.Path).OrThrow();
        System.IO.File.WriteAllText(folder[Config], config);
        var error = model.LoadAdapter(folder.Path).LeftAsEnumerable().Single().Message;
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_left_over_or_of_another_shape_is_listed()
    {
        Write(
            """{"peft_type":"LORA","r":2,"lora_alpha":8,"target_modules":"all-linear"}""",
            ("base_model.model.fc.lora_A.weight", Tensor.Zeros<float>(new(2, 5))),
            ("base_model.model.fc.lora_magnitude_vector", Tensor.Zeros<float>(new(3)))
        );
        var model = Model.Init<float>(
            LowRank(Base, 2, 8, path => path.StartsWith("fc", StringComparison.Ordinal)),
            new(4),
            key: 1
        );
        var error = model.LoadAdapter(folder.Path).LeftAsEnumerable().Single().Message;
        Assert.Contains(
            "fc/weight/lora_A [4, 2] in the model is base_model.model.fc.lora_A.weight [2, 5] in the file",
            error,
            StringComparison.Ordinal
        );
        Assert.Contains("the file has no base_model.model.fc.lora_B.weight", error, StringComparison.Ordinal);
        Assert.Contains(
            "the model has no base_model.model.fc.lora_magnitude_vector [3]",
            error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no adapters",
            Model.Init<float>(Base, new(4), key: 1).SaveAdapter(folder.Path).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Modules_are_selected_as_PEFT_does()
    {
        var ends = new AdapterConfig(1, 1) { Modules = ["query", "0.value"] };
        Assert.True(ends.Selects("layer/3/query/weight"));
        Assert.True(ends.Selects("layer/0/value/weight"));
        Assert.False(ends.Selects("layer/3/value/weight"));
        Assert.False(ends.Selects("layer/3/subquery/weight"));
        var pattern = new AdapterConfig(1, 1) { Pattern = @".*\.(query|key)" };
        Assert.True(pattern.Selects("layer/3/key/weight"));
        Assert.False(pattern.Selects("layer/3/keys/weight"));
        Assert.True(new AdapterConfig(1, 1).Selects("anything"));
    }

    private void Write(string config, params (string Name, Tensor<float> Value)[] tensors)
    {
        System.IO.File.WriteAllText(folder[Config], config);
        new Safetensors<float>(
            tensors.ToImmutableSortedDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal)
        )
            .Save(folder[File])
            .OrThrow();
    }
}
