using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using FunctionalNet.Cli.Display;
using FunctionalNet.Cli.Verify;
using FunctionalNet.Execution;
using LanguageExt.Common;
using Spectre.Console;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet explain</c>: the plan of an ONNX file, and the time of its parts.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<FileInfo> Model = Files.Model();

    private static readonly Option<int> Runs = WholeNumber.Option(
        "--runs",
        "The number of timed runs; the median is shown.",
        value: 50,
        max: 1_000_000
    );

    public static Command Create()
    {
        var command = new Command(
            "explain",
            "Plan a model for this library's executor and show its kernels with their costs and times."
        )
        {
            Model,
            Runs,
        };
        PlannedModel.AddTo(command);
        command.SetAction(arguments =>
            ExitCode.Of(
                from path in Files.Existing(arguments.GetValue(Model)!)
                from planned in PlannedModel.Of(arguments)
                from read in planned.Load(path)
                from done in Run(read.Model, planned, read.Examples, arguments.GetValue(Runs))
                select done
            )
        );
        return command;
    }

    private static ResultOrError Run(
        OnnxModel model,
        PlannedModel planned,
        ImmutableDictionary<string, Tensor<double>> examples,
        int runs
    )
    {
        try
        {
            var graph = model.Graph.WithFreeAxes(planned.Batch);
            var values = model.Values<float>();
            var plan = Plan<float>.Compile(graph);
            var kernels = ActivityIndicator.For(
                $"running {model.Name}",
                () =>
                    plan.Profile(
                        [
                            .. graph.Inputs.Select(input =>
                                values.GetValueOrDefault(input.Variable!.Path)
                                ?? Example(input, examples)
                                ?? Sample(input)
                            ),
                        ],
                        runs
                    )
            );
            Console.WriteLine($"{model.Name} for {planned}, median of {runs} runs");
            AnsiConsole.Write(Table(kernels));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Values in between share {Kibi(plan.Memory.Values)}; with {Kibi(plan.Memory.Parameters + plan.Memory.Inputs)} of weights and inputs and {Kibi(plan.Memory.Constants + plan.Memory.Scratch)} for kernels and constants, {Kibi(plan.Memory.Total)} in all. Fused operators are one kernel."
                )
            );
            return Result.Of(
                new
                {
                    model = model.Name,
                    batch = planned.Batch,
                    sizes = planned.Sizes,
                    runs,
                    kernels = kernels.Select(kernel => new
                    {
                        kernel = kernel.Operators,
                        output = $"{kernel.Output}",
                        flops = kernel.Flops,
                        bytes = kernel.Bytes,
                        microseconds = Microseconds(kernel),
                    }),
                    memory = new
                    {
                        values = plan.Memory.Values,
                        parameters = plan.Memory.Parameters,
                        inputs = plan.Memory.Inputs,
                        constants = plan.Memory.Constants,
                        scratch = plan.Memory.Scratch,
                        total = plan.Memory.Total,
                    },
                }
            );
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException)
        {
            return Error.New($"{model.Name} cannot be run for {planned}: {e.Message}");
        }
    }

    private static string Kibi(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:N1} KiB");

    private static Tensor<float>? Example(Expr input, ImmutableDictionary<string, Tensor<double>> examples) =>
        examples.TryGetValue(input.Variable!.Path, out var example)
            ? Engine.Convert<float>(example, input.Type.Element)
            : null;

    // Numbers from 0 to 1; 0 for integers and bools, which is valid for labels and indices of any range.
    private static Tensor<float> Sample(Expr input)
    {
        var numbers = new float[input.Shape.Size];
        if (input.IsFloat)
        {
            ((Key)0).Split(input.Variable!.Path).Uniform<float>(numbers);
        }

        return Tensor.Of<float>(input.Shape, numbers);
    }

    private static Table Table(IReadOnlyCollection<PlannedKernel> kernels)
    {
        var total = kernels.Sum(Microseconds);
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns("kernel", "output")
            .AddColumns([
                .. new[] { "kFLOP", "KiB", "µs", "share", "GFLOP/s" }.Select(name =>
                    new TableColumn(name).RightAligned()
                ),
            ]);
        foreach (var kernel in kernels)
        {
            Row(kernel.Operators, $"{kernel.Output}", kernel.Flops, kernel.Bytes, Microseconds(kernel));
        }

        Row("all", string.Empty, kernels.Sum(kernel => kernel.Flops), kernels.Sum(kernel => kernel.Bytes), total);
        return table;

        void Row(string name, string output, long flops, long bytes, double time) =>
            table.AddRow(
                Printable.Cell(name),
                Printable.Cell(output),
                Number("N1", flops / 1e3),
                Number("N1", bytes / 1024.0),
                Number("N1", time),
                Number("P1", total > 0 ? time / total : 0),
                Number("N1", time > 0 ? flops / time / 1e3 : 0)
            );

        static Text Number(string format, double value) => new(value.ToString(format, CultureInfo.InvariantCulture));
    }

    private static double Microseconds(PlannedKernel kernel) => kernel.Time!.Value.TotalMicroseconds;
}
