using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FunctionalNet.Analyzers;

/// <summary>A value or an error, as methods of the library give it, that has not been opened.</summary>
/// <param name="Method">The library's method that gave it.</param>
/// <param name="Type">Its type, such as Either of Error and T.</param>
internal sealed record Result(IMethodSymbol Method, INamedTypeSymbol Type)
{
    /// <summary>Gets the type of the value within.</summary>
    public ITypeSymbol Value => Type.TypeArguments[Type.TypeArguments.Length - 1];

    /// <summary>Gets what a message says: the method, the type, the repair.</summary>
    public object[] Words =>
        [
            Method.Name,
            Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
            Type.Name == "Either"
                ? "take the value by OrThrow(), or both sides by Match(...)"
                : "look at both sides by Match(...)",
        ];

    /// <summary>The result that an operation evaluates to; null if it is none, or none that the library gave.</summary>
    public static Result? Of(IOperation? operation, SemanticModel? model)
    {
        var bare = Bare(operation);
        return bare?.Type is INamedTypeSymbol type && IsResult(type) && Giver(bare, model) is { } method
            ? new(method, type)
            : null;
    }

    /// <summary>Whether a type is one of LanguageExt's that hold a value or none.</summary>
    public static bool IsResult(ITypeSymbol? type) =>
        type
            is INamedTypeSymbol
            {
                Name: "Either" or "Validation" or "Fin" or "Option",
                IsGenericType: true,
                ContainingNamespace: { Name: "LanguageExt", ContainingNamespace.IsGlobalNamespace: true }
            };

    /// <summary>Whether a symbol is declared in one of the library's assemblies.</summary>
    public static bool IsOfLibrary(ISymbol symbol) =>
        symbol.ContainingAssembly?.Name is { } name
        && (name == "FunctionalNet" || name.StartsWith("FunctionalNet.", StringComparison.Ordinal));

    // The method at the beginning of a chain such as Load(...).Map(...), or in the declaration of a local variable.
    private static IMethodSymbol? Giver(IOperation? operation, SemanticModel? model)
    {
        switch (Bare(operation))
        {
            case IAwaitOperation awaited:
                return Giver(awaited.Operation, model);
            case IInvocationOperation call when IsOfLibrary(call.TargetMethod):
                return call.TargetMethod;
            case IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments.Length: > 0 } call:
                return Giver(call.Arguments[0].Value, model);
            case IInvocationOperation call:
                return Giver(call.Instance, model);
            case ILocalReferenceOperation reference when model is not null:
                return Origin(reference) is { } origin && origin.SyntaxTree == model.SyntaxTree
                    ? Giver(model.GetOperation(origin), model)
                    : null;
            default:
                return null;
        }
    }

    // What a local variable was declared with. It stands before the reference, so that no chain of them goes round.
    private static ExpressionSyntax? Origin(ILocalReferenceOperation reference)
    {
        var origin = reference.Local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            VariableDeclaratorSyntax { Initializer.Value: { } value } => value,
            ForEachStatementSyntax each => each.Expression,
            _ => null,
        };
        return origin?.Span.End <= reference.Syntax.SpanStart ? origin : null;
    }

    private static IOperation? Bare(IOperation? operation) =>
        operation switch
        {
            IConversionOperation conversion => Bare(conversion.Operand),
            IParenthesizedOperation inner => Bare(inner.Operand),
            _ => operation,
        };
}
