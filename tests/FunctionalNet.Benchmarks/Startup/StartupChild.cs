using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FunctionalNet.Benchmarks.Works;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Startup;

/// <summary>A point in time after the start of a process.</summary>
/// <param name="Part">The part that has just been completed.</param>
/// <param name="Milliseconds">The time since the process was started.</param>
internal sealed record Mark(string Part, double Milliseconds);

/// <summary>A new process that trains or predicts once and prints when each part was completed.</summary>
internal static class StartupChild
{
    /// <summary>The first argument of such a process, followed by the goal and the start time.</summary>
    public const string Command = "startup-child";

    /// <summary>The first training step of the small network.</summary>
    public const string Step = "first training step";

    /// <summary>The first prediction of the small network.</summary>
    public const string Prediction = "first prediction";

    private const int Batch = 32;
    private const int Classes = 10;
    private static readonly int[] Widths = [784, 128, Classes];

    /// <summary>Runs the goal. Start times can be compared, because all processes share the clock of <see cref="Stopwatch"/>.</summary>
    public static int Run(string goal, string started)
    {
        var since = long.Parse(started, CultureInfo.InvariantCulture);
        List<Mark> marks = [];
        Reach("runtime");
        var training = Training.Of(MlpWorks.Layer(Widths), SoftmaxCrossEntropy(), Adam(1e-3));
        var state = training.Init(1, new(Widths[0]));
        Reach("model and its weights");
        var inputs = Pattern.Tensor(new(Batch, Widths[0]), 1);
        var targets = Pattern.Labels(Batch, Classes);
        Reach("a batch");
        if (goal == Step)
        {
            training.Step(state, FunctionalNet.Batch.Of(inputs, targets));
        }
        else
        {
            state.Model.Predict(inputs);
        }

        Reach(goal);
        Console.WriteLine(JsonSerializer.Serialize(marks));
        return 0;

        void Reach(string part) => marks.Add(new(part, Stopwatch.GetElapsedTime(since).TotalMilliseconds));
    }
}
