using System.CommandLine;
using System.Text.Json.Nodes;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>Every declared command with arguments for a small run; a new command must be added here.</summary>
internal static class UsualArguments
{
    /// <summary>Gets the commands that can be run, by their full names.</summary>
    public static IReadOnlyDictionary<string, Command> Commands { get; } =
        Leaves(Cli.Commands.Tool.Root, string.Empty)
            .ToDictionary(one => one.Path, one => one.Command, StringComparer.Ordinal);

    /// <summary>Writes the files that the arguments name: a table, a text, recipes for both and their models.</summary>
    public static async Task Prepare(Folder folder)
    {
        foreach (var source in (string[])["text", "table"])
        {
            var recipe = source == "table" ? "recipe.json" : "text.json";
            await File.WriteAllTextAsync(folder[recipe], Recipe(folder, source).ToJsonString()).ConfigureAwait(false);
        }

        await Started
            .Run(["train", folder["text.json"], "--out", folder["text.onnx"], "--epochs", "1"])
            .ConfigureAwait(false);
        await Started
            .Run([
                "train",
                folder["recipe.json"],
                "--out",
                folder["model.onnx"],
                "--epochs",
                "1",
                "--checkpoints",
                folder["run"],
            ])
            .ConfigureAwait(false);
    }

    /// <summary>A recipe that trains quickly on the table or the text of the folder.</summary>
    public static JsonObject Recipe(Folder folder, string source)
    {
        var rows = Enumerable.Range(0, 20).Select(i => $"{i},{i * i % 7},{(i % 2 == 0 ? "even" : "odd")}");
        folder.Write("table.csv", $"a,b,kind\n{string.Join('\n', rows)}\n");
        folder.Write("text.txt", string.Concat(Enumerable.Repeat("to be or not to be, ", 20)));
        return new JsonObject
        {
            ["name"] = "hostile",
            ["data"] =
                source == "table"
                    ? new JsonObject { ["csv"] = folder["table.csv"], ["target"] = "kind" }
                    : new JsonObject { ["text"] = folder["text.txt"], ["length"] = 4 },
            ["model"] = source == "table" ? "Dense(2)" : "Embedding(tokens, 4) >> Dense(tokens)",
            ["loss"] = "SoftmaxCrossEntropy()",
            ["optimizer"] = "Sgd(0.1)",
            ["writing"] = new JsonObject { ["samples"] = 1, ["length"] = 1 },
        };
    }

    /// <summary>The arguments and options for a command.</summary>
    public static Dictionary<string, string> Of(string command, Folder folder)
    {
        var (model, table, written) = (folder["model.onnx"], folder["table.csv"], folder["written.onnx"]);
        var lstm = Path.Combine(Repository.Root, "tests", "FunctionalNet.Conformance", "PyTorch", "lstm");
        return command switch
        {
            "train" => Given(("RECIPE", folder["recipe.json"]), ("--out", written), ("--epochs", "1")),
            "recipes" or "recipes list" => Given(),
            "recipes describe" or "recipes print" or "recipes validate" => Given(("RECIPE", folder["recipe.json"])),
            "predict" => Given(("MODEL", model), ("--input", table), ("--target", "kind")),
            "inspect" => Given(("MODEL", model)),
            "explain" => Given(("MODEL", model), ("--runs", "1")),
            "verify" => Given(
                ("DIR", Path.Combine(Repository.Root, "tests", "FunctionalNet.Cli.Tests", "Cases", "uint8-through-if"))
            ),
            "grad" => Given(
                ("MODEL", Path.Combine(lstm, "opset17.onnx")),
                ("--inputs", Path.Combine(lstm, "data")),
                ("--out", folder["gradients"])
            ),
            "gradcheck" => Given(("MODEL", model), ("--seeds", "1")),
            "fit" => Given(
                ("MODEL", model),
                ("--data", table),
                ("--target", "kind"),
                ("--out", written),
                ("--epochs", "1")
            ),
            "convert" or "quantize" => Given(("MODEL", model), ("OUT", written)),
            "generate" => Given(("MODEL", folder["text.onnx"]), ("--prompt", "to be"), ("--tokens", "2")),
            "web" => Given(("MODEL", model), ("--out", folder["page"])),
            "weights" => Given(("FILE", folder[Path.Combine("run", "best.safetensors")])),
            "compare" => Given(("A", model), ("B", model), ("--data", table), ("--target", "kind")),
            "completion" => Given(("SHELL", "bash")),
            "lectures" => Given(("--out", folder["page.html"])),
            _ => throw new InvalidOperationException($"say how {command} is called"),
        };
    }

