using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FunctionalNet;
using static System.FormattableString;
using static FunctionalNet.Net;

// A program that the tests run under mpirun. The first argument selects the task; the others are options NAME=VALUE.
var options = args.Skip(1)
    .Select(text => text.Split('='))
    .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
var world = Mpi.World;
switch (args[0])
{
    case "train":
        Train();
        break;
    case "throw":
        Fold(batch => world.Rank == 1 && batch == 3 ? Throw() : batch);
        break;
    case "exit":
        Fold(batch => batch == 3 && world.Rank == 1 ? Exit(options) : batch);
        break;
    case "die":
        Fold(batch => batch == 3 && world.Rank == 1 ? Kill() : batch);
        break;
    case "return":
        Now();
        if (world.Rank == 0)
        {
            Fold(batch => batch);
        }

        break;
    case "differ":
        Now();
        Training().Fold(Training().Init(world.Rank, new(2, 8, 8)), Batches());
        break;
    case "label":
        Now();
        var wrong = Data(row => row == 119 ? 7 : row % 3);
        Training().Fold(Training().Init(1, wrong.InputShape), wrong.Batches(10).Repeat(2));
        break;
    case "null":
        CatchNull();
        break;
    case "late":
        // The other ranks have ended long before rank 0 writes.
        Fold(batch => batch);
        Thread.Sleep(world.Rank == 0 ? 3_000 : 0);
        Console.WriteLine($"rank {world.Rank} has written");
        break;
    case "allocate":
        Allocate();
        break;
    case "time":
        Time();
        break;
    default:
        throw new ArgumentException($"There is no '{args[0]}'.", nameof(args));
}

return 0;

void Train()
{
    var training = Training();
    var batches = Data(row => row % 3).Shuffle(4).Batches(10);
    var start = training.Init(1, batches.InputShape);
    var fit = new FitOptions<float>
    {
        Epochs = Number("epochs", 3),
        Checkpoints = options.TryGetValue("checkpoints", out var folder) ? new(folder) : null,
        CheckpointEvery = 3,
    };
    var dies = Number("dies", -1);
    var steps = 0;
    var history = training
        .Fit(
            start,
            batches.Map((batch, _) => world.Rank == 1 && ++steps == dies ? Killed(batch) : batch, name: "counted"),
            fit
        )
        .OrThrow();
    Console.WriteLine($"rank {world.Rank} of {world.Count}: {Hash(history.Last)}");
}

Batch<float> Killed(Batch<float> batch)
{
    Kill();
    return batch;
}

Training<float> Training()
{
    var net =
        Conv2d(4, 3, bias: false)
        >> BatchNorm()
        >> Relu()
        >> Flatten()
        >> Dropout(0.2)
        >> Dense(Number("wide", 8))
        >> Tanh()
        >> Dense(3);
    var training = FunctionalNet.Training.Of(net, SoftmaxCrossEntropy(), ClipByGlobalNorm(1) >> Adam(0.01), threads: 1);
    return (Number("shards", 0) is > 0 and var shards ? training.Shards(shards) : training).On(world);
}

void Fold(Func<int, int> each)
{
    var training = Training();
    var number = 0;
    var end = training.Fold(
        training.Init(1, new(2, 8, 8)),
        Batches()
            .Select(batch =>
            {
                each(number++);
                return batch;
            })
    );
    Console.WriteLine($"rank {world.Rank} of {world.Count}: {end.Step} steps");
}

IEnumerable<Batch<float>> Batches() => Data(row => row % 3).Batches(10).Repeat(5);

static Dataset<float> Data(Func<int, int> label)
{
    const int Rows = 120;
    var pixels = new float[Rows * 2 * 8 * 8];
    ((Key)2).Normal<float>(pixels);
    return new(
        new(new(Rows, 2, 8, 8), pixels),
        Tensor.Vector([.. Enumerable.Range(0, Rows).Select(row => (float)label(row))])
    );
}

