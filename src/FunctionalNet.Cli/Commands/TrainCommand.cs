using System.CommandLine;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet train</c>: trainings that are built in.</summary>
internal static class TrainCommand
{
    public static Command Create() =>
        new("train", "Train a model and write it as an ONNX file.") { TrainDigits.Create() };
}
