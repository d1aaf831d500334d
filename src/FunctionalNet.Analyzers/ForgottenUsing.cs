using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FunctionalNet.Analyzers;

/// <summary>
/// Explains the compiler's error where layers, losses and optimizers are called without <c>using static</c>: once in a file, at the first.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForgottenUsing : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.UsingIsMissing];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName("FunctionalNet.Net") is { } net)
            {
                var names = new HashSet<string>(
                    net.GetMembers().Where(IsCalled).Select(one => one.Name),
                    StringComparer.Ordinal
                );
                start.RegisterSemanticModelAction(found => Report(found, names));
            }
        });
    }

    private static bool IsCalled(ISymbol member) =>
        member is IMethodSymbol { DeclaredAccessibility: Accessibility.Public, MethodKind: MethodKind.Ordinary };

    private static void Report(SemanticModelAnalysisContext found, HashSet<string> names)
    {
        var first = found
            .SemanticModel.SyntaxTree.GetRoot(found.CancellationToken)
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(call =>
                call.Expression is SimpleNameSyntax name
                && names.Contains(name.Identifier.ValueText)
                && found.SemanticModel.GetSymbolInfo(call, found.CancellationToken) is { Symbol: null } symbol
                && !symbol.CandidateSymbols.Any(one => one is IMethodSymbol)
                && found.SemanticModel.GetTypeInfo(name, found.CancellationToken).Type is not IDynamicTypeSymbol
            );
        if (first?.Expression is SimpleNameSyntax missing)
        {
            found.ReportDiagnostic(
                Diagnostic.Create(Rules.UsingIsMissing, missing.GetLocation(), missing.Identifier.ValueText)
            );
        }
    }
}
