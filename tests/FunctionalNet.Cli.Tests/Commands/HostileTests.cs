using System.Text.Json.Nodes;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>
/// Hostile or unlucky values in every field of a recipe and every argument of every command: the tool either works or explains in one line
/// why not, before it trains.
/// </summary>
[CollectionDefinition(nameof(HostileTests), DisableParallelization = true)]
[Collection(nameof(HostileTests))]
public sealed class HostileTests : IDisposable
{
    private const int LongestLine = 520;
    private const string TemporaryFiles = "TMPDIR";

    private readonly Folder around = new();
    private readonly Folder folder;
    private readonly (string Directory, string? Temporary) before = (
        Directory.GetCurrentDirectory(),
        Environment.GetEnvironmentVariable(TemporaryFiles)
    );

    // Relative output paths and temporary files must stay in the test's folder. Its parent is empty otherwise, so that an escaped file
    // would be seen.
    public HostileTests()
    {
        Environment.SetEnvironmentVariable(TemporaryFiles, around.Path);
        folder = new();
        Directory.SetCurrentDirectory(folder.Path);
        Environment.SetEnvironmentVariable(TemporaryFiles, folder.Path);
    }

    public static TheoryData<string> Fields => [.. Leaves(Recipe.Schema, string.Empty)];

    // The lectures take minutes and have no argument but the output file.
    public static TheoryData<string> Commands => [.. UsualArguments.Commands.Keys.Where(name => name != "lectures")];

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
                Changed(UsualArguments.Recipe(folder, source), field, value),
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
        await UsualArguments.Prepare(folder);
        var command = UsualArguments.Commands[name];
        var usual = UsualArguments.Of(name, folder);
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
                        UsualArguments.Line(
                            name,
                            new Dictionary<string, string>(usual, StringComparer.Ordinal) { [symbol] = text }
                        ),
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

    private static string Changed(JsonObject recipe, string field, string value)
    {
        const string Place = "in this place";
        var names = field.Split('.');
        var holder = names[..^1].Aggregate(recipe, (node, name) => (node[name] ??= new JsonObject()).AsObject());
        holder[names[^1]] = Place;
        return recipe.ToJsonString().Replace($"\"{Place}\"", value, StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> Wrong(string[] arguments, string written, string what)
    {
        File.Delete(written);
        var shown = what.Length < 200 ? what : what[..200];
        try
        {
            var (code, output, error) = await Started.Run(arguments).ConfigureAwait(false);
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
}
