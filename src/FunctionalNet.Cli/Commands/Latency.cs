using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet.Cli.Commands;

/// <summary>The latency of a file for one sample in ONNX Runtime, on one thread: the median of several runs.</summary>
internal static class Latency
{
    private const int Warming = 3;
    private const int Runs = 25;

    /// <summary>The milliseconds; null if the file does not run on zeros of one sample.</summary>
    public static double? Of(string path)
    {
        try
        {
            return OnnxPredictor
                .Load(path, Device.Cpu, threads: 1)
                .MatchUnsafe(
                    Right: predictor =>
                    {
                        using (predictor)
                        {
                            return (double?)Of(predictor);
                        }
                    },
                    Left: _ => null
                );
        }
        catch (Exception e) when (e is OnnxRuntimeException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static double Of(OnnxPredictor predictor)
    {
        Tensor<float>[] inputs =
        [
            .. predictor.Inputs.Select(input =>
                Tensor.Zeros<float>(new Shape([.. input.Type.Shape.Select(dim => dim.IsKnown ? dim : (Dim)1)]))
            ),
        ];
        var times = new double[Runs];
        for (var run = -Warming; run < Runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            predictor.Run(inputs);
            times[Math.Max(0, run)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times.Order().ElementAt(Runs / 2);
    }
}
