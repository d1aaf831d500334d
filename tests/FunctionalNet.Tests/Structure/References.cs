using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FunctionalNet.Tests.Structure;

/// <summary>A reference from one file to a symbol that another file declares. Paths are relative to the project's folder.</summary>
/// <param name="From">The referring file.</param>
/// <param name="To">
/// The files that declare the symbol; for a partial type, such as the class of all operators, the files of all parts.
/// </param>
/// <param name="Symbol">The name of the symbol.</param>
internal sealed record Reference(string From, ImmutableArray<string> To, string Symbol)
{
    public override string ToString() => $"{From} -> {string.Join(" and ", To)}: {Symbol}";
}

/// <summary>Finds the references between the files of a project with the compiler's semantic model.</summary>
internal static class References
{
    /// <summary>All references between files below <paramref name="folder"/>, without those in documentation comments.</summary>
    /// <exception cref="InvalidOperationException">The sources do not compile: a name is not resolved.</exception>
    public static ImmutableArray<Reference> Of(string folder, CancellationToken stop)
    {
        var trees = Sources.Of(folder, stop);
        var compilation = Sources.Compiled(Path.GetFileName(folder), trees, stop);
        return [.. trees.SelectMany(tree => Of(compilation.GetSemanticModel(tree), stop))];
    }

    // A file refers to the same symbol again and again, and the class of all operators has hundreds of files: each is looked up once.
    private static IEnumerable<Reference> Of(SemanticModel model, CancellationToken stop) =>
        from symbol in model
            .SyntaxTree.GetRoot(stop)
            .DescendantNodes()
            .SelectMany(node => Named(node, model, stop))
            .Distinct<ISymbol>(SymbolEqualityComparer.Default)
        let files = Files(symbol)
        where !files.IsEmpty && !files.Contains(model.SyntaxTree.FilePath, StringComparer.Ordinal)
        select new Reference(model.SyntaxTree.FilePath, files, symbol.ToDisplayString());

    // The symbols that a node refers to, including operators, target-typed constructors and implicit conversions.
    private static IEnumerable<ISymbol> Named(SyntaxNode node, SemanticModel model, CancellationToken stop)
    {
        if (IsOfCall(node, model, stop))
        {
            yield break;
        }

        if (
            node is ExpressionSyntax or ConstructorInitializerSyntax
            && model.GetSymbolInfo(node, stop).Symbol is { } symbol
        )
        {
            yield return symbol;
        }

        if (node is not ExpressionSyntax expression)
        {
            yield break;
        }

        var isName = expression is SimpleNameSyntax { Identifier.Text: not ("nameof" or "notnull" or "unmanaged") };
        if (isName && model.GetTypeInfo(expression, stop).Type is IErrorTypeSymbol)
        {
            throw new InvalidOperationException($"{node.GetLocation().GetLineSpan()}: '{node}' is not known.");
        }

        if (model.GetConversion(expression, stop).MethodSymbol is { } conversion)
        {
            yield return conversion;
        }
    }

    // A call tells its method. Asked for the method's name alone, the compiler looks through all methods of that name in reach, which takes
    // as long as all other questions together. What is called may be a value too, such as a field with a delegate: then its name counts.
    private static bool IsOfCall(SyntaxNode node, SemanticModel model, CancellationToken stop)
    {
        var called =
            node is SimpleNameSyntax name
            && (
                (node.Parent is MemberAccessExpressionSyntax access && access.Name == name)
                || node.Parent is MemberBindingExpressionSyntax
            )
                ? node.Parent
                : node;
        return called.Parent is InvocationExpressionSyntax call
            && call.Expression == called
            && model.GetSymbolInfo(call, stop).Symbol is IMethodSymbol { MethodKind: not MethodKind.DelegateInvoke };
    }

    // The files that declare a symbol.
    private static ImmutableArray<string> Files(ISymbol symbol)
    {
        var declared = symbol switch
        {
            INamespaceSymbol or ILocalSymbol or IParameterSymbol or ITypeParameterSymbol => [],
            IMethodSymbol { ReducedFrom: { } extension } => extension.OriginalDefinition.DeclaringSyntaxReferences,
            IMethodSymbol { ContainingType: null } => [],
            IMethodSymbol { IsImplicitlyDeclared: true } => symbol.ContainingType.DeclaringSyntaxReferences,
            _ => symbol.OriginalDefinition.DeclaringSyntaxReferences,
        };
        return
        [
            .. declared
                .Select(place => place.SyntaxTree.FilePath)
                .Where(path => path.Length > 0 && !path.EndsWith(".g.cs", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal),
        ];
    }
}
