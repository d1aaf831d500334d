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
        context.RegisterOperationAction(Handled, OperationKind.InterpolatedStringAppendFormatted);
        context.RegisterOperationAction(Call, OperationKind.Invocation);
        context.RegisterOperationAction(Sum, OperationKind.Binary);
        context.RegisterOperationAction(Addition, OperationKind.CompoundAssignment);
    }

    // Interpolated for a method that takes the parts, such as string.Create with a culture.
    private static void Handled(OperationAnalysisContext found)
    {
        if (
            ((IInterpolatedStringAppendOperation)found.Operation).AppendCall is IInvocationOperation
            {
                Arguments: { IsEmpty: false } parts
            }
        )
        {
            Report(parts[0].Value, found);
        }
    }

    private static void Call(OperationAnalysisContext found)
    {
        var call = (IInvocationOperation)found.Operation;
        if (call is { TargetMethod.Name: nameof(ToString), Instance: { } itself })
        {
            Report(itself, found);
        }
        else if (IsWriter(call.TargetMethod.ContainingType))
        {
            foreach (var value in call.Arguments.SelectMany(argument => Values(argument.Value)))
            {
                Report(value, found);
            }
        }
    }

    private static bool IsWriter(INamedTypeSymbol? type) =>
        type is not null && (Writers.Contains(type.ToDisplayString()) || IsWriter(type.BaseType));

    // Any number of arguments is a list, as an array or a span.
    private static IEnumerable<IOperation> Values(IOperation argument) =>
        argument switch
        {
            IArrayCreationOperation { Initializer.ElementValues: var values } => values,
            ICollectionExpressionOperation list => list.Elements,
            _ => [argument],
        };

    private static void Sum(OperationAnalysisContext found)
    {
        var sum = (IBinaryOperation)found.Operation;
        if (sum is { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String })
        {
            Report(sum.LeftOperand, found);
            Report(sum.RightOperand, found);
        }
    }

    private static void Addition(OperationAnalysisContext found)
    {
        var sum = (ICompoundAssignmentOperation)found.Operation;
        if (sum is { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String })
        {
            Report(sum.Value, found);
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
