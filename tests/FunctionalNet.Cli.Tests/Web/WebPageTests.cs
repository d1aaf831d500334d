using System.Collections.Immutable;
using FunctionalNet.Cli.Commands;
using FunctionalNet.Cli.Recipes;
using FunctionalNet.Cli.Web;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Web;

/// <summary>Pages of <c>fnet web</c> in a browser predict and train as the library's executor does.</summary>
public class WebPageTests(TrainedDigits digits)
{
    /// <summary>A trainer as the command makes it without options.</summary>
    internal static readonly WebTrainer Trainer = new()
    {
        Recipe = null,
        Data = null,
        Sizes = new(1, ImmutableSortedDictionary<string, int>.Empty, string.Empty),
        Loss = WebTrainer.Auto,
        Optimizer = WebTrainer.Auto,
        Rate = null,
        Frozen = new([], []),
        Key = 1,
    };

    /// <summary>Gets the digits that the model was not trained on.</summary>
    internal static Dataset<float> HeldOut =>
        Recipe.Load("digits").Bind(recipe => recipe.Data.Load()).OrThrow().HeldOut;

    [Fact]
    public async Task A_digit_that_is_drawn_has_the_probabilities_of_our_executor()
    {
        await using var page = await Written.By(digits.Model);
        await page.Tab.Resize(420);
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());
        Assert.Equal(420, await page.Tab.Evaluate<int>("document.documentElement.scrollWidth"));
        Assert.Contains(
            "19,210",
            await page.Tab.Evaluate<string>("document.querySelector('#card').textContent"),
            StringComparison.Ordinal
        );

