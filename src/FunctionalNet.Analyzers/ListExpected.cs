using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FunctionalNet.Analyzers;

/// <summary>
/// Explains the compiler's errors where a list or one of the library's own lists, such as a shape, is written as one value, as a tuple, as
/// several arguments, or in brackets that do not make it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ListExpected : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.ListExpected];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(
            Call,
            SyntaxKind.InvocationExpression,
            SyntaxKind.ObjectCreationExpression,
            SyntaxKind.ImplicitObjectCreationExpression
        );
        context.RegisterSyntaxNodeAction(Brackets, SyntaxKind.CollectionExpression);
    }

    private static void Call(SyntaxNodeAnalysisContext found)
    {
        foreach (var (arguments, parameter) in Misfit.Of(found.Node, found.SemanticModel, found.CancellationToken))
        {
            Report(ListType.Of(parameter.Type), [.. arguments.SelectMany(one => Values(one.Expression))], found);
        }
    }

    private static void Brackets(SyntaxNodeAnalysisContext found)
    {
        var list = (CollectionExpressionSyntax)found.Node;
        var values = list.Elements.OfType<ExpressionElementSyntax>().Select(one => one.Expression).ToArray();
        var type = found.SemanticModel.GetTypeInfo(list, found.CancellationToken).ConvertedType;
        if (values.Length == list.Elements.Count && ListType.Of(type) is { IsOfBrackets: false } expected)
        {
            Report(expected, values, found);
        }
    }

    private static void Report(ListType? expected, ExpressionSyntax[] values, SyntaxNodeAnalysisContext found)
    {
        if (
            expected is not null
            && values.All(value => found.SemanticModel.ClassifyConversion(value, expected.Element).IsImplicit)
        )
        {
            var location = Location.Create(
                found.Node.SyntaxTree,
                found.Node is CollectionExpressionSyntax
                    ? found.Node.Span
                    : Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(
                        values[0].SpanStart,
                        values[values.Length - 1].Span.End
                    )
            );
            found.ReportDiagnostic(
                Diagnostic.Create(Rules.ListExpected, location, expected.Name, expected.Written(values))
            );
        }
    }

    private static IEnumerable<ExpressionSyntax> Values(ExpressionSyntax written) =>
        written is TupleExpressionSyntax tuple ? tuple.Arguments.Select(one => one.Expression) : [written];
}
