using System.Text.Json;
using LanguageExt;
using LanguageExt.Common;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Models;

/// <summary>
/// Small random files in published layouts, against the outputs that record_models.py computed in PyTorch from the papers' definitions.
/// </summary>
public sealed class PublishedModelsTests : IDisposable
{
    private static readonly JsonElement Recorded = JsonDocument.Parse(Resources.Text("models.json")).RootElement;

    private readonly TemporaryFolder folder = new();

    // Masks and counters: stored in the files, but not weights.
    private static readonly string[] Beside = [".attn.bias", ".inv_freq", ".position_ids", ".num_batches_tracked"];

    public static TheoryData<string, string, Layer, WeightRules, int[]> Models =>
        new()
        {
            { "gpt2", "y", SmallGpt2, WeightRules.Gpt2, [2, 7] },
            { "llama", "y", SmallLlama(), WeightRules.Llama, [2, 9] },
            { "bert", "y", SmallBert(BertOutput.Tokens), WeightRules.Bert, [3, 8] },
            { "bert", "mean", SmallBert(BertOutput.Mean), WeightRules.Bert, [3, 8] },
            { "bert", "pooled", SmallBert(BertOutput.Pooled), WeightRules.Bert, [3, 8] },
            { "resnet18", "y", ResNet(18, 5, 2), WeightRules.ResNet, [2, 3, 37, 41] },
            { "resnet50", "y", ResNet(50, 5, 2), WeightRules.ResNet, [2, 3, 37, 41] },
        };

