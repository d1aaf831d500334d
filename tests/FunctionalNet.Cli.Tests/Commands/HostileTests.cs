using System.CommandLine;
using System.Text.Json.Nodes;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>
/// Every field of a recipe and every argument of every command, as they are declared, with what is hostile or unlucky in its place: the
/// tool does what it can, or says in one line why not, before it has learned anything.
/// </summary>
[CollectionDefinition(nameof(HostileTests), DisableParallelization = true)]
[Collection(nameof(HostileTests))]
public sealed class HostileTests : IDisposable
{
    private const int LongestLine = 520;
    private const string TemporaryFiles = "TMPDIR";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Folder around = new();
    private readonly Folder folder;
    private readonly (string Directory, string? Temporary) before = (
        Directory.GetCurrentDirectory(),
        Environment.GetEnvironmentVariable(TemporaryFiles)
    );

    // What is written under a name of no folder, or is kept among temporary files, is written into that of the test; the folder above it
    // is the test's as well, and holds nothing else.
    public HostileTests()
    {
        Environment.SetEnvironmentVariable(TemporaryFiles, around.Path);
        folder = new();
        Directory.SetCurrentDirectory(folder.Path);
        Environment.SetEnvironmentVariable(TemporaryFiles, folder.Path);
    }

    public static TheoryData<string> Fields => [.. Leaves(Recipe.Schema, string.Empty)];

    // The lectures take minutes, and have no argument but a file to write.
    public static TheoryData<string> Commands =>
        [.. Cli.Commands.Tool.Root.Subcommands.Select(command => command.Name).Where(name => name != "lectures")];

