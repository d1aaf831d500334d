using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace FunctionalNet.Tests.Documentation;

/// <summary>A page's blocks of C#, one behind the other, as a program of their own, compiled against the built libraries.</summary>
internal static class Program
{
    /// <summary>Stands behind what a block prints.</summary>
    private const char End = '\u001e';

    private static readonly CSharpParseOptions Options = CSharpParseOptions.Default.WithLanguageVersion(
        LanguageVersion.Preview
    );

    private static readonly string[] Implicit =
    [
        "System",
        "System.Collections.Generic",
        "System.IO",
        "System.Linq",
        "System.Net.Http",
        "System.Threading",
        "System.Threading.Tasks",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What goes wrong when the blocks are compiled; none if nothing does.</summary>
    /// <param name="name">The name of the program, which stands in errors.</param>
    /// <param name="blocks">The blocks: statements, with types behind them.</param>
    /// <param name="into">Where the program is written.</param>
    public static string[] Compile(string name, IEnumerable<string> blocks, string into)
    {
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(into),
            [CSharpSyntaxTree.ParseText(Joined(blocks), Options, name, cancellationToken: Stop)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
        using var program = File.Create(into);
        return
        [
            .. compilation
                .Emit(program, cancellationToken: Stop)
                .Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .Select(diagnostic => $"{diagnostic.Location.SourceTree?.FilePath}: {diagnostic.GetMessage(null)}"),
        ];
    }

    /// <summary>Runs a program beside the tests' own, whose libraries it takes, in a folder: what each block prints.</summary>
    public static async Task<string[]> Run(string program, string folder)
    {
        var tests = Path.Combine(AppContext.BaseDirectory, typeof(Program).Assembly.GetName().Name!);
        string[] arguments =
        [
            "exec",
            "--depsfile",
            $"{tests}.deps.json",
            "--runtimeconfig",
            $"{tests}.runtimeconfig.json",
            program,
        ];
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await process.WaitForExitAsync(Stop).ConfigureAwait(false);
        Assert.True(process.ExitCode == 0, await error.ConfigureAwait(false));
        return
        [
            .. (await output.ConfigureAwait(false))
                .ReplaceLineEndings("\n")
                .Split(End)[..^1]
                .Select(text => text.Trim('\n')),
        ];
    }

    // Usings first, then the statements of all blocks, then all types, as a file of a program has them.
    private static string Joined(IEnumerable<string> blocks)
    {
        var parts = blocks
            .Select(block =>
                CSharpSyntaxTree.ParseText(block, Options, cancellationToken: Stop).GetCompilationUnitRoot(Stop)
            )
            .ToArray();
        var usings = parts
            .SelectMany(part => part.Usings)
            .Select(directive => directive.ToString())
            .Concat(Implicit.Select(space => $"using {space};"))
            .Distinct(StringComparer.Ordinal);
        var statements = parts.Select(part =>
            string.Concat(part.Members.OfType<GlobalStatementSyntax>()) + $"\nConsole.Write('{End}');\n"
        );
        var types = parts.SelectMany(part => part.Members.Where(member => member is not GlobalStatementSyntax));
        return $"{string.Join('\n', usings)}\n{string.Concat(statements)}\n{string.Concat(types)}";
    }
}
