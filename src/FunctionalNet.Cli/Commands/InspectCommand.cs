using System.CommandLine;
using System.Globalization;
using FunctionalNet.Cli.Display;
using LanguageExt.Common;
using Spectre.Console;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet inspect</c>: the contents of an ONNX file.</summary>
internal static class InspectCommand
{
    private static readonly Argument<FileInfo> Model = Files.Model();

    public static Command Create()
    {
        var command = new Command("inspect", "Show the graph, shapes, parameters, opset and metadata of an ONNX file.")
        {
            Model,
        };
        TrainedTensors.AddTo(command);
        PlannedModel.AddTo(command);
        command.SetAction(arguments =>
            ExitCode.Of(
                from path in Files.Existing(arguments.GetValue(Model)!)
                from plan in PlannedModel.Of(arguments)
                from result in Run(path, TrainedTensors.Of(arguments), plan)
                select result
            )
        );
        return command;
    }

    private static ResultOrError Run(string path, TrainedTensors learned, PlannedModel plan) =>
        from options in plan.Import(path, learned.Import)
        from summary in OnnxSummary.Load(path, options)
        from known in learned.Check([.. summary.Parameters.Select(parameter => parameter.Name)])
        from result in Shown(path, summary, learned, plan)
        select result;

    private static ResultOrError Shown(string path, OnnxSummary summary, TrainedTensors learned, PlannedModel plan)
    {
        // A file of another kind, such as text, has nothing to show.
        if (
            summary is { IrVersion: 0, Nodes: [] }
            && new FileInfo(path).Length > 0
            && summary.Problem.Case is Error none
        )
        {
            return none;
        }

        var cost = InspectedFile.CostOf(path, summary, plan);
        Head(path, summary, plan, cost);
        Nodes(summary);
        Parameters(summary, learned);
        Modules(summary, plan);
        var found = InspectedFile.Of(path, summary, learned, plan, cost);
        return summary.Problem.Match(Some: problem => Verdict(problem, found), None: () => Result.Of(found));
    }

    // A valid file that the importer does not support is still shown.
    private static ResultOrError Verdict(Error problem, object found)
    {
        if (problem.Code != OnnxModel.UnsupportedCode)
        {
            return problem;
        }

        AnsiConsole.WriteLine(Printable.Line($"Not read by FunctionalNet: {problem.Message}"));
        return Result.Of(found);
    }

    private static void Head(string path, OnnxSummary model, PlannedModel plan, InspectedFile.Cost? cost)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        Row("file", string.Create(CultureInfo.InvariantCulture, $"{path}, {new FileInfo(path).Length:N0} bytes"));
        Row(
            "format",
            $"IR version {model.IrVersion}, {string.Join(", ", model.Opsets.Select(set => $"{set.Domain} opset {set.Version}"))}"
        );
        Row("producer", $"{model.Producer} {model.ProducerVersion}".Trim());
        Row("version", $"{model.ModelVersion}");
        Row("about", model.Description);
        foreach (var (name, type) in model.Inputs)
        {
            Row("input", $"{name}: {type}{(model.Defaults.Contains(name) ? ", with a default" : string.Empty)}");
        }

        foreach (var (name, type) in model.Outputs)
        {
            Row("output", $"{name}: {type}");
        }

        if (cost is not null)
        {
            Row("work", string.Create(CultureInfo.InvariantCulture, $"{cost.Flops:N0} FLOPs for {plan}"));
            Row(
                "memory",
                $"input size {Bytes(cost.Input)}, forward pass size {Bytes(cost.ForwardPass)}, params size {Bytes(cost.Params)}, estimated total size {Bytes(cost.Total)}"
            );
        }

        foreach (var (key, value) in model.Metadata)
        {
            Row(key, value);
        }

        AnsiConsole.Write(grid);

        void Row(string name, string value)
        {
            if (value.Length > 0)
            {
                grid.AddRow(Printable.Cell(name), Printable.Cell(value));
            }
        }
    }

    private static void Nodes(OnnxSummary model)
    {
        var table = Titled($"{model.Nodes.Length} nodes", "#", "node", "operator", "attributes", "inputs", "outputs");
        foreach (var (number, (name, op, inputs, outputs, _)) in model.Nodes.Index())
        {
            table.AddRow(
                new Text($"{number + 1}").RightJustified(),
                Printable.Cell(name),
                Printable.Cell(op),
                Printable.Cell(model.Attributes[number]),
                Printable.Cell(string.Join(", ", inputs)),
                Printable.Cell($"{string.Join(", ", outputs)}: {InspectedFile.Type(model, number)}")
            );
        }

        AnsiConsole.Write(table);
    }

    private static void Parameters(OnnxSummary model, TrainedTensors learned)
    {
        var total = model.Parameters.Sum(parameter => parameter.Count);
        var table = Titled(
            string.Create(CultureInfo.InvariantCulture, $"{model.Parameters.Length} initializers, {total:N0} numbers"),
            "name",
            "type",
            "numbers",
            "in a fit"
        );
        foreach (var (name, type, count, role) in model.Parameters)
        {
            table.AddRow(
                Printable.Cell(name),
                Printable.Cell(type),
                new Text(count.ToString("N0", CultureInfo.InvariantCulture)).RightJustified(),
                new Text(Word(role, learned.IsFrozen(name)))
            );
        }

        AnsiConsole.Write(table);
    }

    // If names are paths, as all frameworks write them.
    private static void Modules(OnnxSummary model, PlannedModel plan)
    {
        var modules = Module.Of(model, plan);
        if (modules.Length < 2)
        {
            return;
        }

        var table = Titled(
            $"{modules.Length} modules",
            "module",
            "tensors",
            "parameters",
            "other numbers",
            "output",
            "memory"
        );
        foreach (var module in modules)
        {
            table.AddRow(
                Printable.Cell(module.Name),
                Number(module.Tensors),
                Number(module.Parameters),
                Number(module.Others),
                Printable.Cell(module.Output),
                new Text(module.OutputBytes is { } bytes ? Bytes(bytes) : string.Empty).RightJustified()
            );
        }

        AnsiConsole.Write(table);

        static Text Number(long value) => new Text(value.ToString("N0", CultureInfo.InvariantCulture)).RightJustified();
    }

    private static string Bytes(long bytes) => ModelSummary.Bytes(bytes);

    /// <summary>The role of a stored tensor in a fit.</summary>
    public static string Word(StoredRole role, bool isFrozen) =>
        role switch
        {
            StoredRole.Parameter => isFrozen ? "parameter, frozen" : "parameter",
            StoredRole.Slot => "slot",
            _ => "constant",
        };

    private static Table Titled(string title, params string[] columns) =>
        new Table()
            .Title(new TableTitle(Markup.Escape(Printable.Of(title))))
            .Border(TableBorder.Simple)
            .AddColumns(columns);
}
