using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FunctionalNet.Analyzers;

/// <summary>Finds results that become text without being opened: interpolated, added to a text, written, or by ToString.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PrintedResults : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> Writers =
    [
        "System.Console",
        "System.Convert",
        "System.Diagnostics.Debug",
        "System.Diagnostics.Trace",
        "System.IO.TextWriter",
        "System.Text.StringBuilder",
        "string",
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.Printed];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(
            found => Report(((IInterpolationOperation)found.Operation).Expression, found),
            OperationKind.Interpolation
        );
        context.RegisterOperationAction(Call, OperationKind.Invocation);
        context.RegisterOperationAction(Sum, OperationKind.Binary);
    }

    private static void Call(OperationAnalysisContext found)
    {
        var call = (IInvocationOperation)found.Operation;
        if (call is { TargetMethod.Name: nameof(ToString), Instance: { } itself })
        {
            Report(itself, found);
        }
        else if (Writers.Contains(call.TargetMethod.ContainingType.ToDisplayString()))
        {
            foreach (var argument in call.Arguments)
            {
                Report(argument.Value, found);
            }
        }
    }

    private static void Sum(OperationAnalysisContext found)
    {
        var sum = (IBinaryOperation)found.Operation;
        if (sum is { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String })
        {
            Report(sum.LeftOperand, found);
            Report(sum.RightOperand, found);
        }
    }

    private static void Report(IOperation operation, OperationAnalysisContext found)
    {
        if (Result.Of(operation, operation.SemanticModel) is { } result)
        {
            found.ReportDiagnostic(Diagnostic.Create(Rules.Printed, operation.Syntax.GetLocation(), result.Words));
        }
    }
}
