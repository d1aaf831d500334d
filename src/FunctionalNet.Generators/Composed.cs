using Microsoft.CodeAnalysis;

namespace FunctionalNet.Generators;

/// <summary>The parts of a record that are of its own kind: layers in layers, schedules in transforms.</summary>
internal static class Composed
{
    /// <summary>Whether a type is of that kind.</summary>
    public static bool Is(ITypeSymbol type) => type.AllInterfaces.Any(one => one.Is("IComposed"));

    /// <summary>The parts of a value, as code; null if it has none.</summary>
    public static string? Parts(string value, ITypeSymbol type) =>
        Is(type) ? value
        : Element(type) is { } element && Parts("one", element) is { } each
            ? each == "one" ? $".. {value}"
                : $".. global::System.Linq.Enumerable.Select({value}, one => {each})"
        : type is INamedTypeSymbol { IsTupleType: true } tuple
            ? tuple
                .TupleElements.Select(part => Parts($"{value}.{part.Name}", part.Type))
                .FirstOrDefault(part => part is not null)
        : null;

    private static ITypeSymbol? Element(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { Name: "ImmutableArray", TypeArguments.Length: 1 } list => list.TypeArguments[0],
            _ => null,
        };
}
