#:package FunctionalNet.Mpi@0.1.0-*

// Two machines: the same program trains on one process, or on all of mpirun's.
//
//   dotnet build two-machines.cs -o out
//   mpirun -n 2 dotnet out/two-machines.dll
//   mpirun --host first,second dotnet out/two-machines.dll     where both machines see the folder
using FunctionalNet;
using static FunctionalNet.Net;

var x = new float[4_096];
((Key)1).Uniform<float>(x);
float[] y = [.. x.Select(at => MathF.Sin(6 * at))];
var waves = new Dataset<float>(Tensor.Of(new(4_096, 1), x), Tensor.Of(new(4_096, 1), y));

// Every rank walks the same batches and computes its rows of each. Four shards give the same bits on 1, 2 and 4 ranks.
var training = Training.Of(Dense(32) >> Tanh() >> Dense(1), MeanSquaredError(), Adam(0.03)).Shards(4).On(Mpi.World);
var start = training.Init(key: 2, waves.InputShape);
var history = training.Fit(start, waves.Shuffle(key: 3).Batches(128), new() { Epochs = 20 }).OrThrow();

// What a program writes, rank 0 writes.
if (Mpi.World.Rank == 0)
{
    Console.WriteLine($"loss {history.Epochs[0].Loss:F3} in the first epoch, {history.Epochs[^1].Loss:F4} in the last");
    var line = string.Join(
        ' ',
        history.Epochs.Select((epoch, i) => FormattableString.Invariant($"{20 * i},{150 - (300 * epoch.Loss):F1}"))
    );
    File.WriteAllText(
        "loss.svg",
        $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 160'><polyline fill='none' stroke='steelblue' points='{line}'/></svg>"
    );
    Console.WriteLine("loss.svg shows the loss of each epoch");
}