int Number(string name, int otherwise) =>
    options.TryGetValue(name, out var text)
        ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
        : otherwise;

// The time of the failure; from here on, the other ranks must detect it.
static void Now() => Console.WriteLine(Invariant($"fails at {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}"));

static int Throw()
{
    Now();
    throw new InvalidOperationException("rank 1 has a bug");
}

static int Kill()
{
    Now();
    Process.GetCurrentProcess().Kill();
    Thread.Sleep(Timeout.Infinite);
    return 0;
}

static int Exit(Dictionary<string, string> options)
{
    Now();
    Environment.Exit(
        options.TryGetValue("code", out var code)
            ? int.Parse(code, System.Globalization.CultureInfo.InvariantCulture)
            : 0
    );
    return 0;
}

void CatchNull()
{
    try
    {
        string? nothing = options.GetValueOrDefault("nothing");
        Console.WriteLine(nothing!.Length);
    }
    catch (NullReferenceException)
    {
        Console.WriteLine($"rank {world.Rank} of {world.Count}: caught");
    }
}

void Allocate()
{
    var training = Training();
    var few = Batches().ToArray();
    var many = Enumerable.Repeat(few, 5).SelectMany(batches => batches).ToArray();
    var start = training.Init(1, new(2, 8, 8));

    // Ranks wait for each other, so that each runs the same number of rounds; in the first rounds the JIT allocates.
    for (var round = 0; round < 2; round++)
    {
        Allocated(many);
    }

    var least = Enumerable.Range(0, 4).Min(_ => Math.Abs(Allocated(many) - Allocated(few)));
    Console.WriteLine(
        $"rank {world.Rank} of {world.Count}: {(least < many.Length - few.Length ? "none" : $"{least} bytes")}"
    );

    long Allocated(Batch<float>[] batches)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        training.Fold(start, batches);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}

// The shortest round, in milliseconds a step. Options: net=cnn or net=wide, batch=64, steps=20, rounds=10.
void Time()
{
    var isWide = options.GetValueOrDefault("net") == "wide";
    Layer net = isWide
        ? Dense(2048) >> Relu() >> Dense(2048) >> Relu() >> Dense(2048) >> Relu() >> Dense(10)
        : Conv2d(16, 3)
            >> Relu()
            >> MaxPool2d(2)
            >> Conv2d(32, 3)
            >> Relu()
            >> MaxPool2d(2)
            >> Flatten()
            >> Dense(128)
            >> Relu()
            >> Dense(10);
    Shape input = isWide ? new(512) : new(1, 28, 28);
    var (batch, steps) = (Number("batch", 64), Number("steps", 20));
    var alone = FunctionalNet.Training.Of(net, SoftmaxCrossEntropy(), Adam(1e-3), threads: 1);
    var training = (Number("shards", 0) is > 0 and var shards ? alone.Shards(shards) : alone).On(world);
    var pixels = new float[batch * input.Size];
    ((Key)2).Normal<float>(pixels);
    var one = Batch.Of(
        new Tensor<float>(new Shape(batch).Append(input), pixels),
        Tensor.Vector([.. Enumerable.Range(0, batch).Select(row => (float)(row % 10))])
    );
    var batches = Enumerable.Repeat(one, steps).ToArray();
    var state = training.Fold(training.Init(1, input), batches);
    var shortest = double.PositiveInfinity;
    for (var round = 0; round < Number("rounds", 10); round++)
    {
        var clock = Stopwatch.StartNew();
        state = training.Fold(state, batches);
        shortest = Math.Min(shortest, clock.Elapsed.TotalMilliseconds / steps);
    }

    Console.WriteLine(Invariant($"rank {world.Rank} of {world.Count}: {shortest:F3} ms a step, {Hash(state)[..8]}"));
}

static string Hash(TrainState<float> state) =>
    Convert.ToHexStringLower(
        SHA256.HashData([.. state.Values.SelectMany(value => MemoryMarshal.AsBytes(value.Value.Span).ToArray())])
    );
