using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FunctionalNet.Analyzers;

/// <summary>What does not fit a parameter of the library, in a call that does not compile.</summary>
/// <param name="Arguments">One argument, or for the last parameter all that are left.</param>
/// <param name="Parameter">The parameter that they were written for.</param>
internal sealed record Misfit(ArgumentSyntax[] Arguments, IParameterSymbol Parameter)
{
    /// <summary>Those of a call, by the overload that most arguments fit; none if the call compiles.</summary>
    public static Misfit[] Of(SyntaxNode call, SemanticModel model, CancellationToken stop)
    {
        var arguments = call switch
        {
            InvocationExpressionSyntax invocation => invocation.ArgumentList?.Arguments,
            BaseObjectCreationExpressionSyntax creation => creation.ArgumentList?.Arguments,
            _ => null,
        };
        var symbol = model.GetSymbolInfo(call, stop);
        return
            arguments is { } given
            && symbol is { Symbol: null, CandidateReason: CandidateReason.OverloadResolutionFailure }
            ? symbol
                .CandidateSymbols.OfType<IMethodSymbol>()
                .Where(Result.IsOfLibrary)
                .Select(method => Of(method, given, model))
                .OfType<Misfit[]>()
                .OrderBy(misfits => misfits.Sum(one => one.Arguments.Length))
                .FirstOrDefault()
                ?? []
            : [];
    }

    // Null where the overload has no place for one of the arguments.
    private static Misfit[]? Of(
        IMethodSymbol method,
        SeparatedSyntaxList<ArgumentSyntax> arguments,
        SemanticModel model
    )
    {
        var last = method.Parameters.Length - 1;
        var taken = arguments
            .Select((argument, place) => (argument, Parameter: Taking(method, argument, Math.Min(place, last))))
            .ToArray();
        return taken.Any(one => one.Parameter is null)
            ? null
            :
            [
                .. taken
                    .GroupBy(one => one.Parameter!, SymbolEqualityComparer.Default)
                    .Select(group => new Misfit([.. group.Select(one => one.argument)], (IParameterSymbol)group.Key!))
                    .Where(one => !one.Fits(model)),
            ];
    }

    private static IParameterSymbol? Taking(IMethodSymbol method, ArgumentSyntax argument, int place) =>
        argument.NameColon is { Name.Identifier.ValueText: var name }
            ? method.Parameters.FirstOrDefault(one => one.Name == name)
            : method.Parameters.ElementAtOrDefault(place);

    private bool Fits(SemanticModel model)
    {
        var types =
            Parameter is { IsParams: true } && ListType.Of(Parameter.Type) is { } list
                ? [Parameter.Type, list.Element]
                : new[] { Parameter.Type };
        return (Arguments.Length == 1 || types.Length == 2)
            && types.Any(type =>
                IsOpen(type) || Arguments.All(one => model.ClassifyConversion(one.Expression, type).IsImplicit)
            );
    }

    // What a type parameter will be is not known.
    private static bool IsOpen(ITypeSymbol type) =>
        type switch
        {
            ITypeParameterSymbol => true,
            IArrayTypeSymbol array => IsOpen(array.ElementType),
            INamedTypeSymbol named => named.TypeArguments.Any(IsOpen),
            _ => false,
        };
}
