using LanguageExt.Common;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Fitting;

/// <summary>A training resumed from a file continues as if it had not been interrupted.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly Dataset<float> Samples = Draw(70);

    private static readonly Batches<float> Batched = Samples.Shuffle(1).Batches(32);

    // All that a resume could restore wrongly: noise, the schedule, the layer's state and the optimizer's state.
    private static readonly Training<float> Classifier = FunctionalNet.Training.Of(
        Dense(8) >> BatchNorm() >> Gelu() >> Dropout(0.2) >> Dense(3),
        SoftmaxCrossEntropy(),
        ClipByGlobalNorm(1) >> AdamW(WarmupCosine(0.02, 5, 100))
    );

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_resumed_run_ends_with_the_bits_of_one_that_was_not_interrupted()
    {
        var start = Classifier.Init(2, Samples.InputShape);
        var whole = Classifier.Fold(start, Batched.Repeat(5));
        for (var steps = 0; steps < 15; steps += 4)
        {
            var stopped = Classifier.Fold(start, Batched.Repeat(5).Take(steps));
            Assert.True(stopped.Save(folder["state"], Batched).IsRight);
            var state = Right(Classifier.Load(folder["state"], Samples.InputShape, Batched));
            Assert.Equal((long)steps, state.Step);
            var resumed = Classifier.Fold(state, Batched.Repeat(5, after: state.Step));
            Assert.Equal(Bits(whole), Bits(resumed));
            Assert.Equal((whole.Step, whole.Loss, whole.Key), (resumed.Step, resumed.Loss, resumed.Key));
        }
    }

    [Theory]
    [InlineData("step", "-1")]
    [InlineData("step", "9223372036854775807")]
    [InlineData("step", "9007199254740993")]
    [InlineData("step", "1,000")]
    [InlineData("step", " 5")]
    [InlineData("step", "1.0")]
    [InlineData("step", "")]
    [InlineData("key", "xyz")]
    [InlineData("key", "-1")]
    [InlineData("loss", "1,5")]
    [InlineData("loss", "low")]
    public void Notes_that_are_no_numbers_are_refused(string note, string text)
    {
        var state = Classifier.Init(2, Samples.InputShape);
        Assert.True(state.Save(folder["state"]).IsRight);
        var file = Safetensors<float>.Load(folder["state"]).OrThrow();
        Assert.True((file with { Notes = file.Notes.SetItem(note, text) }).Save(folder["state"]).IsRight);
        Assert.Contains(
            "step, key and loss cannot be read",
            Classifier.Load(folder["state"], Samples.InputShape).Match(_ => string.Empty, error => error.Message),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("scores", "1 x")]
    [InlineData("losses", "1,5")]
    [InlineData("moved", "far")]
    public void Notes_of_a_fit_that_are_no_numbers_are_refused(string note, string text)
    {
        var checkpoints = new FunctionalNet.Checkpoints(folder["runs"]);
        var options = new FitOptions<float> { Epochs = 1, Checkpoints = checkpoints };
        Assert.True(Classifier.Fit(Classifier.Init(2, Samples.InputShape), Batched, options).IsRight);
        var path = checkpoints.Files[0];
        var file = Safetensors<float>.Load(path).OrThrow();
        Assert.True((file with { Notes = file.Notes.SetItem(note, text) }).Save(path).IsRight);
        Assert.Contains(
            $"its note on {note} cannot be read",
            Classifier
                .Fit(Classifier.Init(2, Samples.InputShape), Batched, options)
                .Match(_ => string.Empty, error => error.Message),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_repeat_leaves_out_what_is_done()
    {
        var all = Batched.Repeat(3).Select(First).ToArray();
        for (var done = 0; done <= 10; done++)
        {
            Assert.Equal(all.Skip(done), Batched.Repeat(3, after: done).Select(First));
        }

        static float First(Batch<float> batch) => batch.Inputs.Span[0];
    }

    [Fact]
    public void The_last_and_the_best_are_kept_and_a_damaged_file_is_passed_over()
    {
        var checkpoints = new FunctionalNet.Checkpoints(folder["runs"], Keep: 2);
        Assert.True(Right(checkpoints.Latest(Classifier, Samples.InputShape)).IsNone);
        var states = Classifier.Scan(Classifier.Init(2, Samples.InputShape), Batched.Repeat(2)).ToArray();
        foreach (var state in states)
        {
            Right(checkpoints.Save(state, Batched));
        }

        Right(checkpoints.SaveBest(states[3], Batched));
        Assert.Equal(
            ["step-000000000006.safetensors", "step-000000000005.safetensors"],
            checkpoints.Files.Select(file => Path.GetFileName(file)),
            StringComparer.Ordinal
        );
        Assert.Equal(6, Latest().Step);
        Assert.Equal(Bits(states[3]), Bits(Right(checkpoints.Best(Classifier, Samples.InputShape))));

        Truncate(checkpoints.Files[0]);
        Assert.Equal(Bits(states[4]), Bits(Latest()));
        Truncate(checkpoints.Files[1]);
        Assert.Contains(
            "step-000000000006",
            Wrong(checkpoints.Latest(Classifier, Samples.InputShape)),
            StringComparison.Ordinal
        );

        TrainState<float> Latest() =>
            Right(checkpoints.Latest(Classifier, Samples.InputShape, Batched))
                .IfNone(() => throw new Xunit.Sdk.XunitException("None."));

        static void Truncate(string file)
        {
            using var stream = new FileStream(file, FileMode.Open);
            stream.SetLength(stream.Length / 2);
        }
    }

    [Fact]
    public void A_checkpoint_of_another_model_names_paths_and_shapes()
    {
        Right(Classifier.Init(2, Samples.InputShape).Save(folder["state"], Batched));
        var other = FunctionalNet.Training.Of(Dense(9) >> Gelu() >> Dense(3), SoftmaxCrossEntropy(), Sgd(1));
        var wrong = Wrong(other.Load(folder["state"], Samples.InputShape));
        Assert.Contains(
            "another model: 0/weight is [4, 9] in the model and [4, 8] in the file; 0/bias is [9]",
            wrong,
            StringComparison.Ordinal
        );
        Assert.Contains("the file has no 2/bias [3]", wrong, StringComparison.Ordinal);
        Assert.Contains("the model has no 1/", wrong, StringComparison.Ordinal);
        Assert.Contains(
            "inputs of [4], not [5]",
            Wrong(Classifier.Load(folder["state"], new(5))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "batches of 32, not on 70 samples",
            Wrong(Classifier.Load(folder["state"], Samples.InputShape, Samples.Shuffle(2).Batches(16))),
            StringComparison.Ordinal
        );
        Right(Classifier.Init(2, Samples.InputShape).Save(folder["state"], Samples.Shuffle(1).Batches(32)));
        Assert.Contains(
            "in another order, shuffled by another key: resume with the seed that it began with",
            Wrong(Classifier.Load(folder["state"], Samples.InputShape, Samples.Shuffle(2).Batches(32))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_part_of_another_model_is_loaded_by_its_prefix()
    {
        var trained = Of(3, 3).Fold(Of(3, 3).Init(2, Samples.InputShape), Batched);
        Right(trained.Save(folder["state"]));
        var start = Of(3, 5).Init(4, Samples.InputShape);
        var transferred = Right(start.Load(folder["state"], PathFilter.Prefix("encoder/")));
        Assert.Equal(trained.Values["encoder/0/weight"].Doubles(), transferred.Values["encoder/0/weight"].Doubles());
        Assert.Equal(start.Values["1/weight"].Doubles(), transferred.Values["1/weight"].Doubles());
        Assert.Equal((0, start.Key), (transferred.Step, transferred.Key));

        Assert.Contains(
            "1/weight is [3, 5] in the model and [3, 3] in the file",
            Wrong(start.Load(folder["state"], PathFilter.All)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no path that matches decoder/...",
            Wrong(start.Load(folder["state"], PathFilter.Prefix("decoder/"))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the file has no encoder/0/weight [4, 3]",
            Wrong(
                start.Load(
                    Weightless(),
                    PathFilter.Where(path => path.StartsWith("encoder/", StringComparison.Ordinal))
                )
            ),
            StringComparison.Ordinal
        );

        static Training<float> Of(int width, int classes) =>
            FunctionalNet.Training.Of(
                Named("encoder", Dense(width) >> Relu()) >> Dense(classes),
                SoftmaxCrossEntropy(),
                Adam(0.1)
            );

        string Weightless()
        {
            Right(new Safetensors<float>(trained.Values.Remove("encoder/0/weight")).Save(folder["weightless"]));
            return folder["weightless"];
        }
    }

    [Fact]
    public void What_cannot_be_written_leaves_the_old_file()
    {
        var state = Classifier.Init(2, Samples.InputShape);
        Right(state.Save(folder["state"]));
        var before = File.ReadAllBytes(folder["state"]);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has a device that is always full.");
        File.CreateSymbolicLink(folder["full"], "/dev/full");
        Assert.Contains(
            "cannot write",
            Wrong(Classifier.Fold(state, Batched).Save(folder["full"])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no space",
            Wrong(WholeFile.Write(folder["state"], _ => throw new IOException("no space"))),
            StringComparison.Ordinal
        );
        Assert.Equal(before, File.ReadAllBytes(folder["state"]));
        Assert.Equal(
            [folder["full"], folder["state"]],
            Directory.GetFileSystemEntries(folder.Path).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.Contains("cannot write", Wrong(state.Save(folder["none/state"])), StringComparison.Ordinal);
    }

    private static T Right<T>(LanguageExt.Either<Error, T> result) =>
        result.IfLeft(error => throw new Xunit.Sdk.XunitException(error.Message));

    private static string Wrong<T>(LanguageExt.Either<Error, T> result) =>
        result.Match(value => throw new Xunit.Sdk.XunitException($"{value}"), error => error.Message);

    private static string[] Bits(TrainState<float> state) =>
        [
            .. state.Values.Select(value =>
                $"{value.Key} {value.Value.Shape} {string.Join(' ', value.Value.Span.ToArray().Select(BitConverter.SingleToUInt32Bits))}"
            ),
        ];

    private static Dataset<float> Draw(int count)
    {
        var inputs = new float[4 * count];
        ((Key)9).Normal<float>(inputs);
        return new(
            new(new(count, 4), inputs),
            Tensor.Vector([.. Enumerable.Range(0, count).Select(i => (float)(i % 3))])
        );
    }
}