    private static Layer SmallGpt2 => Gpt2(13, 10, 8, 2, 2);

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public void A_published_file_gives_what_PyTorch_gives(
        string name,
        string output,
        Layer layer,
        WeightRules rules,
        int[] shape
    )
    {
        var input = Shape.Of(shape);
        var model = Start(layer, input[1..]).Load(Published(name), rules).OrThrow();
        var recorded = Recorded.GetProperty(name);
        double[] x = Numbers(recorded.GetProperty("x")) is { Length: > 0 } tokens
            ? tokens
            : [.. Enumerable.Range(0, input.Size).Select(i => Math.Sin(i))];
        Assert.Equal(
            Numbers(recorded.GetProperty(output)),
            model.Predict(new(input, x)).Span.ToArray(),
            (a, b) => Math.Abs(a - b) < 1e-9 * (1 + Math.Abs(a))
        );
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void It_is_written_in_the_layout_in_which_it_was_read(
        string name,
        string output,
        Layer layer,
        WeightRules rules,
        int[] shape
    )
    {
        var model = Start(layer, Shape.Of(shape)[1..]).Load(Published(name), rules).OrThrow();
        var file = Path.Combine(folder.Path, "again.safetensors");
        model.Save(file, rules).OrThrow();
        var written = Safetensors<double>.Load(file).OrThrow().Tensors;

        // Files are written without the "bert." prefix and without weights that the output does not use.
        var stored = Safetensors<double>
            .Load(Published(name))
            .OrThrow()
            .Tensors.Where(one => !Beside.Any(end => one.Key.EndsWith(end, StringComparison.Ordinal)))
            .Where(one => output == "pooled" || !one.Key.Contains("pooler", StringComparison.Ordinal))
            .Select(one => (Key: one.Key.Replace("bert.", string.Empty, StringComparison.Ordinal), one.Value))
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .ToArray();
        Assert.Equal(stored.Select(one => one.Key), written.Keys, StringComparer.Ordinal);
        Assert.All(
            stored,
            one =>
            {
                Assert.Equal(one.Value.Shape, written[one.Key].Shape);
                Assert.Equal(one.Value.Span.ToArray(), written[one.Key].Span.ToArray());
            }
        );
    }

    public static TheoryData<string, Layer, WeightRules, Func<string, string>> OtherNames =>
        new()
        {
            { "gpt2", SmallGpt2, WeightRules.Gpt2, name => $"transformer.{name}" },
            { "llama", SmallLlama(), WeightRules.Llama, name => name.Replace("model.", string.Empty) },
            { "bert", SmallBert(BertOutput.Pooled), WeightRules.Bert, name => name.Replace("bert.", string.Empty) },
            {
                "bert",
                SmallBert(BertOutput.Pooled),
                WeightRules.Bert,
                name => name.Replace("Norm.weight", "Norm.gamma").Replace("Norm.bias", "Norm.beta")
            },
        };

    [Theory]
    [MemberData(nameof(OtherNames))]
    public void Files_of_other_origin_have_other_names(
        string name,
        Layer layer,
        WeightRules rules,
        Func<string, string> other
    )
    {
        var stored = Safetensors<double>.Load(Published(name)).OrThrow().Tensors;
        var start = Start(layer, new(6));
        var renamed = stored.ToDictionary(one => other(one.Key), one => one.Value, StringComparer.Ordinal);
        Assert.NotEqual(stored.Keys, renamed.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Same(start.Load(stored, rules).OrThrow(), start.Load(renamed, rules).OrThrow());
    }

    [Fact]
    public void Ends_that_a_network_does_not_have_are_left_out()
    {
        var gpt2 = Safetensors<double>.Load(Published("gpt2")).OrThrow().Tensors;
        Start(SmallGpt2, new(6)).Load(gpt2.Add("lm_head.weight", gpt2["wte.weight"]), WeightRules.Gpt2).OrThrow();

        var bert = Safetensors<double>.Load(Published("bert")).OrThrow().Tensors;
        var guesses = bert.Add("cls.predictions.bias", Tensor.Vector(new double[13]));
        Start(SmallBert(BertOutput.Mean), new(6)).Load(guesses, WeightRules.Bert).OrThrow();

        Start(ResNet(18, classes: null, width: 2), new(3, 32, 32))
            .Load(Published("resnet18"), WeightRules.ResNet)
            .OrThrow();
    }

    [Fact]
    public void A_Llama_whose_table_is_its_last_matrix_goes_into_one_that_has_two()
    {
        var stored = Safetensors<double>.Load(Published("llama")).OrThrow().Tensors.Remove("lm_head.weight");
        var tied = Start(SmallLlama(isTied: true), new(6)).Load(stored, WeightRules.Llama).OrThrow();
        var apart = Start(SmallLlama(), new(6)).Load(stored, WeightRules.Llama).OrThrow();
        var tokens = Tensor.Of<double>(new(1, 6), 3, 1, 4, 1, 5, 9);
        Assert.Equal(
            tied.Predict(tokens).Span.ToArray(),
            apart.Predict(tokens).Span.ToArray(),
            (a, b) => Math.Abs(a - b) < 1e-12
        );

        // A file with a tied output matrix of its own does load; one whose matrix differs does not.
        var twice = stored.Add("lm_head.weight", stored["model.embed_tokens.weight"]);
        Same(tied, Start(SmallLlama(isTied: true), new(6)).Load(twice, WeightRules.Llama).OrThrow());
        Same(
            tied,
            Start(SmallLlama(isTied: true), new(6))
                .Load(twice.Remove("model.embed_tokens.weight"), WeightRules.Llama)
                .OrThrow()
        );
        var both = Safetensors<double>.Load(Published("llama")).OrThrow().Tensors;
        Assert.Contains(
            "the model has no lm_head.weight",
            Told(Start(SmallLlama(isTied: true), new(6)).Load(both, WeightRules.Llama)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_of_another_size_is_told_tensor_by_tensor()
    {
        var larger = Start(Gpt2(13, 10, 8, 3, 2), new(6));
        var error = Told(larger.Load(Published("gpt2"), WeightRules.Gpt2));
        Assert.Contains("h.2.attn.c_attn.weight", error, StringComparison.Ordinal);
        Assert.Contains("h.2.ln_1.bias", error, StringComparison.Ordinal);
        Assert.DoesNotContain("h.1.", error, StringComparison.Ordinal);
    }

    private static Layer SmallBert(BertOutput output) => Bert(13, 12, 8, 2, 2, hidden: 20, output: output);

    private static Layer SmallLlama(bool isTied = false) =>
        Llama(13, 12, 20, 2, 6, keyValueHeads: 2, period: 500, tied: isTied);

    private static Model<double> Start(Layer layer, Shape input) => Model.Init<double>(layer, input, key: 3);

    private static string Told(Either<Error, Model<double>> loaded) =>
        loaded.Match(
            Left: error =>
                error is ManyErrors many ? string.Join("; ", many.Errors.Select(one => one.Message)) : error.Message,
            Right: _ => string.Empty
        );

    private static void Same(Model<double> one, Model<double> other)
    {
        Assert.Equal(one.Values.Keys, other.Values.Keys, StringComparer.Ordinal);
        Assert.All(
            one.Values,
            value => Assert.Equal(value.Value.Span.ToArray(), other.Values[value.Key].Span.ToArray())
        );
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetDouble())];

    private string Published(string name)
    {
        var file = Path.Combine(folder.Path, $"{name}.safetensors");
        File.WriteAllBytes(file, Resources.Bytes($"{name}.safetensors"));
        return file;
    }
}
