using System.Collections.Immutable;
using System.Text.Json;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>weights: the contents of a safetensors file.</summary>
public sealed class WeightsTests : IDisposable
{
    private readonly Folder folder = new();

    public WeightsTests() =>
        new Safetensors<float>(
            ImmutableSortedDictionary<string, Tensor<float>>
                .Empty.Add("layer.0.weight", Tensor.Zeros<float>(new(3, 2)))
                .Add("layer.0.\u001b[31mbias", Tensor.Zeros<float>(new(3))),
            ImmutableSortedDictionary<string, string>.Empty.Add("format", "pt")
        )
            .Save(folder["model.safetensors"])
            .OrThrow();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_is_listed_for_people()
    {
        var output = (await Tool.Run(folder.Path, "weights", "model.safetensors")).Succeeded().Output;
        Assert.Contains("format: pt", output, StringComparison.Ordinal);
        Assert.Contains("model.safetensors: 2 tensors, 9 numbers, 36 bytes", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ *layer\.0\.weight +F32 +\[3, 2\] +24 *$", output);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task And_for_programs()
    {
        var output = (await Tool.Run(folder.Path, "weights", ".", "--json")).Succeeded().Output;
        using var json = JsonDocument.Parse(output);
        Assert.Equal("pt", json.RootElement.GetProperty("metadata").GetProperty("format").GetString());
        var weight = json.RootElement.GetProperty("tensors").EnumerateArray().Last();
        Assert.Equal("layer.0.weight", weight.GetProperty("name").GetString());
        Assert.Equal("F32", weight.GetProperty("dtype").GetString());
        Assert.Equal([3, 2], weight.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt32()));
        Assert.Equal("model.safetensors", weight.GetProperty("file").GetString());
    }

    [Fact]
    public async Task Numbers_that_cannot_be_read_are_listed_all_the_same()
    {
        const string Header = """{"a":{"dtype":"F8_E4M3","shape":[2,2],"data_offsets":[0,4]}}""";
        File.WriteAllBytes(
            folder["eight.safetensors"],
            [.. BitConverter.GetBytes((long)Header.Length), .. System.Text.Encoding.UTF8.GetBytes(Header), 1, 2, 3, 4]
        );
        var output = (await Tool.Run(folder.Path, "weights", "eight.safetensors")).Succeeded().Output;
        Assert.Matches(@"(?m)^ *a +F8_E4M3 +\[2, 2\] +4 *$", output);
        Assert.Contains(
            "a holds F8_E4M3, which is not supported; numbers are read in F32,",
            Safetensors<float>.Load(folder["eight.safetensors"]).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_no_such_file_is_one_line()
    {
        (await Tool.Run(folder.Path, "weights", "other.safetensors")).Failed("other.safetensors");
        folder.Write("broken.safetensors", "not safetensors at all");
        (await Tool.Run(folder.Path, "weights", "broken.safetensors")).Failed(
            "broken.safetensors",
            "it is no safetensors file"
        );
    }
}