    /// <summary>What a command is given so that it judges and finds a failure; null if it judges nothing.</summary>
    public static Dictionary<string, string>? Failing(string command, Folder folder) =>
        command switch
        {
            "verify" => Given(("DIR", JudgedFiles.WrongOutput(folder))),
            "compare" => Given(
                ("A", JudgedFiles.Scaled(folder, 2)),
                ("B", JudgedFiles.Scaled(folder, 3)),
                ("--tolerance", "0.001")
            ),
            "convert" => Given(
                ("MODEL", JudgedFiles.Lowered(folder)),
                ("OUT", folder["written.onnx"]),
                ("--opset", "13"),
                ("--tolerance", "0")
            ),
            "quantize" when JudgedFiles.Vanishing(folder) is var (product, samples) => Given(
                ("MODEL", product),
                ("OUT", folder["written.onnx"]),
                ("--data", samples)
            ),
            "gradcheck" => Given(("MODEL", JudgedFiles.NotFinite(folder))),
            "recipes validate" => Given(("RECIPE", folder[folder.Write("wrong.json", "{}")])),
            "web" => Given(
                ("MODEL", JudgedFiles.Lowered(folder)),
                ("--out", folder["page"]),
                ("--train", "true"),
                ("--loss", "mean-squared-error"),
                ("--tolerance", "0")
            ),
            "train" or "fit" or "predict" or "generate" => null,
            "inspect" or "explain" or "weights" or "grad" or "lectures" or "completion" => null,
            "recipes" or "recipes list" or "recipes describe" or "recipes print" => null,
            _ => throw new InvalidOperationException($"say what {command} judges, and how it fails"),
        };

    /// <summary>What a command is given so that only Ctrl-C ends it; null if it takes less than a second.</summary>
    public static Dictionary<string, string>? Endless(string command, Folder folder)
    {
        Dictionary<string, string> usual = Of(command, folder);
        return command switch
        {
            "train" or "fit" => With("--epochs", "1000000"),
            "generate" => With("--tokens", "100000000"),
            "gradcheck" => With("--seeds", "1000000"),
            "explain" => Given(("MODEL", JudgedFiles.Wide(folder)), ("--runs", "1000000")),
            "verify" => Given(("DIR", JudgedFiles.EndlessTest(folder)), ("--engine", "onnxruntime")),
            "predict" => Given(
                ("MODEL", JudgedFiles.Endless(folder)),
                ("--input", folder[folder.Write("two.csv", "1,2\n")])
            ),
            "compare" => Given(("A", JudgedFiles.Endless(folder)), ("B", JudgedFiles.Endless(folder))),
            "convert" or "quantize" => With("MODEL", JudgedFiles.Endless(folder)),
            "web" => With("--serve", "true", "--port", $"{Web.Written.FreePort()}"),
            "lectures" => usual,
            "inspect" or "weights" or "grad" or "completion" => null,
            "recipes" or "recipes list" or "recipes describe" or "recipes print" or "recipes validate" => null,
            _ => throw new InvalidOperationException($"say how long {command} takes at most"),
        };

        Dictionary<string, string> With(params string[] options)
        {
            foreach (var option in options.Chunk(2))
            {
                usual[option[0]] = option[1];
            }

            return usual;
        }
    }

    private static Dictionary<string, string> Given(params (string Name, string Value)[] values) =>
        values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);

    /// <summary>The command line with the given values.</summary>
    public static string[] Line(string path, IReadOnlyDictionary<string, string> values)
    {
        var command = Commands[path];
        return
        [
            .. path.Split(' '),
            .. command
                .Arguments.Where(argument => values.ContainsKey(argument.Name))
                .Select(argument => values[argument.Name]),
            .. command
                .Options.Where(option => values.ContainsKey(option.Name))
                .SelectMany(option => (string[])[option.Name, values[option.Name]]),
        ];
    }

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) =>
        command.Subcommands.SelectMany(sub =>
            Leaves(sub, path.Length == 0 ? sub.Name : $"{path} {sub.Name}")
                .Concat(sub.Action is null ? [] : [(path.Length == 0 ? sub.Name : $"{path} {sub.Name}", sub)])
        );
}
