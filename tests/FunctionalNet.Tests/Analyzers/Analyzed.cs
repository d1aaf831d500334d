using System.Collections.Immutable;
using FunctionalNet.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace FunctionalNet.Tests.Analyzers;

/// <summary>Compiles the text of a program and runs the package's analyzers on it.</summary>
internal static class Analyzed
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> All =
    [
        new DroppedResults(),
        new PrintedResults(),
        new UsedResults(),
        new ForgottenUsing(),
        new ListExpected(),
    ];

    private const string Usings =
        "global using System; global using System.IO; global using System.Linq; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions Options = CSharpParseOptions.Default.WithLanguageVersion(
        LanguageVersion.CSharp14
    );

    // Resolving the references is slow, so one compilation is shared by all programs.
    private static readonly Lazy<CSharpCompilation> Empty = new(() =>
    {
        var empty = CSharpCompilation.Create(
            "Analyzed",
            [CSharpSyntaxTree.ParseText(Usings, Options)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication)
        );
        Assert.NotNull(empty.GetTypeByMetadataName(typeof(Net).FullName!));
        return empty;
    });

    /// <summary>Every diagnostic that the analyzers can report.</summary>
    public static IEnumerable<DiagnosticDescriptor> Descriptors => All.SelectMany(one => one.SupportedDiagnostics);

    /// <summary>The diagnostics that the analyzers report for a program, in source order.</summary>
    public static async Task<Diagnostic[]> Of(string program)
    {
        var stop = TestContext.Current.CancellationToken;
        var analyzed = Empty
            .Value.AddSyntaxTrees(CSharpSyntaxTree.ParseText(program, Options, cancellationToken: stop))
            .WithAnalyzers(All);
        var found = await analyzed.GetAnalyzerDiagnosticsAsync(stop).ConfigureAwait(false);
        return [.. found.OrderBy(one => one.Location.SourceSpan.Start).ThenBy(one => one.Id, StringComparer.Ordinal)];
    }
}
