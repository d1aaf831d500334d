using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FunctionalNet.Generators;

/// <summary>A member of a record: a parameter of its constructor, and the property that holds it.</summary>
internal sealed class Member(IParameterSymbol parameter, ITypeSymbol held)
{
    /// <summary>Gets the name of the property.</summary>
    public string Name => Names.Pascal(parameter.Name);

    /// <summary>Gets the name of the parameter of a factory.</summary>
    public string Argument => Names.Camel(parameter.Name);

    /// <summary>Gets the type of the constructor's parameter.</summary>
    public ITypeSymbol Type => parameter.Type;

    /// <summary>Gets the type of the property.</summary>
    public ITypeSymbol Held => held;

    /// <summary>Gets a value indicating whether it is a params parameter.</summary>
    public bool IsList => parameter.IsParams;

    /// <summary>Gets the default as source text, or null.</summary>
    public string? Default =>
        (
            parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as ParameterSyntax
        )?.Default?.Value.ToString();

    /// <summary>Gets its name in the documentation.</summary>
    public string Documented => parameter.Name;

    /// <summary>Gets the parameter of a factory.</summary>
    public string Parameter =>
        (IsList ? "params " : string.Empty)
        + $"{Type.Code()} {Argument}"
        + (Default is null ? string.Empty : $" = {Default}");

    /// <summary>Gets the rule of <c>Ranges</c> named by an attribute, such as Count; null without one.</summary>
    public string? Rule
    {
        get
        {
            var name = Check?.AttributeClass!.Name;
            return name?.Substring(0, name.Length - "Attribute".Length);
        }
    }

    private AttributeData? Check =>
        parameter.GetAttributes().FirstOrDefault(one => one.AttributeClass?.BaseType.Is("CheckAttribute") == true);

    /// <summary>A value, checked by its attribute and its type; null if any value is valid.</summary>
    public string? Checked(string value)
    {
        var isOptional = Held.NullableAnnotation == NullableAnnotation.Annotated;
        if (Rule is { } rule)
        {
            var limits = (Check!.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax)?.ArgumentList?.Arguments;
            var rest = $"{string.Concat((limits ?? default).Select(limit => $", {limit}"))}, name: nameof({Name})";
            return isOptional
                ? $"{value} is {{ }} given{Name} ? Ranges.{rule}(given{Name}{rest}) : null"
                : $"Ranges.{rule}({value}{rest})";
        }

        var given = isOptional || !Held.IsReferenceType ? value : $"Ranges.Given({value}, nameof({Name}))";
        return Composed.Is(Held) ? $"Nesting.Part({given})"
            : given == value ? null
            : given;
    }
}