    public void Dispose()
    {
        Directory.SetCurrentDirectory(before.Directory);
        Environment.SetEnvironmentVariable(TemporaryFiles, before.Temporary);
        around.Dispose();
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_field_of_a_recipe(string field)
    {
        var problems = new List<string>();
        var source = IsOfText(field) ? "text" : "table";
        foreach (var value in HostileTexts.Values(field))
        {
            var recipe = folder["recipe.json"];
            await File.WriteAllTextAsync(
                recipe,
                Changed(Base(source), field, value),
                Xunit.TestContext.Current.CancellationToken
            );
            string[] arguments = ["train", recipe, "--out", folder["model.onnx"], "--epochs", "1"];
            problems.AddRange(await Wrong(arguments, folder["model.onnx"], $"{field} = {value} in a {source}"));
        }

        Assert.Empty(problems);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task An_argument_of_a_command(string name)
    {
        await File.WriteAllTextAsync(
            folder["recipe.json"],
            Base("table").ToJsonString(),
            Xunit.TestContext.Current.CancellationToken
        );
        await Run(["train", folder["recipe.json"], "--out", folder["model.onnx"], "--epochs", "1"]);
        var command = Cli.Commands.Tool.Root.Subcommands.Single(command => command.Name == name);
        var usual = Usual(name);
        var problems = new List<string>();
        foreach (
            var symbol in command
                .Arguments.Select(argument => argument.Name)
                .Concat(command.Options.Where(option => option.Name != "--help").Select(option => option.Name))
        )
        {
            foreach (var text in HostileTexts.Arguments)
            {
                problems.AddRange(
                    await Wrong(
                        Line(command, new(usual, StringComparer.Ordinal) { [symbol] = text }),
                        folder["written.onnx"],
                        $"{name} {symbol} '{text}'"
                    )
                );
            }
        }

        Assert.Empty(problems);
    }

    private static bool IsOfText(string field) =>
        field is "data.text" or "data.length" or "data.stride" or "data.pairs"
        || field.StartsWith("writing.", StringComparison.Ordinal);

    private static IEnumerable<string> Leaves(JsonNode schema, string place) =>
        schema["properties"] is JsonObject members
            ? members.SelectMany(member =>
                Leaves(member.Value!, place.Length == 0 ? member.Key : $"{place}.{member.Key}")
            )
            : [place];

    private static string[] Line(Command command, Dictionary<string, string> values) =>
        [
            command.Name,
            .. command
                .Arguments.Where(argument => values.ContainsKey(argument.Name))
                .Select(argument => values[argument.Name]),
            .. command
                .Options.Where(option => values.ContainsKey(option.Name))
                .SelectMany(option => (string[])[option.Name, values[option.Name]]),
        ];

    private static string Changed(JsonObject recipe, string field, string value)
    {
        const string Place = "in this place";
        var names = field.Split('.');
        var holder = names[..^1].Aggregate(recipe, (node, name) => (node[name] ??= new JsonObject()).AsObject());
        holder[names[^1]] = Place;
        return recipe.ToJsonString().Replace($"\"{Place}\"", value, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> Run(string[] arguments)
    {
        var (before, beforeError) = (Console.Out, Console.Error);
        using var output = new StringWriter();
        using var error = new StringWriter();
        try
        {
            Console.SetOut(output);
            Console.SetError(error);
            var code = await Task.Run(() => Cli.Commands.Tool.Run(arguments)).WaitAsync(Longest).ConfigureAwait(false);
            return (code, $"{output}", $"{error}");
        }
        finally
        {
            Console.SetOut(before);
            Console.SetError(beforeError);
        }
    }

    private static async Task<IEnumerable<string>> Wrong(string[] arguments, string written, string what)
    {
        File.Delete(written);
        var shown = what.Length < 200 ? what : what[..200];
        try
        {
            var (code, output, error) = await Run(arguments).ConfigureAwait(false);
            var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return code == 0 ? []
                : lines.Length != 1 ? [$"{shown}: {lines.Length} lines: {error}"]
                : !error.StartsWith("fnet: ", StringComparison.Ordinal) || error.Length > LongestLine
                    ? [$"{shown}: {error}"]
                : error.TrimEnd('\n').Any(char.IsControl) || error.Contains("Exception", StringComparison.Ordinal)
                    ? [$"{shown}: {error}"]
                : output.Contains("held out", StringComparison.Ordinal)
                && !File.Exists(written)
                && !error.Contains("what is learned lies in", StringComparison.Ordinal)
                    ? [$"{shown}: only after it began: {error}"]
                : [];
        }
        catch (Exception e)
        {
            return [$"{shown}: {e.GetType().Name} {e.Message}"];
        }
    }

    private JsonObject Base(string source)
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

    // Arguments with which each command does something small; a new command has to be given here.
    private Dictionary<string, string> Usual(string command)
    {
        var (model, table, written) = (folder["model.onnx"], folder["table.csv"], folder["written.onnx"]);
        return command switch
        {
            "train" => Given(("RECIPE", folder["recipe.json"]), ("--out", written), ("--epochs", "1")),
            "predict" => Given(("MODEL", model), ("--input", table), ("--target", "kind")),
            "inspect" => Given(("MODEL", model)),
            "explain" => Given(("MODEL", model), ("--runs", "1")),
            "verify" => Given(
                ("DIR", Path.Combine(Repository.Root, "tests", "FunctionalNet.Cli.Tests", "Cases", "uint8-through-if"))
            ),
            "grad" => Given(("MODEL", model), ("--inputs", folder.Path), ("--out", folder["gradients"])),
            "gradcheck" => Given(("MODEL", model), ("--seeds", "1")),
            "fit" => Given(
                ("MODEL", model),
                ("--data", table),
                ("--target", "kind"),
                ("--out", written),
                ("--epochs", "1")
            ),
            "convert" or "quantize" => Given(("MODEL", model), ("OUT", written)),
            "generate" => Given(("MODEL", model), ("--prompt", "a"), ("--tokens", "2")),
            "web" => Given(("MODEL", model), ("--out", folder["page"]), ("--runtime", folder.Path)),
            "weights" => Given(("FILE", model)),
            "compare" => Given(("A", model), ("B", model), ("--data", table), ("--target", "kind")),
            _ => throw new InvalidOperationException($"say how {command} is called"),
        };

        static Dictionary<string, string> Given(params (string Name, string Value)[] values) =>
            values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);
    }
}
