using FunctionalNet;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Readme;

internal static class PackageMpi
{
    public static void Run()
    {
        // The squares of numbers, by a net that every process has.
        Key key = 42;
        var x = new float[4_096];
        key.Uniform<float>(x);
        var squares = new Dataset<float>(
            Tensor.Of(new(4_096, 1), x),
            Tensor.Of(new(4_096, 1), x.Select(number => number * number).ToArray())
        );
        var training = Training.Of(Dense(32) >> Tanh() >> Dense(1), MeanSquaredError(), Adam(0.01)).On(Mpi.World);
        var start = training.Init(key, squares.InputShape);
        var history = training.Fit(start, squares.Shuffle(key).Batches(256), new() { Epochs = 5 }).OrThrow();
        if (Mpi.World.Rank == 0)
        {
            Console.WriteLine($"loss {history.Epochs[^1].Loss:F4} on {Mpi.World.Count} ranks");
        }
    }

    public static Training<float> Shards()
    {
        var training = Training.Of(Dense(10), SoftmaxCrossEntropy(), Adam(1e-3)).Shards(8).On(Mpi.World);
        return training;
    }
}