        var sample = HeldOut.Take([0]);
        await page.Tab.Evaluate<bool>("(document.querySelector('.frame').focus(), true)");
        await page.Draw(sample.Inputs.Span.ToArray());
        var expected = OnnxModel
            .Load(digits.Model)
            .Bind(file => file.ToModel<float>())
            .OrThrow()
            .Predict(sample.Inputs);
        var best = Array.IndexOf(expected.Span.ToArray(), expected.Span.ToArray().Max());
        await page.Tab.Until($"document.querySelectorAll('.bars li')[{best}].dataset.value > 0.5");
        await page.Tab.Until(
            $"Math.abs(document.querySelectorAll('.bars li')[{best}].dataset.value - {FormattableString.Invariant($"{expected.Span[best]:R}")}) < 1e-5"
        );
        Assert.Equal(10, (await page.Shares()).Length);
        Assert.All(
            (await page.Shares()).Zip(expected.Span.ToArray()),
            pair => Assert.Equal(pair.Item2, pair.Item1, 1e-5)
        );
        page.IsQuiet();
    }

    // From a model file, without noise, and from a recipe, for which the page draws the noise and applies the normalization.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hundred_steps_have_the_losses_of_our_executor_and_a_state_that_goes_on(bool isFile)
    {
        await using var page = await Written.By(isFile ? digits.Model : "digits", "--train");
        var files = new DirectoryInfo(page.Page).GetFiles("*", SearchOption.AllDirectories);
        Assert.InRange(files.Sum(file => file.Length), 0, 15_000_000);
        Assert.InRange(files.Where(file => file.Directory!.Name != "runtime").Sum(file => file.Length), 0, 200_000);
        await page.Tab.Resize(1400);
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());
        var blank = await page.Shares();

        var examples = HeldOut.Take([.. Enumerable.Range(0, 64)]);
        var losses = await page.Learn(examples, steps: 100);

        var begun = Trainer.Begin(isFile ? digits.Model : "digits").OrThrow();
        var seen = begun.Export.Normalization?.Apply(examples) ?? examples;
        var batches = seen.Shuffle(begun.State.Key.Split("shuffle")).Batches(32);
        TrainState<float>[] states = [.. begun.Training.Scan(begun.State, batches.Repeat(epochs: 50))];
        Assert.Equal(100, states.Length);
        Assert.All(losses.Zip(states), pair => Assert.Equal(pair.Item2.Loss, pair.Item1, 1e-4));

        // The library can load the checkpoint, and the exported file has its weights.
        var state = begun
            .Training.Load(await page.Download("State (safetensors)", "learned.safetensors"), begun.State.Input)
            .OrThrow();
        Assert.Equal(100, state.Step);
        Written.IsClose(states[^1], state);
        // The command-line trainer can resume from it, too; for a model file it must be given that file.
        var on = Trainer with
        {
            Recipe = isFile ? digits.Model : "digits",
        };
        var gone = on.Begin(page.Beside("learned.safetensors")).OrThrow();
        Assert.Equal(0, gone.State.Distance(state));
        Assert.Equal(
            state.Values.First().Value.Span.ToArray(),
            gone.Shown.Values[state.Values.First().Key].Span.ToArray()
        );

        var next = begun.Training.Step(state, batches.First());
        Assert.Equal(101, next.Step);
        Assert.Equal(begun.Training.Step(states[^1], batches.First()).Loss, next.Loss, 1e-3);

        using var predictor = OnnxPredictor
            .Load(await page.Download("Model (ONNX)", "learned.onnx"), Device.Cpu)
            .OrThrow();
        var logits = state.Model.Predict(seen.Inputs).Span.ToArray().Chunk(10).SelectMany(Softmax);
        Assert.All(
            predictor.Predict(examples.Inputs).Span.ToArray().Zip(logits),
            pair => Assert.Equal(pair.Item2, pair.Item1, 1e-4)
        );

        // Undo restores the predictions of the untrained model.
        Assert.NotEqual(blank, await page.Shares());
        await page.Tab.Press("Undo to the start");
        await page.Tab.Until(
            $"Math.abs(document.querySelector('.bars li').dataset.value - {FormattableString.Invariant($"{blank[0]:R}")}) < 1e-7"
        );
        Assert.Equal(blank, await page.Shares());
        page.IsQuiet();
    }

    [Fact]
    public async Task A_table_is_asked_for_by_its_columns_and_learned_from()
    {
        await using var page = await Written.By("iris", "--train");
        await page.Tab.Resize(420);
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());
        Assert.Equal(
            ["Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width"],
            await page.Tab.Evaluate<string[]>(
                "[...document.querySelectorAll('.fields label')].map(label => label.textContent)"
            )
        );
        var samples = Recipe.Load("iris").Bind(recipe => recipe.Data.Load()).OrThrow();
        var losses = await page.Learn(samples.HeldOut, steps: 20);
        var begun = Trainer.Begin("iris").OrThrow();
        var batches = samples
            .Seen(samples.HeldOut)
            .Shuffle(begun.State.Key.Split("shuffle"))
            .Batches(32)
            .Repeat(epochs: 20);
        Assert.Equal(30, samples.HeldOut.Count);
        Assert.All(
            losses.Zip(begun.Training.Scan(begun.State, batches)),
            pair => Assert.Equal(pair.Item2.Loss, pair.Item1, 1e-4)
        );
        Assert.Equal(420, await page.Tab.Evaluate<int>("document.documentElement.scrollWidth"));
        page.IsQuiet();
    }

    [Fact]
    public async Task What_is_no_number_is_told_by_line_and_column()
    {
        await using var page = await Written.By("iris", "--train");
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());
        const string header = "Sepal.Length,Sepal.Width,Petal.Length,Petal.Width,Species\n";
        (string Text, string Said)[] files =
        [
            (
                $"{header}5,3,1,0.2,setosa\n\"6,3\",3.3,6,2.5,virginica",
                "Line 3: Sepal.Length: '6,3' is not a number: write 6.3."
            ),
            ($"{header}5,3,0x10,0.2,setosa", "Line 2: Petal.Length: '0x10' is not a number."),
            ($"{header}5,3,1e39,0.2,setosa", "Line 2: Petal.Length: '1e39' is beyond the numbers of 32 bits."),
            ($"{header}5,3,1,0.2,\"setosa\n5,3,1,0.2,setosa", "The quote in line 2 is not closed."),
            ($"{header}5,3,1,0.2,setosa\n5,3", "Line 3: it has 2 cells, and line 1 has 5."),
            ($"{header}5,3,1,0.2,tulip", "Line 2: 'tulip' is no label."),
            (
                "a,b\n1,2",
                "The file has 2 columns, not 4 and a target: Sepal.Length, Sepal.Width, Petal.Length, Petal.Width."
            ),
            (
                "5.1,nan,1.4,0.2,setosa",
                "The file has one line, '5.1, nan, 1.4, 0.2, setosa', which is read as the names of its columns."
            ),
            (string.Empty, "The file is empty."),
        ];
        foreach (var (text, said) in files)
        {
            var file = page.Beside("rows.csv");
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            await page.Tab.Choose("#csv", file);
            await page.Tab.Until("document.querySelector('#learn-note').textContent !== ''");
            Assert.Equal(said, await page.Tab.Evaluate<string>("document.querySelector('#learn-note').textContent"));
            await page.Tab.Evaluate<bool>("(document.querySelector('#learn-note').textContent = '', true)");
        }

        Assert.Equal(
            "Sepal.Length: '5,1' is not a number: write 5.1.",
            await page.Tab.Evaluate<string>(
                "(document.querySelector('#column-0').value = '5,1', document.querySelector('#column-0').dispatchEvent(new Event('input')), document.querySelector('#form [role=status]').textContent)"
            )
        );
        await page.Tab.Evaluate<bool>(
            "(document.querySelector('#column-0').value = '', document.querySelector('#column-0').dispatchEvent(new Event('input')), true)"
        );
        await page.Tab.Until(
            "document.querySelector('#result').textContent === 'The model gives no number (NaN) for this input.'"
        );
        page.IsQuiet();
    }

    [Fact]
    public async Task A_picture_in_colors_is_read_and_learned_by_a_page_of_the_library()
    {
        var training = Training.Of(
            Conv2d(4, 3) >> Relu() >> Flatten() >> Dense(2),
            SoftmaxCrossEntropy(),
            ClipByGlobalNorm(1) >> Adam(0.01)
        );
        Key key = 5;
        var pixels = new float[4 * 3 * 8 * 8];
        key.Uniform<float>(pixels);
        var images = new Dataset<float>(
            Tensor.Of(new(4, 3, 8, 8), pixels.Select(pixel => MathF.Floor(pixel * 256)).ToArray()),
            Tensor.Vector(0f, 1f, 0f, 1f)
        );
        var normalization = Normalization.Of(mean: 128, scale: 64);
        var seen = normalization.Apply(images);
        var start = training.Init(key, seen.InputShape);
        await using var page = await Written.By(folder =>
            training.ToWeb(
                folder,
                start,
                seen.All(),
                new()
                {
                    Title = "Cats and dogs",
                    Form = InputForm.Image(8, 8, channels: 3),
                    Batch = 2,
                    Export = new()
                    {
                        Softmax = true,
                        Labels = ["cat", "dog"],
                        Normalization = normalization,
                    },
                }
            )
        );
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());
        Assert.Equal("Cats and dogs", await page.Tab.Evaluate<string>("document.title"));

        var picture = page.Beside("picture.png");
        await File.WriteAllBytesAsync(
            picture,
            Tensor.Of(new(3, 8, 8), images.Inputs.Span[..192].ToArray()).ToPng(),
            TestContext.Current.CancellationToken
        );
        await page.Tab.Choose("#picture", picture);
        var expected = Softmax(start.Model.Predict(seen.Take([0]).Inputs).Span.ToArray()).First();
        await page.Tab.Until(
            $"Math.abs(document.querySelector('.bars li')?.dataset.value - {FormattableString.Invariant($"{expected:R}")}) < 1e-5"
        );

        var losses = await page.Learn(images, steps: 10);
        var batches = seen.Shuffle(key.Split("shuffle")).Batches(2).Repeat(epochs: 5);
        TrainState<float>[] states = [.. training.Scan(start, batches)];
        Assert.Equal(10, states.Length);
        Assert.All(losses.Zip(states), pair => Assert.Equal(pair.Item2.Loss, pair.Item1, 1e-4));
        page.IsQuiet();
    }

    [Fact]
    public async Task A_text_is_written_on_token_by_token()
    {
        await using var page = await Written.By(
            Path.Combine(Repository.Root, "models", "characters", "characters.onnx"),
            "--train"
        );
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());
        await page.Tab.Evaluate<bool>(
            "(document.querySelector('#text').value = 'The licen', document.querySelector('#amount').value = 12, document.querySelector('#temperature').value = 0, true)"
        );
        await page.Tab.Press("Write on");
        await page.Tab.Until("document.querySelector('#text').value.length === 21");
        await page.Tab.Until("[...document.querySelectorAll('button')].some(b => b.textContent === 'Write on')");

        using var predictor = OnnxPredictor
            .Load(Path.Combine(Repository.Root, "models", "characters", "characters.onnx"), Device.Cpu)
            .OrThrow();
        var labels = predictor.Labels;
        var tokens = Generation
            .Generate<float>(
                predictor.Predict,
                [.. "The licen".Select(letter => labels.IndexOf($"{letter}"))],
                length: 64,
                temperature: 0,
                key: 1
            )
            .Take(12);
        Assert.Equal(
            $"The licen{string.Concat(tokens.Select(token => labels[token]))}",
            await page.Tab.Evaluate<string>("document.querySelector('#text').value")
        );

        // The page trains on a text, cut into sequences in which each token predicts the next.
        var text = string.Concat(Enumerable.Range(0, 30).Select(i => $"clause {i % 10} of this License; "));
        var places = text.Select(letter => (float)labels.IndexOf($"{letter}")).ToArray();
        var pieces = Enumerable.Range(0, (places.Length - 1) / 64).ToArray();
        var dataset = new Dataset<float>(
            Tensor.Of(new(pieces.Length, 64), pieces.SelectMany(i => places[(64 * i)..(64 * (i + 1))]).ToArray()),
            Tensor.Of(
                new(pieces.Length, 64),
                pieces.SelectMany(i => places[((64 * i) + 1)..((64 * (i + 1)) + 1)]).ToArray()
            )
        );
        var losses = await page.Learn(text, pieces.Length, steps: 3);
        var begun = Trainer.Begin(Path.Combine(Repository.Root, "models", "characters", "characters.onnx")).OrThrow();
        var batches = dataset.Shuffle(begun.State.Key.Split("shuffle")).Batches(32).Repeat(epochs: 3);
        TrainState<float>[] states = [.. begun.Training.Scan(begun.State, batches)];
        Assert.Equal(3, states.Length);
        Assert.All(losses.Zip(states), pair => Assert.Equal(pair.Item2.Loss, pair.Item1, 1e-4));
        page.IsQuiet();
    }

    [Fact]
    public async Task What_is_wrong_is_a_line_on_the_page()
    {
        await using var page = await Written.By(digits.Model, "--train", "--half");
        var model = await File.ReadAllBytesAsync(page["model.onnx"], TestContext.Current.CancellationToken);

        await File.WriteAllBytesAsync(
            page["model.onnx"],
            model[..(model.Length / 2)],
            TestContext.Current.CancellationToken
        );
        await page.Tab.Visit(page.Address);
        Assert.StartsWith("model.onnx cannot be loaded: ", await page.Problem(), StringComparison.Ordinal);

        File.Delete(page["model.onnx"]);
        await page.Tab.Visit(page.Address);
        Assert.StartsWith("model.onnx is not there", await page.Problem(), StringComparison.Ordinal);

        await File.WriteAllBytesAsync(page["model.onnx"], model, TestContext.Current.CancellationToken);
        var script = page[Path.Combine("runtime", "ort.wasm.min.mjs")];
        File.Move(script, $"{script}.away");
        await page.Tab.Visit(page.Address);
        Assert.StartsWith("runtime/ort.wasm.min.mjs cannot be loaded", await page.Problem(), StringComparison.Ordinal);
        File.Move($"{script}.away", script);

        var wasm = page[Path.Combine("runtime", "ort-wasm-simd-threaded.wasm")];
        File.Move(wasm, $"{wasm}.away");
        await page.Tab.Visit(page.Address);
        Assert.StartsWith(
            "runtime/ort-wasm-simd-threaded.wasm is not there",
            await page.Problem(),
            StringComparison.Ordinal
        );
        File.Move($"{wasm}.away", wasm);

        // A truncated training step is reported before training; predictions still work.
        var step = await File.ReadAllBytesAsync(page["step.onnx"], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(page["step.onnx"], step[..^100], TestContext.Current.CancellationToken);
        await page.Tab.Visit(page.Address);
        await page.Tab.Until("document.querySelector('#problem').textContent !== ''");
        Assert.Equal("step.onnx is damaged: write the folder again.", await page.Problem());
        Assert.True(await page.Tab.Evaluate<bool>("document.querySelector('#learning').hidden"));
        await File.WriteAllBytesAsync(page["step.onnx"], step, TestContext.Current.CancellationToken);

        // A model with 16-bit weights can be trained, and is exported with 16-bit weights again.
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());
        Assert.All(
            await page.Learn(HeldOut.Take([.. Enumerable.Range(0, 8)]), steps: 3),
            loss => Assert.InRange(loss, 0, 10)
        );
        var learned = await page.Download("Model (ONNX)", "learned.onnx");
        Assert.Equal(model.Length, new FileInfo(learned).Length);
        using (var predictor = OnnxPredictor.Load(learned, Device.Cpu).OrThrow())
        {
            Assert.Equal(10, predictor.Predict(HeldOut.Take([0]).Inputs).Length);
        }

        await page.Tab.Before("WebAssembly.validate = () => false");
        await page.Tab.Visit(page.Address);
        Assert.Contains("no WebAssembly with SIMD", await page.Problem(), StringComparison.Ordinal);
    }

    private static IEnumerable<float> Softmax(float[] scores)
    {
        var powers = scores.Select(score => Math.Exp(score - scores.Max())).ToArray();
        return powers.Select(power => (float)(power / powers.Sum()));
    }
}
