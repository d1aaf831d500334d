using System.CommandLine;
using FunctionalNet.Cli.Display;
using FunctionalNet.Verification;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet gradcheck</c>: every gradient of a model by the package of verification.</summary>
internal static class GradCheckCommand
{
    private static readonly Argument<FileInfo> Model = Files.Model();

    private static readonly Option<int> Seeds = WholeNumber.Option(
        "--seeds",
        "How many samples are drawn: inputs, varied parameters and a direction each.",
        value: 5,
        max: 1_000_000
    );

    private static readonly Option<int> Order = WholeNumber.Option(
        "--order",
        "1 checks gradients; 2 also differentiates them again, and checks that the Hessian is symmetric.",
        value: 2,
        max: 2
    );

    public static Command Create()
    {
        var command = new Command(
            "gradcheck",
            "Check every gradient of a model against difference quotients and dual numbers in double."
        )
        {
            Model,
            Seeds,
            Order,
        };
        command.SetAction(arguments =>
            Answer.Of(
                from path in Files.Existing(arguments.GetValue(Model)!)
                from model in OnnxModel.Load(path)
                from done in Run(model, arguments.GetValue(Seeds), arguments.GetValue(Order))
                select done
            )
        );
        return command;
    }

    private static ExitCode Run(OnnxModel model, int seeds, int order)
    {
        var options = new GradientCheckOptions
        {
            Samples = seeds,
            SecondOrder = order > 1,
            Throws = false,
        };
        var report = Waiting.For(
            $"checking the gradients of {model.Name}",
            () => GradientCheck.Graph(model.Graph, model.Name, options: options)
        );
        if (report.Passed)
        {
            Console.WriteLine(report);
            return 0;
        }

        return Error.New($"{report}");
    }
}
