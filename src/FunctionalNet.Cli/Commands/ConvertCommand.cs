using System.CommandLine;
using FunctionalNet.Cli.Display;
using FunctionalNet.Export;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet convert</c>: an ONNX file in another opset, with weights of 16 bits, or with weights in a file of their own.</summary>
internal static class ConvertCommand
{
    private static readonly Argument<FileInfo> Model = Files.Model();

    private static readonly Argument<FileInfo> Out = new("OUT") { Description = "Where to write the model." };

    private static readonly Option<int> Opset = WholeNumber.Option(
        "--opset",
        "The version of ONNX's operator set; 0 keeps that of the file.",
        0,
        min: 0,
        max: Opsets.Newest
    );

    private static readonly Option<string> Weights = Choice.Option(
        "--precision",
        "The number type of weights; computation is in float32.",
        "float32",
        ["float32", "float16", "bfloat16"]
    );

    private static readonly Option<bool> ExternalData = new("--external-data")
    {
        Description = "Write weights as external data beside OUT, OUT.HASH.data, as a model of 2 GB or more always is.",
    };

    private static readonly Option<double?> Tolerance = Number.Optional(
        "--tolerance",
        "The tolerance of outputs, as |a - b| / (1 + |a|); if absent, 0.001 in another opset, and none for weights in 16 bits. Nothing is written if they differ by more."
    );

    private static readonly Option<FileSystemInfo?> Data = DataOptions.Data(isRequired: false);

    private static readonly Option<string?> Target = DataOptions.Target();

    private static readonly Option<bool> DecimalComma = DataOptions.DecimalComma();

    public static Command Create()
    {
        var command = new Command("convert", "Write an ONNX model in another form, and compare the two on data.")
        {
            Model,
            Out,
            Opset,
            Weights,
            ExternalData,
            Tolerance,
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
                    arguments.GetValue(Target),
                    arguments.GetValue(DecimalComma),
                    sizes
                )
                from report in ActivityIndicator.For(
                    $"converting {model}",
                    () =>
                        OnnxConversion.Convert(
                            model,
                            path,
                            new()
                            {
                                Opset = arguments.GetValue(Opset) is > 0 and var opset ? opset : null,
                                Precision = Enum.Parse<Precision>(arguments.GetValue(Weights)!, ignoreCase: true),
                                ExternalData = arguments.GetValue(ExternalData),
                                Tolerance = arguments.GetValue(Tolerance),
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
}
