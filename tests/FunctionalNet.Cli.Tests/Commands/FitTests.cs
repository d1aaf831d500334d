using System.Globalization;
using System.Text.Json;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>fit: fine-tuning of model files.</summary>
public sealed class FitTests(TrainedDigits trained) : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_classifier_is_fitted_and_what_is_frozen_stays()
    {
        // Images rotated by 180 degrees, which the network has never seen.
        Write(Cli.Data.Digits.Load().OrThrow().Take([.. Enumerable.Range(0, 400)]), turned: true);
        var output = (
            await Run(
                trained.Model,
                "--target label --lr 0.003 --epochs 6 --batch 32 --freeze 0/* --log steps.jsonl --held-out 0.25 --seed 3"
            )
        )
            .Succeeded()
            .Output;

        Assert.Matches(@"16,640 frozen; 300 samples, 100 held out", output);
        Assert.Matches(@"(?m)^epoch 6/6  loss ", output);
        Assert.Matches(@"(?m)^agreement +at most ", output);
        var (before, after) = Accuracies(output);
        Assert.InRange(after, before + 15, 100);

        // One line for each step: 6 epochs of 10 batches.
        var lines = File.ReadAllLines(folder["steps.jsonl"])
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToArray();
        Assert.Equal(Enumerable.Range(1, 60), lines.Select(line => line.GetProperty("step").GetInt32()));
        Assert.Equal(6, lines[^1].GetProperty("epoch").GetInt32());
        Assert.InRange(Loss(50), 0, Loss(0) * 0.7);
        double Loss(int first) => lines.Skip(first).Take(10).Average(line => line.GetProperty("loss").GetDouble());

        var (old, now) = (OnnxModel.Load(trained.Model).OrThrow(), OnnxModel.Load(folder["fitted.onnx"]).OrThrow());
        var (was, became) = (old.Values<float>(), now.Values<float>());
        Assert.Equal(was.Keys.ToArray(), became.Keys.ToArray());
        Assert.All(
            was,
            one =>
                Assert.Equal(
                    one.Key.StartsWith("0/", StringComparison.Ordinal)
                        || one.Key.StartsWith("normalization", StringComparison.Ordinal),
                    one.Value.Span.SequenceEqual(became[one.Key].Span)
                )
        );
        Assert.Equal(old.Labels, now.Labels);
        Assert.Equal(old.ModelVersion + 1, now.ModelVersion);
        Assert.Contains("Freeze", now.Metadata["recipe"], StringComparison.Ordinal);
        Assert.Equal("pixels", OnnxSummary.Load(folder["fitted.onnx"]).OrThrow().Inputs[0].Name);
    }

    [Fact]
    public async Task A_regression_of_two_columns_is_fitted_the_same_each_time()
    {
        Training
            .Of(Dense(8) >> Tanh() >> Dense(2), MeanSquaredError(), Sgd(0))
            .Init(1, new(2))
            .Model.SaveOnnx(folder["m.onnx"])
            .OrThrow();
        var rows = Enumerable.Range(0, 60).Select(i => (X: i / 60f, Y: i % 7 / 7f));
        File.WriteAllLines(
            folder["data.csv"],
            rows.Select(row => string.Join(',', new[] { row.X, row.X + row.Y, row.Y, row.X - row.Y }.Select(Text)))
                .Prepend("x,sum,y,difference")
        );
        string[] more =
        [
            "--target",
            "sum,difference",
            "--loss",
            "mse",
            "--optimizer",
            "adam",
            "--lr",
            "0.02",
            "--epochs",
            "40",
        ];
        var first = (
            await Tool.Run(folder.Path, ["fit", "m.onnx", "--data", "data.csv", "--out", "a.onnx", .. more])
        ).Succeeded();
        (await Tool.Run(folder.Path, ["fit", "m.onnx", "--data", "data.csv", "--out", "b.onnx", .. more])).Succeeded();

        Assert.Equal(File.ReadAllBytes(folder["a.onnx"]), File.ReadAllBytes(folder["b.onnx"]));
        Assert.DoesNotContain("accuracy", first.Output, StringComparison.Ordinal);
        using var predictor = OnnxPredictor.Load(folder["a.onnx"]).OrThrow();
        var sum = predictor.Predict(Tensor.Of(new(1, 2), 0.5f, 0.25f));
        Assert.Equal(0.75, sum[0, 0], 0.1);
        Assert.Equal(0.25, sum[0, 1], 0.1);
    }

    [Fact]
    public async Task Right_answers_may_be_the_names_of_the_classes()
    {
        var model = Training.Of(Dense(2), SoftmaxCrossEntropy(), Sgd(0)).Init(1, new(2)).Model;
        model.SaveOnnx(folder["pets.onnx"], new() { Softmax = true, Labels = ["cat", "dog"] }).OrThrow();
        folder.Write("pets.csv", "weight,ears,kind\n4,1,cat\n30,2,dog\n5,1.5,cat\n25,3,dog\n");
        folder.Write("numbers.csv", "weight,ears,kind\n4,1,0\n30,2,1\n5,1.5,0\n25,3,1\n");
        string[] of = ["fit", "pets.onnx", "--target", "kind", "--loss", "SoftmaxCrossEntropy", "--epochs", "2"];
        (await Tool.Run(folder.Path, [.. of, "--data", "pets.csv", "--out", "a.onnx"])).Succeeded();
        (await Tool.Run(folder.Path, [.. of, "--data", "numbers.csv", "--out", "b.onnx"])).Succeeded();
        Assert.Equal(File.ReadAllBytes(folder["a.onnx"]), File.ReadAllBytes(folder["b.onnx"]));
        string[] compare = ["compare", "pets.onnx", "a.onnx", "--target", "kind", "--data", "pets.csv"];
        Assert.Contains(
            "accuracy",
            (await Tool.Run(folder.Path, compare)).Succeeded().Output,
            StringComparison.Ordinal
        );

        folder.Write("pets.csv", "weight,ears,kind\n4,1,cow\n");
        (await Tool.Run(folder.Path, [.. of, "--data", "pets.csv", "--out", "c.onnx"])).Failed(
            "line 2",
            "cow",
            "cat, dog"
        );
    }

    [Fact]
    public async Task A_folder_of_arrays_gives_what_the_table_gives()
    {
        var digits = Cli.Data.Digits.Load().OrThrow().Take([.. Enumerable.Range(0, 100)]);
        Write(digits, turned: false);
        Directory.CreateDirectory(folder["digits"]);
        Npy.Save(folder["digits/inputs.npy"], digits.Inputs).OrThrow();
        Npy.Save(folder["digits/targets.npy"], digits.Targets).OrThrow();
        string[] of = ["fit", trained.Model, "--epochs", "2"];
        (
            await Tool.Run(folder.Path, [.. of, "--data", "digits.csv", "--target", "label", "--out", "a.onnx"])
        ).Succeeded();
        (await Tool.Run(folder.Path, [.. of, "--data", "digits", "--out", "b.onnx"])).Succeeded();
        string[] apart = ["--data", "digits/inputs.npy", "--target", "digits/targets.npy", "--out", "c.onnx"];
        (await Tool.Run(folder.Path, [.. of, .. apart])).Succeeded();
        Assert.Equal(File.ReadAllBytes(folder["a.onnx"]), File.ReadAllBytes(folder["b.onnx"]));
        Assert.Equal(File.ReadAllBytes(folder["a.onnx"]), File.ReadAllBytes(folder["c.onnx"]));
        (await Tool.Run(folder.Path, [.. of, "--data", "digits", "--target", "labels", "--out", "d.onnx"])).Failed(
            "labels.npy"
        );
        (await Tool.Run(folder.Path, [.. of, "--data", "digits/inputs.npy", "--out", "d.onnx"])).Failed(
            "there is nothing to learn",
            "--target"
        );
    }

    [Fact]
    public async Task Mistakes_are_told_in_one_line_and_nothing_is_written()
    {
        Write(Cli.Data.Digits.Load().OrThrow().Take([0, 1, 2, 3]), turned: false);
        (await Run(trained.Model, string.Empty)).Failed("65 numbers", "--target");
        (await Run(trained.Model, "--target nothing")).Failed("nothing");
        (await Run(trained.Model, "--target label --freeze encoder/*")).Failed("encoder/*", "0/weight");
        (await Run(trained.Model, "--target label --loss mse")).Failed("10 numbers");
        var diverged = await Run(
            trained.Model,
            "--target label --lr 1e30 --epochs 3 --batch 2 --optimizer sgd --log s.jsonl"
        );
        Assert.Equal(2, diverged.ExitCode);
        Assert.Contains("nothing is written: take a smaller --lr", diverged.Error, StringComparison.Ordinal);
        Assert.Contains("is not finite after ", diverged.Error, StringComparison.Ordinal);
        var last = JsonDocument.Parse(File.ReadAllLines(folder["s.jsonl"])[^1]).RootElement;
        Assert.Equal(JsonValueKind.Null, last.GetProperty("loss").ValueKind);
        var infinite = await Run(trained.Model, "--target label --lr 1e38 --epochs 1 --batch 4 --optimizer sgd");
        Assert.Equal(2, infinite.ExitCode);
        Assert.Contains(
            "nothing is written: take a smaller --lr; after the last step the loss, all samples, is not finite",
            infinite.Error,
            StringComparison.Ordinal
        );
        File.WriteAllLines(
            folder["digits.csv"],
            [.. File.ReadAllLines(folder["digits.csv"]).Select((line, i) => i == 0 ? line : $"{line[..^1]}12")]
        );
        (await Run(trained.Model, "--target label")).Failed("12 is no label", "label of sample", "0 to 9");
        (await Run(trained.Model, "--target label --optimizer sdg")).Failed("sdg", "adam");
        Assert.False(File.Exists(folder["fitted.onnx"]));
    }

    [Fact]
    public async Task Numbers_of_formulas_do_not_learn_unless_they_are_told_to()
    {
        // A normalization whose exponent and epsilon are initializers, then a product, as in microsoft/onnxruntime#17879.
        var files = Path.Combine(Repository.Root, "tests/FunctionalNet.Cli.Tests/Cases/fit-constants-are-trained");
        string[] fit =
        [
            "fit",
            $"{files}/model.onnx",
            "--data",
            files,
            "--epochs",
            "20",
            "--lr",
            "0.01",
            "--force",
            "--out",
            "f.onnx",
        ];
        var output = (await Tool.Run(folder.Path, fit)).Succeeded().Output;
        Assert.Contains("19 parameters to fit, 0 frozen", output, StringComparison.Ordinal);
        Assert.Contains("2.349 before, 1.069 after", output, StringComparison.Ordinal);

        // Freezing a constant by name is allowed; a name that matches nothing is an error.
        Assert.Equal(
            output[output.IndexOf("loss,", StringComparison.Ordinal)..][..55],
            await Loss("--freeze", "val_2", "val_eps")
        );
        (await Tool.Run(folder.Path, [.. fit, "--freeze", "val_3"])).Failed("val_3", "val_2", "fc.bias");
        (await Tool.Run(folder.Path, [.. fit, "--train", "val_3"])).Failed("val_3", "val_2", "fc.bias");
        (await Tool.Run(folder.Path, [.. fit, "--freeze", "*"])).Failed("nothing learns", "--train");

        // The more specific of two patterns wins.
        Assert.Contains(
            "1 parameters to fit, 19 frozen",
            await Head("--freeze", "*", "--train", "val_eps"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "20 parameters to fit, 1 frozen",
            await Head("--train", "*", "--freeze", "val_2"),
            StringComparison.Ordinal
        );

        var listed = (
            await Tool.Run(folder.Path, "inspect", $"{files}/model.onnx", "--train", "val_eps", "--freeze", "fc*")
        )
            .Succeeded()
            .Output;
        Assert.Matches(@"val_2 +float \[\] +1 +constant", listed);
        Assert.Matches(@"val_eps +float \[\] +1 +parameter", listed);
        Assert.Matches(@"fc.bias +float \[3\] +3 +parameter, frozen", listed);
        Assert.Matches(@"norm.weight +float \[4\] +4 +parameter", listed);

        async Task<string> Head(params string[] more) =>
            (await Tool.Run(folder.Path, [.. fit, .. more]).ConfigureAwait(false)).Succeeded().Output;

        async Task<string> Loss(params string[] more)
        {
            var all = await Head(more).ConfigureAwait(false);
            return all[all.IndexOf("loss,", StringComparison.Ordinal)..][..55];
        }
    }

    private Task<Tool.Ended> Run(string model, string more) =>
        Tool.Run(
            folder.Path,
            [
                "fit",
                model,
                "--data",
                "digits.csv",
                "--out",
                "fitted.onnx",
                .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ]
        );

    private void Write(Dataset<float> digits, bool turned)
    {
        var (inputs, labels) = (digits.Inputs, digits.Targets);
        var lines = Enumerable
            .Range(0, digits.Count)
            .Select(i =>
            {
                var pixels = inputs.Span.Slice(i * 64, 64).ToArray();
                return string.Join(',', (turned ? pixels.Reverse() : pixels).Append(labels.Span[i]).Select(Text));
            });
        File.WriteAllLines(
            folder["digits.csv"],
            lines.Prepend(string.Join(',', Enumerable.Range(0, 64).Select(i => $"p{i}").Append("label")))
        );
    }

    private static (double Before, double After) Accuracies(string output)
    {
        var words = output.Split('\n').Single(line => line.StartsWith("accuracy", StringComparison.Ordinal)).Split(' ');
        double[] numbers =
        [
            .. words
                .Select(word => word.TrimEnd('%'))
                .Where(word => double.TryParse(word, CultureInfo.InvariantCulture, out _))
                .Select(word => double.Parse(word, CultureInfo.InvariantCulture)),
        ];
        return (numbers[0], numbers[1]);
    }

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
