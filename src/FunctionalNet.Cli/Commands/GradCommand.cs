using System.CommandLine;
using FunctionalNet.Cli.Verify;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet grad</c>: the outputs of a model and their derivatives, from files to files.</summary>
internal static class GradCommand
{
    private static readonly Argument<FileInfo> Model = Files.Model();

    private static readonly Option<DirectoryInfo> Inputs = new("--inputs")
    {
        Description = "A folder with input_*.pb, and cotangent_*.pb for numeric outputs; ones if missing.",
        Required = true,
    };

    private static readonly Option<DirectoryInfo> Out = new("--out")
    {
        Description = "The folder for output_*.pb, grad_input_<name>.pb and grad_param_<name>.pb.",
        Required = true,
    };

    private static readonly Option<string> PrecisionName = Precisions.Option();

    public static Command Create()
    {
        var command = new Command("grad", "Differentiate a model on given inputs by our own executor.")
        {
            Model,
            Inputs,
            Out,
            PrecisionName,
        };
        command.SetAction(arguments =>
        {
            var (given, folder) = (arguments.GetValue(Inputs)!.ToString(), arguments.GetValue(Out)!.ToString());
            var isDouble = Precisions.IsDouble(arguments.GetValue(PrecisionName));
            return ExitCode.Of(
                from path in Files.Existing(arguments.GetValue(Model)!)
                from there in Files.ExistingFolder(given)
                from done in isDouble
                    ? GradientFiles.Write<double>(path, given, folder)
                    : GradientFiles.Write<float>(path, given, folder)
                select done
            );
        });
        return command;
    }
}
