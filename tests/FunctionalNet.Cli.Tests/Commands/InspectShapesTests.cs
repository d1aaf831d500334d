using System.Text.Json.Nodes;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>Shapes and cost that inspect infers from a graph that does not declare them.</summary>
public sealed class InspectShapesTests(TrainedDigits trained) : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Shapes_inside_work_and_modules_are_shown()
    {
        var model = ModelProto.Parser.ParseFrom(
            await File.ReadAllBytesAsync(trained.Model, TestContext.Current.CancellationToken)
        );
        model.Graph.ValueInfo.Clear();
        await File.WriteAllBytesAsync(folder["bare.onnx"], model.ToByteArray(), TestContext.Current.CancellationToken);
        var output = (await Tool.Run(folder.Path, "inspect", "bare.onnx")).Succeeded().Output;
        Assert.Matches(@"(?m)^ *\d+ +0/MatMul +MatMul .* 0/MatMul: \[batch, 256\] *$", output);
        Assert.DoesNotContain(": ?", output, StringComparison.Ordinal);

        // 64 · 256 and 256 · 10 multiply-adds, plus the elementwise operators.
        var work = output.Split('\n').Single(line => line.StartsWith("work ", StringComparison.Ordinal));
        var flops = long.Parse(
            work.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.NumberStyles.AllowThousands,
            System.Globalization.CultureInfo.InvariantCulture
        );
        Assert.InRange(flops, 2 * 64 * 256, 4 * 64 * 256);
        Assert.Matches(@"(?m)^ *0 +2 +16,640 +0 +\[batch, 256\] +1 kB *$", output);
        Assert.Matches(@"(?m)^ *3 +2 +2,570 +0 +\[batch, 10\] +40 B *$", output);
        Assert.Matches(
            @"(?m)^memory +input size 256 B, forward pass size .* k?B, params size 76\.8 kB, estimated total size \d+.* kB *$",
            output
        );
    }

    [Fact]
    public async Task Memory_is_that_of_the_sizes_that_are_given()
    {
        string[] inspect = ["inspect", trained.Model, "--json"];
        var one = JsonNode.Parse((await Tool.Run(folder.Path, inspect)).Succeeded().Output)!;
        var many = JsonNode.Parse((await Tool.Run(folder.Path, [.. inspect, "--batch", "100"])).Succeeded().Output)!;
        Assert.Equal(["[batch, 64]", "[batch, 256]", "[batch, 10]"], Modules(one, "output"));
        Assert.Equal(["[100, 64]", "[100, 256]", "[100, 10]"], Modules(many, "output"));
        Assert.Equal(["256", "1024", "40"], Modules(one, "outputBytes"));
        Assert.Equal(["25600", "102400", "4000"], Modules(many, "outputBytes"));
        Assert.Equal(100 * 64 * sizeof(float), (long)many["memory"]!["input"]!);
        Assert.Equal((long)one["memory"]!["params"]!, (long)many["memory"]!["params"]!);
        Assert.True((long)one["memory"]!["forwardPass"]! < (long)many["memory"]!["forwardPass"]!);

        static string[] Modules(JsonNode found, string what) =>
            [.. found["modules"]!.AsArray().Select(module => $"{module![what]}").Where(text => text.Length > 0)];
    }

    [Fact]
    public async Task Attributes_are_shown()
    {
        var x = Expr.Input("x", new(Dim.Named("n"), 3, 8, 8));
        var none = new Dictionary<string, Tensor<float>>(StringComparer.Ordinal);
        await File.WriteAllBytesAsync(
            folder["a.onnx"],
            new Graph([x], [x.Transpose(0, 2, 3, 1)]).ToOnnx(none),
            TestContext.Current.CancellationToken
        );
        var output = (await Tool.Run(folder.Path, "inspect", "a.onnx")).Succeeded().Output;
        Assert.Contains("perm=[0, 2, 3, 1]", output, StringComparison.Ordinal);
    }
}
