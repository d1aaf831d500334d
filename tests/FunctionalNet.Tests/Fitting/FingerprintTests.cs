using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Fitting;

/// <summary>A checkpoint identifies its model and optimizer by more than paths and shapes.</summary>
public sealed class FingerprintTests : IDisposable
{
    private static readonly Layer Net = Dense(4) >> Relu() >> Dense(2);

    private static readonly Dictionary<string, (Layer Layer, Loss Loss, Transform Optimizer)> Same = new(
        StringComparer.Ordinal
    )
    {
        ["itself"] = (Net, MeanSquaredError(), Adam(0.1)),
        ["another rate"] = (Net, MeanSquaredError(), Adam(1e-3)),
        ["a schedule"] = (Net, MeanSquaredError(), Adam(WarmupCosine(0.1, 10, 100))),
        ["other moments"] = (Net, MeanSquaredError(), Adam(0.1, beta1: 0.8, epsilon: 1e-6)),
        ["another loss"] = (Net, Huber() + L2(1e-4), Adam(0.1)),
    };

    private static readonly Dictionary<string, (Layer Layer, Transform Optimizer, string Noted, string Own)> Others =
        new(StringComparer.Ordinal)
        {
            ["another activation"] = (Dense(4) >> Gelu() >> Dense(2), Adam(0.1), "Relu()", "Gelu()"),
            ["a layer more"] = (Dense(4) >> Relu() >> Dense(2) >> Tanh(), Adam(0.1), "Dense(2)", "Dense(2) >> Tanh()"),
            ["another rule"] = (Net, RAdam(0.1), "ScaleByAdam", "ScaleByRAdam"),
            ["decay"] = (Net, AdamW(0.1), "ScaleByAdam >> ScaleByLearningRate", "ScaleByAdam >> AddWeightDecay"),
        };

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Alike => [.. Same.Keys];

    public static TheoryData<string> Different => [.. Others.Keys];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Alike))]
    public void Rates_numbers_and_losses_may_be_others(string name)
    {
        var (layer, loss, optimizer) = Same[name];
        Assert.Equal(1, FunctionalNet.Training.Of(layer, loss, optimizer).Load(Written(), new(3)).OrThrow().Step);
    }

    [Theory]
    [MemberData(nameof(Different))]
    public void Another_model_of_the_same_shapes_is_an_error_that_names_both(string name)
    {
        var (layer, optimizer, noted, own) = Others[name];
        var training = FunctionalNet.Training.Of(layer, MeanSquaredError(), optimizer);
        var error = training.Load(Written(), new(3)).Match(_ => string.Empty, error => error.Message);
        Assert.Contains(noted, error, StringComparison.Ordinal);
        Assert.Contains(own, error, StringComparison.Ordinal);
        Assert.InRange(error.Length, 20, 500);

        // The checkpoints of a fit are checked in the same way.
        var checkpoints = new FunctionalNet.Checkpoints(folder["run"]);
        checkpoints.Save(Trained()).OrThrow();
        Assert.True(checkpoints.Latest(training, new(3)).IsLeft);
    }

    [Fact]
    public void What_was_written_without_it_still_goes_on()
    {
        var file = Safetensors<float>.Load(Written()).OrThrow();
        (file with { Notes = file.Notes.Remove("model").Remove("optimizer") }).Save(folder["old"]).OrThrow();
        var other = FunctionalNet.Training.Of(Dense(4) >> Gelu() >> Dense(2), MeanSquaredError(), RAdam(0.1));
        Assert.Equal(1, other.Load(folder["old"], new(3)).OrThrow().Step);
    }

    [Fact]
    public void Long_models_are_told_where_they_part()
    {
        var training = FunctionalNet.Training.Of(Deep(Relu()), MeanSquaredError(), Sgd(0.1));
        training.Init(1, new(3)).Save(folder["deep"]).OrThrow();
        var other = FunctionalNet.Training.Of(Deep(Tanh()), MeanSquaredError(), Sgd(0.1));
        var error = other.Load(folder["deep"], new(3)).Match(_ => string.Empty, error => error.Message);
        Assert.Contains("...", error, StringComparison.Ordinal);
        Assert.Contains("Relu()", error, StringComparison.Ordinal);
        Assert.Contains("Tanh()", error, StringComparison.Ordinal);
        Assert.InRange(error.Length, 20, 600);

        static Layer Deep(Layer middle) =>
            Enumerable.Range(0, 60).Aggregate((Layer)Dense(3), (net, i) => net >> (i == 30 ? middle : Sigmoid()));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_an_error()
    {
        foreach (var name in new[] { string.Empty, "a\0b" })
        {
            var checkpoints = new FunctionalNet.Checkpoints(name);
            Assert.Contains("of checkpoints", Told(checkpoints.Save(Trained())), StringComparison.Ordinal);
            Assert.Contains("of checkpoints", Told(checkpoints.SaveBest(Trained())), StringComparison.Ordinal);
            var data = new Dataset<float>(new(new(8, 3)), new(new(8, 2)));
            Assert.Contains(
                "of checkpoints",
                Told(
                    Training()
                        .Fit(
                            Training().Init(1, new(3)),
                            data.Batches(4),
                            new() { Epochs = 1, Checkpoints = checkpoints }
                        )
                ),
                StringComparison.Ordinal
            );
        }

        static string Told<T>(LanguageExt.Either<LanguageExt.Common.Error, T> result) =>
            result.Match(value => $"{value}", error => error.Message);
    }

    private static Training<float> Training() => FunctionalNet.Training.Of(Net, MeanSquaredError(), Adam(0.1));

    private static TrainState<float> Trained() =>
        Training().Step(Training().Init(1, new(3)), Batch.Of<float>(new(new(2, 3)), new(new(2, 2))));

    private string Written()
    {
        Trained().Save(folder["state"]).OrThrow();
        return folder["state"];
    }
}
