using System.CommandLine;
using FunctionalNet.Verification;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet gradcheck</c>: every gradient of a model against difference quotients.</summary>
internal static class GradCheckCommand
{
    private static readonly Argument<FileInfo> Model = Files.Model();

    private static readonly Option<int> Seeds = WholeNumber.Option(
        "--seeds",
        "How many samples are drawn: inputs, varied parameters and a direction each.",
        value: 5,
        most: 1_000_000
    );

    public static Command Create()
    {
        var command = new Command(
            "gradcheck",
            "Check every gradient of a model against difference quotients in double."
        )
        {
            Model,
            Seeds,
        };
        command.SetAction(arguments =>
            Answer.Of(
                from path in Files.Existing(arguments.GetValue(Model)!)
                from model in OnnxModel.Load(path)
                from done in Run(model, arguments.GetValue(Seeds))
                select done
            )
        );
        return command;
    }

    private static ExitCode Run(OnnxModel model, int seeds)
    {
        var options = new GradientCheckOptions
        {
            Samples = seeds,
            SecondOrder = false,
            Throws = false,
        };
        var report = GradientCheck.Graph(model.Graph, model.Name, options: options);
        if (report.Passed)
        {
            Console.WriteLine(report);
            return 0;
        }

        return Error.New($"{report}");
    }
}
