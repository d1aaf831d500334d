using System.Collections.Immutable;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Weights;

/// <summary>
/// Rules map foreign files to parameters: each number goes where the layout says, every mismatch is reported, and the inverse restores the
/// file.
/// </summary>
public sealed class WeightRulesTests : IDisposable
{
    private static readonly Layer Network =
        Dense(4)
        >> Named("block", Dense(6) >> Tanh())
        >> Concat(-1, Named("query", Dense(3)), Named("key", Dense(3)), Named("value", Dense(2)));

    private static readonly WeightRules Rules = new(
        WeightRule.Transpose("fc.weight", "0/weight"),
        WeightRule.Rename("fc.bias", "0/bias"),
        WeightRule.Join("block/0/weight", 1, "layers.0.gate.weight", "layers.0.up.weight").In("out in -> in out"),
        WeightRule.Join("block/0/bias", 0, "layers.0.gate.bias", "layers.0.up.bias"),
        WeightRule.Split("qkv.weight", -1, "2/query/weight", "2/key/weight", "2/value/weight").In("out in -> in out"),
        WeightRule.Split("qkv.bias", 0, "2/query/bias", "2/key/bias", "2/value/bias"),
        WeightRule.Ignore("**.mask")
    );

    private readonly TemporaryFolder folder = new();

    private static Model<float> Start => Model.Init<float>(Network, new(5), key: 3);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tensors_are_renamed_transposed_joined_and_split()
    {
        var file = Published();
        new Safetensors<float>(file).Save(folder["model.safetensors"]).OrThrow();
        var model = Start.Load(folder["model.safetensors"], Rules).OrThrow();
        for (var (i, o) = (0, 0); i < 5; (i, o) = o < 3 ? (i, o + 1) : (i + 1, 0))
        {
            Assert.Equal(file["fc.weight"][o, i], model.Values["0/weight"][i, o]);
        }

        for (var (i, o) = (0, 0); i < 4; (i, o) = o < 5 ? (i, o + 1) : (i + 1, 0))
        {
            Assert.Equal(
                o < 3 ? file["layers.0.gate.weight"][o, i] : file["layers.0.up.weight"][o - 3, i],
                model.Values["block/0/weight"][i, o]
            );
        }

        Assert.Equal(
            file["layers.0.gate.bias"].Span.ToArray().Concat(file["layers.0.up.bias"].Span.ToArray()),
            model.Values["block/0/bias"].Span.ToArray()
        );
        for (var (i, o) = (0, 0); i < 6; (i, o) = o < 7 ? (i, o + 1) : (i + 1, 0))
        {
            var (part, place) =
                o < 3 ? ("query", o)
                : o < 6 ? ("key", o - 3)
                : ("value", o - 6);
            Assert.Equal(file["qkv.weight"][o, i], model.Values[$"2/{part}/weight"][i, place]);
            Assert.Equal(file["qkv.bias"][o], model.Values[$"2/{part}/bias"][place]);
        }
    }

    [Fact]
    public void The_same_rules_write_the_file_again()
    {
        var file = Published();
        new Safetensors<float>(file).Save(folder["model.safetensors"]).OrThrow();
        Start.Load(folder["model.safetensors"], Rules).OrThrow().Save(folder["again.safetensors"], Rules).OrThrow();
        var again = Safetensors<float>.Load(folder["again.safetensors"]).OrThrow();
        Assert.Equal("pt", again.Notes["format"]);
        Assert.Equal(
            file.Keys.Where(name => !name.EndsWith("mask", StringComparison.Ordinal)),
            again.Tensors.Keys,
            StringComparer.Ordinal
        );
        foreach (var (name, tensor) in again.Tensors)
        {
            Assert.Equal(file[name].Shape, tensor.Shape);
            Assert.Equal(file[name].Span.ToArray(), tensor.Span.ToArray());
        }
    }

    [Fact]
    public void A_state_starts_from_the_file_and_keeps_step_key_and_moments()
    {
        new Safetensors<float>(Published()).Save(folder["model.safetensors"]).OrThrow();
        var training = FunctionalNet.Training.Of(Network, MeanSquaredError(), Adam(1e-3));
        var start = training.Init(3, new(5));
        var loaded = start.Load(folder["model.safetensors"], Rules).OrThrow();
        Assert.Equal(start.Key, loaded.Key);
        Assert.Equal(start.Values.Keys, loaded.Values.Keys, StringComparer.Ordinal);
        Assert.NotEqual(start.Values["0/weight"].Span.ToArray(), loaded.Values["0/weight"].Span.ToArray());
        Assert.Same(start.Values["optimizer/0/m/0/weight"], loaded.Values["optimizer/0/m/0/weight"]);
    }

