using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace FunctionalNet.Tests.Documentation;

/// <summary>The C# blocks of a page, joined into one program that is compiled against the built libraries.</summary>
internal static class Program
{
    /// <summary>Separates the outputs of the blocks.</summary>
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

    /// <summary>Compiles the blocks: the compiler errors, empty if there are none.</summary>
    /// <param name="name">The name of the program, which appears in errors.</param>
    /// <param name="blocks">The blocks: statements, followed by types.</param>
    /// <param name="into">The path of the assembly to write.</param>
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

    /// <summary>Runs a compiled program in the given folder with the libraries of the test project: the output of each block.</summary>
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

    // C# requires this order in a file with top-level statements: usings, statements, types.
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
