using FunctionalNet.Cli.Recipes;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Web;

/// <summary>A page that trains adapters of a file: its state is they alone, and it learns as our own executor does.</summary>
public class WebAdaptersTests(TrainedDigits digits)
{
    [Fact]
    public async Task A_page_trains_the_adapters_of_a_file()
    {
        var examples = Recipe
            .Load("digits")
            .Bind(recipe => recipe.Data.Load())
            .OrThrow()
            .HeldOut.Take([.. Enumerable.Range(0, 64)]);
        var file = OnnxModel.Load(digits.Model).OrThrow();
        var layer = file.ToLayer().OrThrow().BeforeSoftmax();
        var training = Training.Of(LowRank(layer, rank: 4), SoftmaxCrossEntropy(), Adam(0.01));
        Key key = 5;
        var start = training.Init(key, examples.InputShape);
        await using var page = await Written.By(folder =>
            training.ToWeb(
                folder,
                start,
                examples.All(),
                new()
                {
                    Form = InputForm.Image(8, 8),
                    Batch = 32,
                    Export = new() { Softmax = true, Labels = [.. Enumerable.Range(0, 10).Select(i => $"{i}")] },
                }
            )
        );
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());

        var losses = await page.Learn(examples, steps: 40);
        var batches = examples.Shuffle(key.Split("shuffle")).Batches(32).Repeat(epochs: 20);
        TrainState<float>[] states = [.. training.Scan(start, batches)];
        Assert.Equal(40, states.Length);
        Assert.All(losses.Zip(states), pair => Assert.Equal(pair.Item2.Loss, pair.Item1, 1e-4));
        Assert.True(losses[^1] < losses[0] / 2, $"the loss went from {losses[0]} to {losses[^1]}");

        // What is downloaded has the adapters without the weights below them.
        var learned = await page.Download("State (safetensors)", "learned.safetensors");
        var frozen = start.FrozenValues.Select(value => value.Key).ToArray();
        Assert.NotEmpty(frozen);
        Assert.Equal(
            start.Values.Keys.Except(frozen, StringComparer.Ordinal),
            Safetensors<float>.Load(learned).OrThrow().Tensors.Keys,
            StringComparer.Ordinal
        );
        var state = start.Resume(learned).OrThrow();
        Assert.Equal(40, state.Step);
        Written.IsClose(states[^1], state);

        using var predictor = OnnxPredictor
            .Load(await page.Download("Model (ONNX)", "learned.onnx"), Device.Cpu)
            .OrThrow();
        var shares = state.Model.Merge().Predict(examples.Inputs).Span.ToArray().Chunk(10).SelectMany(Softmax);
        Assert.All(
            predictor.Predict(examples.Inputs).Span.ToArray().Zip(shares),
            pair => Assert.Equal(pair.Item2, pair.Item1, 1e-4)
        );
        page.IsQuiet();
    }

    [Fact]
    public async Task A_pattern_of_a_recipe_that_freezes_nothing_is_an_error()
    {
        using var folder = new Folder();
        string[] page = ["web", "iris", "--train", "--out", "page", "--runtime", "nowhere", "--freeze"];
        (await Tool.Run(folder.Path, [.. page, "kernel*"])).Complained("--freeze kernel* names no", "0/weight");
        (await Tool.Run(folder.Path, [.. page, "0/*"])).Complained("nowhere");
    }

    private static IEnumerable<float> Softmax(float[] scores)
    {
        var powers = scores.Select(score => Math.Exp(score - scores.Max())).ToArray();
        return powers.Select(power => (float)(power / powers.Sum()));
    }
}
