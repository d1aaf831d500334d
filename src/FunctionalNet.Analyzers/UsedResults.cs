using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FunctionalNet.Analyzers;

/// <summary>
/// Explains the compiler's errors where a result stands for its value: a member of the value, a variable of its type, an argument.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UsedResults : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.UsedAsValue];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(Member, SyntaxKind.SimpleMemberAccessExpression);
        context.RegisterSyntaxNodeAction(
            Arguments,
            SyntaxKind.InvocationExpression,
            SyntaxKind.ObjectCreationExpression,
            SyntaxKind.ImplicitObjectCreationExpression
        );
        context.RegisterOperationAction(Conversion, OperationKind.Conversion);
    }

    private static void Member(SyntaxNodeAnalysisContext found)
    {
        var access = (MemberAccessExpressionSyntax)found.Node;
        var symbol = found.SemanticModel.GetSymbolInfo(access, found.CancellationToken);
        if (symbol.Symbol is null && symbol.CandidateSymbols.IsEmpty)
        {
            Report(access.Expression, value: null, found);
        }
    }

    private static void Arguments(SyntaxNodeAnalysisContext found)
    {
        foreach (var misfit in Misfit.Of(found.Node, found.SemanticModel, found.CancellationToken))
        {
            foreach (var argument in misfit.Arguments)
            {
                Report(argument.Expression, misfit.Parameter.Type, found);
            }
        }
    }

    private static void Report(ExpressionSyntax expression, ITypeSymbol? value, SyntaxNodeAnalysisContext found)
    {
        if (
            found.SemanticModel.GetTypeInfo(expression, found.CancellationToken).Type is { } type
            && Result.IsResult(type)
            && Result.Of(found.SemanticModel.GetOperation(expression, found.CancellationToken), found.SemanticModel)
                is { } result
            && (value is null || found.Compilation.HasImplicitConversion(result.Value, value))
        )
        {
            found.ReportDiagnostic(Diagnostic.Create(Rules.UsedAsValue, expression.GetLocation(), result.Words));
        }
    }

    private static void Conversion(OperationAnalysisContext found)
    {
        var conversion = (IConversionOperation)found.Operation;
        if (
            conversion is { IsImplicit: true, Type: { } type, Operand: { } operand }
            && Result.IsResult(operand.Type)
            && !conversion.GetConversion().IsImplicit
            && Result.Of(operand, operand.SemanticModel) is { } result
            && found.Compilation.HasImplicitConversion(result.Value, type)
        )
        {
            found.ReportDiagnostic(Diagnostic.Create(Rules.UsedAsValue, operand.Syntax.GetLocation(), result.Words));
        }
    }
}
