using System.CommandLine;
using FunctionalNet.Cli.Display;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet quantize</c>: quantizes an ONNX file to 8-bit integers.</summary>
internal static class QuantizeCommand
{
    private static readonly Argument<FileInfo> Model = Files.Model();

    private static readonly Argument<FileInfo> Out = new("OUT") { Description = "Where to write the model." };

    private static readonly Option<string> Mode = Choice.Option(
        "--mode",
        "Whether activations are quantized by the range of each batch (dynamic), or by ranges calibrated on data (QDQ).",
        "dynamic",
        ["dynamic", "static"]
    );

    private static readonly Option<FileSystemInfo?> Calibration = new("--calibration")
    {
        Description = "The calibration data, in the form of --data; --data itself if absent.",
    };

    private static readonly Option<int?> Bits = WholeNumber.Optional(
        "--bits",
        "Signed weights of 7 bits, or of 8 if all processors have VNNI; unsigned ones of 8 bits if absent, correct on every processor.",
        min: 7,
        max: 8
    );

    private static readonly Option<FileSystemInfo?> Data = DataOptions.Data(isRequired: false);

    private static readonly Option<string?> Target = DataOptions.Target();

    private static readonly Option<bool> DecimalComma = DataOptions.DecimalComma();

    public static Command Create()
    {
        var command = new Command("quantize", "Write an ONNX model in int8, and compare the two on data.")
        {
            Model,
            Out,
            Mode,
            Calibration,
            Bits,
            Data,
            Target,
            DecimalComma,
        };
        PlannedModel.AddSizesTo(command);
        command.SetAction(arguments =>
            ExitCode.Of(
                from model in Files.Existing(arguments.GetValue(Model)!)
                from path in Files.New(arguments.GetValue(Out))
                from given in PlannedModel.Given(arguments, model, arguments.GetValue(Data) is not null)
                from sizes in PlannedModel.OfSamples(arguments)
                from samples in ModelSamples.Of(
                    model,
                    arguments.GetValue(Data),
                    IsOfCalibration(arguments) ? null : arguments.GetValue(Target),
                    !IsOfCalibration(arguments) && arguments.GetValue(DecimalComma),
                    sizes
                )
                from calibration in arguments.GetValue(Mode) == "dynamic"
                    ? arguments.GetValue(Calibration) is null
                        ? new ModelSamples.Chosen(null, null)
                        : Error.New(
                            "--calibration has no part in --mode dynamic, which measures each batch: say --mode static"
                        )
                    : Calibrating(
                        model,
                        arguments.GetValue(Calibration),
                        arguments.GetValue(Target),
                        arguments.GetValue(DecimalComma),
                        sizes,
                        samples
                    )
                from report in ActivityIndicator.For(
                    $"quantizing {model}",
                    () =>
                        OnnxQuantization.Quantize(
                            model,
                            path,
                            new()
                            {
                                Calibration = calibration.Inputs,
                                SignedBits = arguments.GetValue(Bits),
                                Samples = samples.Inputs,
                                Labels = samples.Targets,
                                Given = given,
                            }
                        )
                )
                select Result.Of(ResultTable.Show(model, path, report, samples.Inputs is null, isTimed: true))
            )
        );
        return command;
    }

    // Whether how data are read is said of the calibration data alone.
    private static bool IsOfCalibration(ParseResult arguments) =>
        arguments.GetValue(Data) is null && arguments.GetValue(Calibration) is not null;

    private static LanguageExt.Either<Error, ModelSamples.Chosen> Calibrating(
        string model,
        FileSystemInfo? data,
        string? target,
        bool decimalComma,
        PlannedModel sizes,
        ModelSamples.Chosen samples
    ) =>
        data is not null ? ModelSamples.Of(model, data, target, decimalComma, sizes)
        : samples.Inputs is not null ? samples
        : Error.New("--mode static measures ranges on data: give --data or --calibration");
}
