using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Files;

/// <summary>A child process that rewrites one file until it is killed: this test program, started with an environment variable.</summary>
internal static class Writer
{
    private const string Checkpoint = "FUNCTIONALNET_TESTS_CHECKPOINT";
    private const string Model = "FUNCTIONALNET_TESTS_MODEL";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Gets the training whose states are saved.</summary>
    public static Training<float> Training { get; } =
        FunctionalNet.Training.Of(Dense(64) >> Relu() >> Dense(3), SoftmaxCrossEntropy(), Adam(1e-2));

    /// <summary>Gets the shape of its inputs.</summary>
    public static Shape Input { get; } = new(1_000);

    /// <summary>Starts a writer of checkpoints.</summary>
    public static Process OfCheckpoints(string file) => Start(Checkpoint, file);

    /// <summary>Starts a writer that alternates between two models with external weights.</summary>
    public static Process OfModels(string file) => Start(Model, file);

    /// <summary>One of the two models.</summary>
    public static Model<float> Written(int which) => Training.Init(which, Input).Model;

    [ModuleInitializer]
    public static void WriteIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Checkpoint) is { } checkpoint)
        {
            var state = Training.Init(1, Input);
            Forever(_ => state.Save(checkpoint).OrThrow());
        }

        if (Environment.GetEnvironmentVariable(Model) is { } model)
        {
            ImmutableArray<Model<float>> models = [Written(1), Written(2)];
            Forever(i => models[i % 2].SaveOnnx(model, new() { ExternalData = true }).OrThrow());
        }
    }

    private static void Forever(Action<int> write)
    {
        // The time limit ends the process if its parent has died without killing it.
        for (var (i, clock) = (0, Stopwatch.StartNew()); clock.Elapsed < Longest; i++)
        {
            try
            {
                write(i);
                Console.WriteLine("written");
            }
            catch (InvalidOperationException e)
            {
                Console.WriteLine(e.Message);
            }
        }

        Environment.Exit(1);
    }

    private static Process Start(string variable, string file)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly.GetExecutingAssembly().Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment[variable] = file;
        start.Environment["FUNCTIONALNET_THREADS"] = "1";
        return Process.Start(start)!;
    }
}
