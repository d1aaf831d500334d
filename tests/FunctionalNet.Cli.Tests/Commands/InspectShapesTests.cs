using Google.Protobuf;
using Onnx;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>What follows from the graph of a file that does not say it.</summary>
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

        // 64 · 256 and 256 · 10 products with as many sums, and what is done with each of them.
        var work = output.Split('\n').Single(line => line.StartsWith("work ", StringComparison.Ordinal));
        var flops = long.Parse(
            work.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.NumberStyles.AllowThousands,
            System.Globalization.CultureInfo.InvariantCulture
        );
        Assert.InRange(flops, 2 * 64 * 256, 4 * 64 * 256);
        Assert.Matches(@"(?m)^ *0 +2 +16,640 +0 *$", output);
        Assert.Matches(@"(?m)^ *3 +2 +2,570 +0 *$", output);
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
