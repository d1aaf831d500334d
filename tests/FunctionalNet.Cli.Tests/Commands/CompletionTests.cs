namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>Completion scripts of shells.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("fnet tr", "train")]
    [InlineData("fnet train --ep", "--epochs")]
    [InlineData("fnet train dig", "digits")]
    [InlineData("fnet recipes val", "validate")]
    public async Task Bash_completes_commands_options_and_recipes(string line, string wanted)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "bash");
        var dll = Path.Combine(AppContext.BaseDirectory, "fnet.dll");
        var words = line.Split(' ');
        var script = $$"""
            fnet() { dotnet "{{dll}}" "$@"; }
            eval "$(fnet completion bash)"
            COMP_LINE="{{line}}"; COMP_POINT={{line.Length}}
            COMP_WORDS=({{line}}); COMP_CWORD={{words.Length - 1}}
            _fnet
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        using var process = Tool.Start(folder.Path, "bash", ["-c", script]);
        var ended = await Tool.End(process);
        Assert.Equal($"{wanted}\n", ended.Succeeded().Output);
    }

    [Theory]
    [InlineData("zsh", "compdef _fnet fnet")]
    [InlineData("powershell", "Register-ArgumentCompleter -Native -CommandName fnet")]
    public async Task Other_shells_have_a_script_of_their_own(string shell, string says) =>
        Assert.Contains(
            says,
            (await Tool.Run(folder.Path, "completion", shell)).Succeeded().Output,
            StringComparison.Ordinal
        );
}
