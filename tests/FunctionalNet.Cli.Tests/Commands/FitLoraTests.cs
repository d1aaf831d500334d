using System.Globalization;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>fit --lora: adapters are trained, and the exported file has them merged into the weights.</summary>
public sealed class FitLoraTests(TrainedDigits trained) : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Adapters_are_fitted_and_written_alone_and_with_the_weights()
    {
        // Images rotated by 180 degrees, which the network has never seen.
        var digits = Cli.Data.Digits.Load().OrThrow().Take([.. Enumerable.Range(0, 300)]);
        var (rows, labels) = (digits.Inputs, digits.Targets);
        File.WriteAllLines(
            folder["data.csv"],
            Enumerable
                .Range(0, 300)
                .Select(row =>
                    string.Join(
                        ',',
                        Enumerable
                            .Range(0, 64)
                            .Select(i => rows[row, 63 - i])
                            .Append(labels[row])
                            .Select(number => number.ToString(CultureInfo.InvariantCulture))
                    )
                )
                .Prepend(string.Join(',', Enumerable.Range(0, 64).Select(i => $"p{i}").Append("label")))
        );
        string[] arguments =
        [
            .. "--target label --lr 0.01 --epochs 4 --lora 4 --adapter adapter --out fitted.onnx --seed 3".Split(' '),
        ];
        var output = (await Tool.Run(folder.Path, ["fit", trained.Model, "--data", "data.csv", .. arguments]))
            .Succeeded()
            .Output;
        Assert.Matches(@"[\d,]+ parameters to fit, 19,210 frozen", output);

        var (was, became) = (
            OnnxModel.Load(trained.Model).OrThrow().Values<float>(),
            OnnxModel.Load(folder["fitted.onnx"]).OrThrow().Values<float>()
        );
        Assert.Equal(was.Keys, became.Keys, StringComparer.Ordinal);
        Assert.NotEqual(was["0/weight"].Span.ToArray(), became["0/weight"].Span.ToArray());
        Assert.Equal(was["0/bias"].Span.ToArray(), became["0/bias"].Span.ToArray());

        var config = AdapterConfig.Load(folder["adapter"]).OrThrow();
        Assert.Equal((4, 8), (config.Rank, config.Alpha));
        var a = Safetensors<float>.Load(folder["adapter/adapter_model.safetensors"]).OrThrow();
        Assert.Equal(new Shape(4, 64), a.Tensors["base_model.model.0.lora_A.weight"].Shape);

        string[] again = [.. arguments.Select(word => word == "fitted.onnx" ? "again.onnx" : word)];
        (await Tool.Run(folder.Path, ["fit", trained.Model, "--data", "data.csv", .. again])).Failed(
            "adapter_config.json is there already"
        );
    }

    [Fact]
    public async Task A_base_in_8_bits_is_rounded_in_the_file()
    {
        var digits = Cli.Data.Digits.Load().OrThrow().Take([.. Enumerable.Range(0, 32)]);
        File.WriteAllLines(
            folder["data.csv"],
            Enumerable
                .Range(0, 32)
                .Select(row =>
                    $"{string.Join(',', Enumerable.Range(0, 64).Select(i => digits.Inputs[row, i]))},{row % 3}"
                )
                .Prepend(string.Join(',', Enumerable.Range(0, 64).Select(i => $"p{i}").Append("label")))
        );
        string[] arguments =
        [
            "fit",
            trained.Model,
            "--data",
            "data.csv",
            .. "--target label --lr 0 --epochs 1".Split(' '),
        ];
        (await Tool.Run(folder.Path, [.. arguments, "--lora", "2", "--base", "int8", "-o", "int8.onnx"])).Succeeded();
        var (was, became) = (
            OnnxModel.Load(trained.Model).OrThrow().Values<float>()["0/weight"],
            OnnxModel.Load(folder["int8.onnx"]).OrThrow().Values<float>()["0/weight"]
        );
        Assert.NotEqual(was.Span.ToArray(), became.Span.ToArray());
        Assert.All(was.Span.ToArray().Zip(became.Span.ToArray()), pair => Assert.Equal(pair.Item1, pair.Item2, 1e-2f));
        (await Tool.Run(folder.Path, [.. arguments, "--base", "int8", "-o", "o.onnx"])).Failed("--lora a rank");
    }

    [Fact]
    public async Task Convolutions_with_groups_are_told_before_the_first_step()
    {
        FunctionalNet
            .Training.Of(
                Named("plain", Conv2d(4, 3))
                    >> Named("grouped", Conv2d(4, 3, groups: 2))
                    >> Flatten()
                    >> Named("fc", Dense(2)),
                SoftmaxCrossEntropy(),
                Sgd(1)
            )
            .Init(1, new(2, 5, 5))
            .Model.SaveOnnx(folder["m.onnx"])
            .OrThrow();
        Samples(2 * 5 * 5);
        string[] arguments =
        [
            "fit",
            "m.onnx",
            .. "--data data.csv --target label --epochs 1 --lora 2 --out o.onnx".Split(' '),
        ];
        var refused = await Tool.Run(folder.Path, [.. arguments, "--adapter", "a"]);
        refused.Failed("convolutions with groups, grouped/weight: leave them out with --freeze grouped/weight");
        Assert.DoesNotContain("parameters to fit", refused.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["o.onnx"]));
        (await Tool.Run(folder.Path, arguments)).Succeeded();
        (
            await Tool.Run(folder.Path, [.. arguments, "--adapter", "a", "--freeze", "grouped/weight", "--force"])
        ).Succeeded();
        Assert.Equal(
            "fc plain",
            string.Join(' ', AdapterConfig.Load(folder["a"]).OrThrow().Modules.Order(StringComparer.Ordinal))
        );
    }

    [Fact]
    public async Task Biases_are_trained_and_written_beside_the_adapters_of_their_modules()
    {
        FunctionalNet
            .Training.Of(Named("fc", Dense(3)) >> Tanh() >> Named("out", Dense(2)), SoftmaxCrossEntropy(), Sgd(1))
            .Init(1, new(4))
            .Model.SaveOnnx(folder["m.onnx"])
            .OrThrow();
        Samples(4);
        string[] arguments =
        [
            "fit",
            "m.onnx",
            .. "--data data.csv --target label --epochs 2 --lora 2 --adapter a --out o.onnx".Split(' '),
        ];
        (await Tool.Run(folder.Path, [.. arguments, "--train", "*bias"])).Succeeded();
        var config = AdapterConfig.Load(folder["a"]).OrThrow();
        Assert.Equal((AdapterBias.LoraOnly, 0), (config.Bias, config.WholeModules.Length));
        var stored = Safetensors<float>.Load(folder["a/adapter_model.safetensors"]).OrThrow().Tensors;
        Assert.Equal(
            OnnxModel.Load(folder["o.onnx"]).OrThrow().Values<float>()["fc/bias"].Span.ToArray(),
            stored["base_model.model.fc.base_layer.bias"].Span.ToArray()
        );
    }

    private void Samples(int columns) =>
        File.WriteAllLines(
            folder["data.csv"],
            Enumerable
                .Range(0, 12)
                .Select(row =>
                    string.Join(',', Enumerable.Range(0, columns).Select(i => $"{(row * i) % 7}").Append($"{row % 2}"))
                )
                .Prepend(string.Join(',', Enumerable.Range(0, columns).Select(i => $"p{i}").Append("label")))
        );

    [Fact]
    public async Task A_folder_for_adapters_wants_adapters() =>
        (
            await Tool.Run(
                folder.Path,
                "fit",
                trained.Model,
                "--data",
                trained.Model,
                "--adapter",
                "a",
                "--out",
                "o.onnx"
            )
        ).Failed("--lora");
}