    [Fact]
    public void All_that_does_not_fit_is_listed()
    {
        var file = Published()
            .Remove("fc.bias")
            .Remove("layers.0.up.weight")
            .SetItem("qkv.bias", Tensor.Zeros<float>(new(9)))
            .Add("pooler.weight", Tensor.Zeros<float>(new(2, 2)));
        new Safetensors<float>(file).Save(folder["model.safetensors"]).OrThrow();
        var error = Start.Load(folder["model.safetensors"], Rules).LeftAsEnumerable().Single().Message;
        Assert.Contains("the file has no fc.bias for 0/bias [4]", error, StringComparison.Ordinal);
        Assert.Contains(
            "the file has no layers.0.up.weight for block/0/weight [4, 6]",
            error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "2/query/bias [3], 2/key/bias [3], 2/value/bias [2] in the model is qkv.bias [9] in the file",
            error,
            StringComparison.Ordinal
        );
        Assert.Contains("the model has no pooler.weight [2, 2]", error, StringComparison.Ordinal);
        Assert.DoesNotContain("mask", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_rules_names_are_the_same_with_dots_or_slashes()
    {
        Start.Save(folder["dots.safetensors"], new()).OrThrow();
        Assert.Contains(
            "block.0.weight",
            Safetensors<float>.Load(folder["dots.safetensors"]).OrThrow().Tensors.Keys,
            StringComparer.Ordinal
        );
        new Safetensors<float>(Start.Values).Save(folder["slashes.safetensors"]).OrThrow();
        var other = Model.Init<float>(Network, new(5), key: 4);
        foreach (var name in (string[])["dots.safetensors", "slashes.safetensors"])
        {
            var loaded = other.Load(folder[name], new()).OrThrow();
            Assert.All(
                Start.Values,
                value => Assert.Equal(value.Value.Span.ToArray(), loaded.Values[value.Key].Span.ToArray())
            );
        }
    }

    [Fact]
    public void The_first_rule_counts_whose_tensors_are_there_and_what_is_kept_stays()
    {
        Layer network = Dense(2) >> Dense(2);
        WeightRules rules = new(
            WeightRule.Rename("transformer.fc.*", "0/*"),
            WeightRule.Rename("fc.*", "0/*"),
            WeightRule.Keep("1/**")
        );
        var start = Model.Init<float>(network, new(2), key: 1);
        var file = start
            .Values.Where(value => value.Key[0] == '0')
            .ToImmutableSortedDictionary(
                value => value.Key.Replace("0/", "fc.", StringComparison.Ordinal),
                value => Tensor.Of<float>(value.Value.Shape, [.. value.Value.Span.ToArray().Select(one => one + 1)]),
                StringComparer.Ordinal
            );
        new Safetensors<float>(file).Save(folder["model.safetensors"]).OrThrow();
        var loaded = start.Load(folder["model.safetensors"], rules).OrThrow();
        Assert.Equal(file["fc.weight"].Span.ToArray(), loaded.Values["0/weight"].Span.ToArray());
        Assert.Same(start.Values["1/weight"], loaded.Values["1/weight"]);
        loaded.Save(folder["again.safetensors"], rules).OrThrow();
        Assert.Equal(
            ["transformer.fc.bias", "transformer.fc.weight"],
            Safetensors<float>.Load(folder["again.safetensors"]).OrThrow().Tensors.Keys,
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void One_tensor_may_be_two_parameters_that_are_written_only_while_they_agree()
    {
        Layer network = Named("a", Dense(2, bias: false)) >> Named("b", Dense(2, bias: false));
        WeightRules rules = new(WeightRule.Rename("tied", "a/weight"), WeightRule.Rename("tied", "b/weight"));
        new Safetensors<float>(
            ImmutableSortedDictionary<string, Tensor<float>>.Empty.Add("tied", Tensor.Of<float>(new(2, 2), 1, 2, 3, 4))
        )
            .Save(folder["tied.safetensors"])
            .OrThrow();
        var model = Model.Init<float>(network, new(2), key: 1).Load(folder["tied.safetensors"], rules).OrThrow();
        Assert.Equal(model.Values["a/weight"].Span.ToArray(), model.Values["b/weight"].Span.ToArray());
        Assert.True(model.Save(folder["again.safetensors"], rules).IsRight);
        Assert.Contains(
            "differ",
            model
                .With("b/weight", Tensor.Zeros<float>(new(2, 2)))
                .Save(folder["again.safetensors"], rules)
                .LeftAsEnumerable()
                .Single()
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_rule_for_no_parameter_is_an_error_where_it_is_written_unless_it_may_be_one()
    {
        var rules = new WeightRules(WeightRule.Transpose("fc1.weight", "fcc/0/weight"));
        Assert.Contains(
            "no parameter is that of 'fc1.weight -> fcc/0/weight (out in -> in out)'; there are 0/bias, 0/weight,",
            Start.Save(folder["a.safetensors"], rules).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
        Assert.True(Start.Save(folder["a.safetensors"], rules.Optional().Below("a.", "b/")).IsRight);
    }

    [Fact]
    public void A_shape_in_the_axes_of_the_model_is_told_with_those_that_the_rule_wants()
    {
        var file = Published().SetItem("fc.weight", Tensor.Zeros<float>(new(5, 4)));
        Assert.Contains(
            "0/weight [5, 4] in the model is fc.weight [5, 4] in the file, where 'out in -> in out' wants [4, 5]",
            Start.Load(file, Rules).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Rules_of_a_part_lie_below_a_name_and_stars_carry_over()
    {
        var rules = new WeightRules(WeightRule.Transpose("layer.*.dense.weight", "*/weight")).Below(
            "bert.",
            "encoder/"
        );
        var (theirs, ours) = rules[0].Of("encoder/7/weight")!.Value;
        Assert.Equal(["bert.layer.7.dense.weight"], theirs);
        Assert.Equal(["encoder/7/weight"], ours);
        Assert.Null(rules[0].Of("encoder/7/8/weight"));
        Assert.NotNull(WeightRule.Rename("**.x", "**/x").Of("a/b/x"));
        Assert.Throws<ArgumentException>(() => WeightRule.Rename("a.*", "b"));
        Assert.Throws<ArgumentException>(() => WeightRule.Split("a", 0));
    }

    [Fact]
    public void Joined_parts_of_other_sizes_are_written_by_their_sizes()
    {
        Layer network = Dense(5, bias: false);
        var join = WeightRule.Join("0/weight", 1, "q", "k");
        var model = Model.Init<float>(Named("0", network) >> Tanh(), new(2), key: 1);
        Assert.Contains(
            "Sizes",
            model.Save(folder["a.safetensors"], new(join)).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
        var rules = new WeightRules(join with { Sizes = [4, 1] });
        model.Save(folder["a.safetensors"], rules).OrThrow();
        Assert.Equal(new Shape(2, 1), Safetensors<float>.Load(folder["a.safetensors"]).OrThrow().Tensors["k"].Shape);
        Assert.Equal(
            model.Values["0/weight"].Span.ToArray(),
            model
                .With("0/weight", Tensor.Zeros<float>(new(2, 5)))
                .Load(folder["a.safetensors"], rules)
                .OrThrow()
                .Values["0/weight"]
                .Span.ToArray()
        );
    }

    private static ImmutableSortedDictionary<string, Tensor<float>> Published()
    {
        var (file, next) = (ImmutableSortedDictionary.CreateBuilder<string, Tensor<float>>(StringComparer.Ordinal), 0f);
        Add("fc.weight", 4, 5);
        Add("fc.bias", 4);
        Add("layers.0.gate.weight", 3, 4);
        Add("layers.0.up.weight", 3, 4);
        Add("layers.0.gate.bias", 3);
        Add("layers.0.up.bias", 3);
        Add("qkv.weight", 8, 6);
        Add("qkv.bias", 8);
        Add("attn.mask", 2, 2);
        return file.ToImmutable();

        void Add(string name, params int[] sizes)
        {
            var shape = Shape.Of(sizes);
            file[name] = Tensor.Of<float>(shape, [.. Enumerable.Range(0, shape.Size).Select(_ => next++)]);
        }
    }
}
