using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using FunctionalNet.Cli.Display;
using Spectre.Console;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet weights</c>: the contents of a safetensors file.</summary>
internal static class WeightsCommand
{
    private static readonly Argument<FileSystemInfo> Weights = new("FILE")
    {
        Description = "A safetensors file, an index of shards (model.safetensors.index.json), or their folder.",
    };

    public static Command Create()
    {
        var command = new Command("weights", "List the tensors of a safetensors file, of any origin.") { Weights };
        command.SetAction(arguments => ExitCode.Of(Run($"{arguments.GetValue(Weights)!}")));
        return command;
    }

    private static ResultOrError Run(string path) =>
        from kind in File.Exists(path)
            ? KnownFiles.Instead(path, "a safetensors file", ".safetensors", ".json")
            : LanguageExt.Unit.Default
        from tensors in WeightFiles.List(path)
        from notes in WeightFiles.Notes(path)
        select Shown(path, tensors, notes);

    private static Result Shown(
        string path,
        ImmutableArray<ListedTensor> tensors,
        ImmutableSortedDictionary<string, string> notes
    )
    {
        foreach (var (name, note) in notes)
        {
            AnsiConsole.Write(Printable.Cell($"{name}: {note}"));
            AnsiConsole.WriteLine();
        }

        var isSharded = tensors.Select(tensor => tensor.File).Distinct(StringComparer.Ordinal).Skip(1).Any();
        var table = new Table()
            .Title(new TableTitle(Markup.Escape(Printable.Of(Title(path, tensors)))))
            .Border(TableBorder.Simple)
            .AddColumns("name", "type", "shape", "bytes");
        if (isSharded)
        {
            table.AddColumn("file");
        }

        foreach (var tensor in tensors)
        {
            Text[] cells =
            [
                Printable.Cell(tensor.Name),
                Printable.Cell(tensor.Type),
                Printable.Cell($"{tensor.Shape}"),
                new Text(tensor.Bytes.ToString("N0", CultureInfo.InvariantCulture)).RightJustified(),
            ];
            table.AddRow(isSharded ? [.. cells, Printable.Cell(tensor.File)] : cells);
        }

        AnsiConsole.Write(table);
        return Result.Of(
            new
            {
                metadata = notes,
                tensors = tensors.Select(tensor => new
                {
                    name = tensor.Name,
                    dtype = tensor.Type,
                    shape = tensor.Shape.Sizes(),
                    bytes = tensor.Bytes,
                    file = tensor.File,
                }),
            }
        );
    }

    private static string Title(string path, ImmutableArray<ListedTensor> tensors) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: {tensors.Length} tensors, {tensors.Sum(tensor => (long)tensor.Shape.Size):N0} numbers, {tensors.Sum(tensor => tensor.Bytes):N0} bytes"
        );
}
