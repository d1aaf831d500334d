using System.CommandLine;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>The device on which a command runs.</summary>
internal static class Devices
{
    private const string Advice = " Reference the package";

    /// <summary>The option of a GPU.</summary>
    public static Option<bool> Cuda() => new("--cuda") { Description = "Run on an NVIDIA GPU." };

    /// <summary>Opens a model on a device; the error refers to the command line.</summary>
    public static LanguageExt.Either<Error, T> Open<T>(bool isCuda, Func<Device, LanguageExt.Either<Error, T>> open) =>
        open(isCuda ? Device.Cuda : Device.Cpu)
            .MapLeft(error =>
                isCuda && error.Message.IndexOf(Advice, StringComparison.Ordinal) is > 0 and var at
                    ? Error.New(
                        $"{error.Message[..at]} Leave --cuda out: the tool runs on the CPU; a program with the package of ONNX Runtime for GPUs runs the same file on CUDA."
                    )
                    : error
            );
}
