using System.Collections.Immutable;
using System.Text.Json;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Weights;

/// <summary>Sharded weights with an index; a wrong index is refused by name.</summary>
public sealed class WeightShardsTests : IDisposable
{
    private const string First = "model-00001-of-00002.safetensors";
    private const string Second = "model-00002-of-00002.safetensors";
    private const string Index = "model.safetensors.index.json";

    private readonly TemporaryFolder folder = new();
    private readonly Model<float> model = Model.Init<float>(Dense(3), new(2), key: 5);

    public WeightShardsTests()
    {
        Save(First, "bias");
        Save(Second, "weight");
        Write((First, "bias"), (Second, "weight"));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Shards_are_read_by_their_index_or_their_folder()
    {
        foreach (var path in (string[])[folder[Index], folder.Path])
        {
            var loaded = Model.Init<float>(Dense(3), new(2), key: 6).Load(path, new()).OrThrow();
            Assert.Equal(model.Values["weight"].Span.ToArray(), loaded.Values["weight"].Span.ToArray());
            var listed = WeightFiles.List(path).OrThrow();
            Assert.Equal(["bias", "weight"], listed.Select(tensor => tensor.Name), StringComparer.Ordinal);
            Assert.Equal(new ListedTensor("weight", "F32", new(2, 3), 24, Second), listed[1]);
        }
    }

    [Fact]
    public void A_shard_that_is_missing_or_holds_something_else_is_named()
    {
        Refused("'../secret.safetensors' is no file beside it", ("../secret.safetensors", "bias"), (Second, "weight"));
        Refused("'..' is no file beside it", ("..", "bias"), (Second, "weight"));
        Refused("'/etc/passwd' is no file beside it", ("/etc/passwd", "bias"));
        Refused("'' is no file beside it", (string.Empty, "bias"));
        Refused("other.safetensors", ("other.safetensors", "bias"), (Second, "weight"));
        Refused($"{First} has no scale", (First, "bias"), (First, "scale"), (Second, "weight"));
        Refused($"it does not say that {Second} has weight", (First, "bias"), (Second, "scale"));
        Refused("names no files");
    }

    [Theory]
    [InlineData("[]", "no weight_map")]
    [InlineData("{\"weight_map\":[]}", "no weight_map")]
    [InlineData("{\"weight_map\":{\"a\":1}}", "'a' is listed twice, or its value is not the name of a file")]
    [InlineData("{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}}", "'a' is listed twice")]
    [InlineData("{\"weight_map\":{\"a\":", "cannot read")]
    [InlineData("[[[[[[[[[[[[[[", "cannot read")]
    public void What_is_no_index_is_refused(string text, string reason)
    {
        File.WriteAllText(folder[Index], text);
        Assert.Contains(
            reason,
            WeightFiles.List(folder[Index]).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_folder_without_weights_and_a_pickle_are_refused()
    {
        File.Delete(folder[Index]);
        Assert.Contains(
            "model.safetensors",
            WeightFiles.List(folder.Path).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
        File.WriteAllBytes(folder["model.bin"], [0x50, 0x4B, 3, 4, 0, 0, 8, 8, 0, 0, 0, 0]);
        Assert.Contains(
            "it is no safetensors file",
            WeightFiles.List(folder["model.bin"]).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    private void Refused(string reason, params (string File, string Name)[] entries)
    {
        Write(entries);
        Assert.Contains(
            reason,
            model.Load(folder[Index], new()).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    private void Save(string file, string name) =>
        new Safetensors<float>(ImmutableSortedDictionary<string, Tensor<float>>.Empty.Add(name, model.Values[name]))
            .Save(folder[file])
            .OrThrow();

    private void Write(params (string File, string Name)[] entries) =>
        File.WriteAllText(
            folder[Index],
            JsonSerializer.Serialize(
                new
                {
                    metadata = new { total_size = 36 },
                    weight_map = entries.ToDictionary(entry => entry.Name, entry => entry.File, StringComparer.Ordinal),
                }
            )
        );
}
