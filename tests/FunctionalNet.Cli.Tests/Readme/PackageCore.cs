using FunctionalNet;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Readme;

internal static class PackageCore
{
    public static void Run()
    {
        // Numbers and their sines, of which a fifth is held out.
        Key key = 1;
        var x = new float[500];
        key.Uniform<float>(x);
        var y = x.Select(number => MathF.Sin(6 * number)).ToArray();
        var waves = new Dataset<float>(Tensor.Of(new(500, 1), x), Tensor.Of(new(500, 1), y));
        var (learned, heldOut) = waves.Folds(5, key).First();

        // A model, a loss and an optimizer are values; a fit is a fold of a pure step over batches.
        Layer model = Dense(32) >> Tanh() >> Dense(32) >> Tanh() >> Dense(1);
        var training = Training.Of(model, MeanSquaredError(), Adam(0.02));
        var start = training.Init(key, learned.InputShape);
        var options = new FitOptions<float> { Epochs = 60, HeldOut = heldOut.Batches(100) };
        var history = training.Fit(start, learned.Shuffle(key).Batches(32), options).OrThrow();
        Console.WriteLine($"held-out loss {history.Epochs.Min(epoch => epoch.HeldOut):F4} at best");
    }
}
