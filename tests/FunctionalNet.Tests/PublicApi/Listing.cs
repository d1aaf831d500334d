using System.Reflection;
using System.Text;

namespace FunctionalNet.Tests.PublicApi;

/// <summary>The public members of an assembly, one line each, in a fixed order.</summary>
internal static class Listing
{
    private const BindingFlags Declared =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Signature.Of(type)).Append('\n');
            foreach (var line in Members(type).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}");
        }

        return typeof(Delegate).IsAssignableFrom(type)
            ? []
            :
            [
                .. type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(Signature.Of),
                .. type.GetConstructors(Declared).Where(IsShown).Select(Signature.Of),
                .. type.GetProperties(Declared)
                    .Where(property =>
                        property.Name != "EqualityContract" && property.GetAccessors(nonPublic: true).Any(IsShown)
                    )
                    .Select(Signature.Of),
                .. type.GetMethods(Declared).Where(method => IsShown(method) && !IsHidden(method)).Select(Signature.Of),
            ];
    }

    private static bool IsShown(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // Accessors are listed as part of their property; members that the compiler generates for every record are left out.
    private static bool IsHidden(MethodInfo method) =>
        (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
        || method.Name is "<Clone>$" or "PrintMembers" or "Deconstruct" or "op_Equality" or "op_Inequality"
        || method.Name is nameof(Equals) or nameof(GetHashCode) or nameof(ToString);
}
