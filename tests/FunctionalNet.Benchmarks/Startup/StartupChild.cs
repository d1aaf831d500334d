using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FunctionalNet.Benchmarks.Works;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Startup;

/// <summary>A moment after the start of a process.</summary>
/// <param name="Part">What was done just before it.</param>
/// <param name="Milliseconds">The time since the process was started.</param>
internal sealed record Mark(string Part, double Milliseconds);

/// <summary>A fresh process that trains or predicts once, and says when it got how far.</summary>
internal static class StartupChild
{
    /// <summary>The first argument of such a process; what it is to do and when it was started follow.</summary>
    public const string Command = "startup-child";

    /// <summary>A training step of the small network.</summary>
    public const string Step = "first training step";

    /// <summary>A prediction of it.</summary>
    public const string Prediction = "first prediction";

    private const int Batch = 32;
    private const int Classes = 10;
    private static readonly int[] Widths = [784, 128, Classes];

    /// <summary>Does it. The clock of <see cref="Stopwatch"/> is one for all processes.</summary>
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
