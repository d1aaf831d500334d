using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FunctionalNet.Analyzers;

/// <summary>Finds results that nobody looks at: a statement of its own, or a local variable that is never read.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DroppedResults : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.Dropped];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(
            found => Report(((IExpressionStatementOperation)found.Operation).Operation, found.ReportDiagnostic),
            OperationKind.ExpressionStatement
        );
        context.RegisterOperationBlockAction(found => Unread(found.OperationBlocks, found.ReportDiagnostic));
    }

    private static void Unread(ImmutableArray<IOperation> blocks, Action<Diagnostic> report)
    {
        var all = blocks.SelectMany(block => block.DescendantsAndSelf()).ToArray();
        var declared = all.OfType<IVariableDeclaratorOperation>()
            .Where(one => Result.IsResult(one.Symbol.Type) && one.GetVariableInitializer() is not null)
            .ToArray();
        if (declared.Length == 0)
        {
            return;
        }

        var read = all.OfType<ILocalReferenceOperation>().Select(one => one.Local);
        var known = new HashSet<ISymbol>(read, SymbolEqualityComparer.Default);
        foreach (var one in declared.Where(one => !known.Contains(one.Symbol)))
        {
            Report(one.GetVariableInitializer()!.Value, report);
        }
    }

    private static void Report(IOperation operation, Action<Diagnostic> report)
    {
        if (Result.Of(operation, operation.SemanticModel) is { } result)
        {
            report(Diagnostic.Create(Rules.Dropped, operation.Syntax.GetLocation(), result.Words));
        }
    }
}
