using System.CommandLine;

namespace FunctionalNet.Cli.Commands;

/// <summary><c>fnet completion</c>: the script for completing commands, options and recipes in a shell.</summary>
internal static class CompletionCommand
{
    private static readonly SortedDictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _fnet() {
                local words
                words=$(fnet "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
                mapfile -t COMPREPLY < <(compgen -W "${words}" -- "${COMP_WORDS[COMP_CWORD]}")
            }
            complete -o default -F _fnet fnet
            """,
        ["powershell"] = """
            Register-ArgumentCompleter -Native -CommandName fnet -ScriptBlock {
                param($word, $line, $position)
                fnet "[suggest:$position]" "$line" 2>$null |
                    Where-Object { $_ -like "$word*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
        ["zsh"] = """
            #compdef fnet
            _fnet() {
                local -a words
                words=("${(@f)$(fnet "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                compadd -a words || _files
            }
            compdef _fnet fnet
            """,
    };

    private static readonly Argument<string> Shell = new("SHELL")
    {
        Description =
            "bash, zsh or powershell. In a profile: eval \"$(fnet completion bash)\", source <(fnet completion zsh), or fnet completion powershell | Out-String | Invoke-Expression.",
    };

    public static Command Create()
    {
        var command = new Command("completion", "Print the script by which a shell completes what fnet takes.")
        {
            Shell,
        };
        Shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        command.SetAction(arguments => ExitCode.Of(Written(arguments.GetValue(Shell)!)));
        return command;
    }

    private static Result Written(string shell)
    {
        Console.WriteLine(Scripts[shell]);
        return Result.Of(new { shell, script = Scripts[shell] });
    }
}
