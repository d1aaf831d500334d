using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FunctionalNet.Generators;

/// <summary>Names in generated code.</summary>
internal static class Names
{
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
    );

    /// <summary>A type with its namespace and nullability.</summary>
    public static string Code(this ITypeSymbol type) => type.ToDisplayString(Full);

    /// <summary>The name of a parameter of a method, from that of a record.</summary>
    public static string Camel(string name)
    {
        var camel = char.ToLowerInvariant(name[0]) + name.Substring(1);
        return SyntaxFacts.GetKeywordKind(camel) == SyntaxKind.None ? camel : "@" + camel;
    }

    /// <summary>The name of a property, from that of a parameter of a constructor.</summary>
    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    /// <summary>Whether a type has this name in the namespace of the library.</summary>
    public static bool Is(this ITypeSymbol? type, string name) =>
        type is { ContainingNamespace: { Name: "FunctionalNet", ContainingNamespace.IsGlobalNamespace: true } }
        && type.Name == name;

    /// <summary>The base types of a type, the nearest first.</summary>
    public static IEnumerable<INamedTypeSymbol> Bases(this INamedTypeSymbol type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            yield return at;
        }
    }
}
