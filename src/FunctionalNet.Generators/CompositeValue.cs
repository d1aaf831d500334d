using Microsoft.CodeAnalysis;

namespace FunctionalNet.Generators;

/// <summary>A type that combines several values: a tuple, a list of numbers, or a type that converts from a tuple of integers.</summary>
/// <param name="Elements">The statement that returns the types of the values.</param>
/// <param name="Made">The statement that returns their combination.</param>
internal sealed record CompositeValue(string Elements, string Made)
{
    /// <summary>The combination for a type; null if it is created otherwise.</summary>
    public static CompositeValue? Of(INamedTypeSymbol type)
    {
        if (type.IsTupleType)
        {
            string[] elements = [.. type.TupleElements.Select(one => one.Type.Code())];
            var name = $"({string.Join(", ", elements)})";
            return new(
                $"        if (type == typeof({name})) {{ return [{string.Join(", ", elements.Select(one => $"typeof({one})"))}]; }}\n",
                $"        if (type == typeof({name})) {{ return ({string.Join(", ", elements.Select((one, i) => $"({one})values[{i}]!"))}); }}\n"
            );
        }

        if (type.IsGenericType)
        {
            return null;
        }

        var (made, element) =
            Number(type.InstanceConstructors) is { } given ? ($"new {type.Name}(Each<{given}>(values))", given)
            : Number(type.GetMembers("Of").OfType<IMethodSymbol>()) is { } taken
                ? ($"{type.Name}.Of(Each<{taken}>(values))", taken)
            : (Pairs(type), "int");
        return made is null
            ? null
            : new(
                $"        if (type == typeof({type.Name})) {{ return Each(typeof({element}), count); }}\n",
                $"        if (type == typeof({type.Name})) {{ return {made}; }}\n"
            );
    }

    // The types of numbers for which a list of them creates a value.
    private static string? Number(IEnumerable<IMethodSymbol> ways) =>
        ways.Where(method => method is { DeclaredAccessibility: Accessibility.Public, Parameters.Length: 1 })
            .Select(method => (method.Parameters[0].Type as IArrayTypeSymbol)?.ElementType.SpecialType)
            .Select(one =>
                one == SpecialType.System_Int32 ? "int"
                : one == SpecialType.System_Double ? "double"
                : null
            )
            .FirstOrDefault(name => name is not null);

    private static string? Pairs(INamedTypeSymbol type)
    {
        string[] forms =
        [
            .. from method in type.GetMembers("op_Implicit").OfType<IMethodSymbol>()
            let tuple = method.Parameters[0].Type as INamedTypeSymbol
            where
                tuple is { IsTupleType: true }
                && tuple.TupleElements.All(one => one.Type.SpecialType == SpecialType.System_Int32)
            let count = tuple.TupleElements.Length
            select $"{count} => ({type.Name})({string.Join(", ", Enumerable.Range(0, count).Select(i => $"(int)values[{i}]!"))}), ",
        ];
        return forms.Length == 0 ? null : $"values.Length switch {{ {string.Concat(forms)}_ => null }}";
    }
}
