using System.CommandLine;
using System.Text.Json.Nodes;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>Rules for every command, as a theory over the root command's table, so that new commands are covered.</summary>
[Collection(nameof(HostileTests))]
public sealed class EveryCommandTests : IDisposable
{
    private static readonly string[] Trainings = ["train", "fit"];

    private readonly Folder folder = new();
    private readonly string before = Directory.GetCurrentDirectory();

    public EveryCommandTests() => Directory.SetCurrentDirectory(folder.Path);

    public static TheoryData<string> Commands => [.. UsualArguments.Commands.Keys];

    // Every option and argument that names an output file.
    public static TheoryData<string, string> Written =>
        new(UsualArguments.Commands.SelectMany(command => Files(command.Value).Select(name => (command.Key, name))));

    public void Dispose()
    {
        Directory.SetCurrentDirectory(before);
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task It_answers_programs_with_one_JSON_object(string command)
    {
        await UsualArguments.Prepare(folder);
        var (code, output, error) = await Started.Run([.. Usual(command), "--json"]);
        var json = JsonNode.Parse(output)!.AsObject();
        SkipWhenMissing(error);
        Assert.Equal((0, 0, null), (code, (int)json["exitCode"]!, (string?)json["error"]));
        Assert.True(json.Count > 1, output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_mistake_is_told_to_programs_too_and_has_the_exit_code_2(string command)
    {
        var (code, output, error) = await Started.Run([.. command.Split(' '), "--jsno", "--json"]);
        var json = JsonNode.Parse(output)!.AsObject();
        Assert.Equal((2, 2), (code, (int)json["exitCode"]!));
        Assert.Contains("'--jsno'", (string?)json["error"], StringComparison.Ordinal);
        Assert.Contains("Did you mean --json?", (string?)json["error"], StringComparison.Ordinal);
        Assert.Equal($"fnet: {json["error"]}\n", error);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_misspelt_option_is_answered_with_the_right_one(string command)
    {
        foreach (var option in UsualArguments.Commands[command].Options.Where(option => option.Name.Length > 5))
        {
            var wrong = $"{option.Name[..^2]}{option.Name[^1]}{option.Name[^2]}";
            if (wrong != option.Name)
            {
                var (code, output, error) = await Started.Run([.. command.Split(' '), wrong]);
                Assert.Equal((2, string.Empty), (code, output));
                Assert.Contains($"Did you mean {option.Name}?", error, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_misspelt_command_is_answered_with_the_right_one(string command)
    {
        var words = command.Split(' ');
        var (code, output, error) = await Started.Run([.. words[..^1], $"{words[^1]}x"]);
        Assert.Equal((2, string.Empty), (code, output));
        Assert.Contains($"Did you mean {words[^1]}?", error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Quiet_it_tells_nothing_but_the_result(string command)
    {
        await UsualArguments.Prepare(folder);
        var (code, output, error) = await Started.Run([.. Usual(command), "--quiet"]);
        SkipWhenMissing(error);
        Assert.Equal((0, string.Empty), (code, error));
        Assert.DoesNotContain("epoch 1", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Ctrl-C", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Written))]
    public async Task A_file_that_is_there_is_replaced_only_by_force(string command, string place)
    {
        await UsualArguments.Prepare(folder);
        var file = folder["there"];
        await File.WriteAllTextAsync(file, "mine", TestContext.Current.CancellationToken);
        var values = new Dictionary<string, string>(UsualArguments.Of(command, folder), StringComparer.Ordinal)
        {
            [place] = file,
        };
        var (code, output, error) = await Started.Run(UsualArguments.Line(command, values));
        Assert.Equal((2, string.Empty), (code, output));
        Assert.Contains("there is there already", error, StringComparison.Ordinal);
        Assert.Contains("--force", error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        if (place != "--decoder")
        {
            var forced = await Started.Run([.. UsualArguments.Line(command, values), "--force"]);
            Assert.Equal(
                (0, true),
                (forced.Code, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) != "mine")
            );
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_text_in_the_place_of_a_model_is_told(string command)
    {
        await UsualArguments.Prepare(folder);
        folder.Write("README.onnx", "# A model\n\nThis file tells of a model, and is none.\n");
        foreach (var place in (string[])["MODEL", "A", "B"])
        {
            var values = UsualArguments.Of(command, folder);
            if (values.ContainsKey(place))
            {
                values[place] = folder["README.onnx"];
                var (code, output, error) = await Started.Run(UsualArguments.Line(command, values));
                Assert.Equal((2, string.Empty), (code, output));
                Assert.Contains("is a text, not an ONNX file", error, StringComparison.Ordinal);
                Assert.DoesNotContain("rotobuf", error, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_command_that_reads_a_model_takes_the_sizes_of_its_free_axes()
    {
        // generate reads as many tokens as there are, and grad has all inputs.
        string[] others = ["generate", "grad"];
        var without = UsualArguments
            .Commands.Where(command =>
                command.Value.Arguments.Any(argument => argument.Name is "MODEL" or "A")
                && command.Value.Options.All(option => option.Name != "--size")
            )
            .Select(command => command.Key);
        Assert.Equal(others.Order(StringComparer.Ordinal), without.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Commands_that_train_have_the_same_options()
    {
        string[] wanted =
        [
            "--lr",
            "--epochs",
            "--batch",
            "--held-out",
            "--patience",
            "--checkpoints",
            "--checkpoint-every",
            "--report",
            "--tensorboard",
            "--log",
            "--seed",
            "--shards",
        ];
        var options = Trainings
            .Select(name =>
                UsualArguments
                    .Commands[name]
                    .Options.Where(option => wanted.Contains(option.Name, StringComparer.Ordinal))
                    .ToArray()
            )
            .ToArray();
        Assert.Equal(wanted.Length, options[0].Length);
        Assert.Equal<Option>(options[0], options[1]);
    }

    // ONNX Runtime Web comes from the npm registry, once.
    private static void SkipWhenMissing(string error) =>
        Assert.SkipWhen(error.Contains("cannot be fetched", StringComparison.Ordinal), error);

    private string[] Usual(string command) => UsualArguments.Line(command, UsualArguments.Of(command, folder));

    private static IEnumerable<string> Files(Command command) =>
        command
            .Options.Where(option => option.ValueType == typeof(FileInfo) && IsOutput(option.Description))
            .Select(option => option.Name)
            .Concat(
                command
                    .Arguments.Where(argument =>
                        argument.ValueType == typeof(FileInfo) && IsOutput(argument.Description)
                    )
                    .Select(argument => argument.Name)
            );

    private static bool IsOutput(string? description) =>
        description!.StartsWith("Where to write", StringComparison.Ordinal)
        || description.StartsWith("A file for", StringComparison.Ordinal);
}
