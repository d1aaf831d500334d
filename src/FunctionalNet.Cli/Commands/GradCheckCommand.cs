using System.CommandLine;
using FunctionalNet.Cli.Display;
using FunctionalNet.Verification;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet gradcheck</c>: checks every gradient of a model with the verification package.</summary>
internal static class GradCheckCommand
{
    private static readonly Argument<FileInfo> Model = Files.Model();

    private static readonly Option<int> Seeds = WholeNumber.Option(
        "--seeds",
        "The number of random samples: inputs, varied parameters and a direction each.",
        value: 5,
        max: 1_000_000
    );

    private static readonly Option<int?> Seed = WholeNumber.Optional(
        "--seed",
        "The seed of the random numbers; a failure reports the one that reproduces it.",
        min: int.MinValue
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
            Seed,
            Order,
        };
        PlannedModel.AddTo(command);
        command.SetAction(arguments =>
            ExitCode.Of(
                from path in Files.Existing(arguments.GetValue(Model)!)
                from planned in PlannedModel.Of(arguments)
                from read in planned.Load(path)
                select Run(read.Model, path, arguments)
            )
        );
        return command;
    }

    private static Result Run(OnnxModel model, string path, ParseResult arguments)
    {
        var standard = new GradientCheckOptions();
        var options = standard with
        {
            Samples = arguments.GetValue(Seeds),
            Seed = arguments.GetValue(Seed) ?? standard.Seed,
            SecondOrder = arguments.GetValue(Order) > 1,
            Throws = false,
        };
        var report = ActivityIndicator.For(
            $"checking the gradients of {model.Name}",
            () => GradientCheck.Graph(model.Graph, model.Name, options: options)
        );
        if (report.Passed)
        {
            Console.WriteLine(report);
        }
        else
        {
            var again = FormattableString.Invariant(
                $"see it again: fnet gradcheck {path} --seed {report.Seed} --seeds {report.Requested}"
            );
            ErrorLine.Print($"{$"{report}".Split("\n  see it again")[0]}; {again}");
        }

        return Result.Judged(
            report.Passed,
            new
            {
                model = model.Name,
                passed = report.Passed,
                seed = report.Seed,
                samples = report.Samples,
                largestError = report.LargestError,
                report = $"{report}",
            }
        );
    }
}
