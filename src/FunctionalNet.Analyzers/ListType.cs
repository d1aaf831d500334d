using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FunctionalNet.Analyzers;

/// <summary>A type that holds a list: .NET's own, or one of the library's that is made of its elements, such as a shape.</summary>
/// <param name="Name">What a message calls it.</param>
/// <param name="Element">The type of its elements.</param>
/// <param name="IsOfBrackets">Whether <c>[1, 2]</c> makes it; else <c>new(1, 2)</c> does.</param>
internal sealed record ListType(string Name, ITypeSymbol Element, bool IsOfBrackets)
{
    private static readonly ImmutableHashSet<string> Lists =
    [
        "IEnumerable",
        "IList",
        "IReadOnlyCollection",
        "IReadOnlyList",
        "ImmutableArray",
        "List",
        "ReadOnlySpan",
    ];

    /// <summary>The list that a type is; null if it is none.</summary>
    public static ListType? Of(ITypeSymbol? type) =>
        type switch
        {
            IArrayTypeSymbol array => new("list", array.ElementType, true),
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } maybe => Of(
                maybe.TypeArguments[0]
            ),
            INamedTypeSymbol { TypeArguments.Length: 1 } list when Lists.Contains(list.Name) => new(
                "list",
                list.TypeArguments[0],
                true
            ),
            INamedTypeSymbol own when Result.IsOfLibrary(own) && Elements(own) is { } element => new(
                $"value of type {own.Name}",
                element,
                own.GetAttributes().Any(one => one.AttributeClass?.Name == "CollectionBuilderAttribute")
            ),
            _ => null,
        };

    /// <summary>How a program writes it.</summary>
    public string Written(IEnumerable<ExpressionSyntax> values) =>
        IsOfBrackets ? $"[{string.Join(", ", values)}]" : $"new({string.Join(", ", values)})";

    private static ITypeSymbol? Elements(INamedTypeSymbol own) =>
        own
            .InstanceConstructors.Where(one =>
                one is { DeclaredAccessibility: Accessibility.Public, Parameters.Length: 1 }
                && one.Parameters[0].IsParams
            )
            .Select(one => (one.Parameters[0].Type as IArrayTypeSymbol)?.ElementType)
            .FirstOrDefault();
}
