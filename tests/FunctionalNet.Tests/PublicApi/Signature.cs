using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FunctionalNet.Tests.PublicApi;

/// <summary>Types and members in C# syntax, including nullability.</summary>
internal static class Signature
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    public static string Of(Type type)
    {
        var kind =
            type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        var bases = Bases(type).ToArray();
        var space = type.Namespace is { } name ? $"{name}." : string.Empty;
        return $"{kind} {space}{Name(type)}{(bases.Length == 0 ? string.Empty : " : " + string.Join(", ", bases))}";
    }

    public static string Of(FieldInfo field) =>
        $"{Access(field.IsPublic)}{(field.IsLiteral ? "const " : field.IsStatic ? "static " : string.Empty)}{Text(new NullabilityInfoContext().Create(field))} {field.Name}";

    public static string Of(ConstructorInfo constructor) =>
        $"{Access(constructor.IsPublic)}{Bare(constructor.DeclaringType!)}({Parameters(constructor)})";

    public static string Of(PropertyInfo property)
    {
        var (get, set) = (property.GetMethod, property.SetMethod);
        var shown = get ?? set!;
        var isInit = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ?? false;
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        var setter =
            set is { IsPublic: true } || set is { IsFamily: true } ? (isInit ? " init;" : " set;") : string.Empty;
        return $"{Access(shown.IsPublic)}{Modifiers(shown)}{Text(new NullabilityInfoContext().Create(property))} {name} {{ get;{setter} }}";
    }

    public static string Of(MethodInfo method)
    {
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : string.Empty;
        var generic = method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>"
            : string.Empty;
        var type = Text(new NullabilityInfoContext().Create(method.ReturnParameter));
        return $"{Access(method.IsPublic)}{Modifiers(method)}{type} {method.Name}{generic}({extension}{Parameters(method)})";
    }

    private static string Access(bool isPublic) => isPublic ? string.Empty : "protected ";

    private static string Modifiers(MethodInfo method) =>
        method.IsStatic ? "static "
        : method.IsAbstract ? "abstract "
        : method.GetBaseDefinition() != method ? "override "
        : method is { IsVirtual: true, IsFinal: false } ? "virtual "
        : string.Empty;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var isParams =
            parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute));
        var fallback = parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : string.Empty;
        return $"{(isParams ? "params " : string.Empty)}{Text(new NullabilityInfoContext().Create(parameter))} {parameter.Name}{fallback}";
    }

    private static string Literal(object? value) =>
        value switch
        {
            null => "default",
            bool flag => flag ? "true" : "false",
            string text => $"\"{text}\"",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private static string Text(NullabilityInfo info)
    {
        var type = info.Type;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        var text =
            type.IsArray && info.ElementType is { } element
                ? $"{Text(element)}[{new string(',', type.GetArrayRank() - 1)}]"
            : IsTuple(type) && info.GenericTypeArguments.Length > 0
                ? $"({string.Join(", ", info.GenericTypeArguments.Select(Text))})"
            : type.IsGenericType && info.GenericTypeArguments.Length > 0
                ? $"{Bare(type)}<{string.Join(", ", info.GenericTypeArguments.Select(Text))}>"
            : Name(type);
        return !type.IsValueType && info.ReadState == NullabilityState.Nullable ? text + "?" : text;
    }

    private static string Name(Type type) =>
        Keywords.TryGetValue(type, out var keyword) ? keyword
        : type.IsArray ? $"{Name(type.GetElementType()!)}[]"
        : IsTuple(type) ? $"({string.Join(", ", type.GetGenericArguments().Select(Name))})"
        : type.IsGenericType ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : Bare(type);

    private static string Bare(Type type) =>
        (type.IsNested && !type.IsGenericParameter ? Bare(type.DeclaringType!) + "." : string.Empty)
        + type.Name.Split('`')[0];

    private static bool IsTuple(Type type) => type.IsGenericType && type.IsAssignableTo(typeof(ITuple));

    private static IEnumerable<string> Bases(Type type)
    {
        if (type is { IsEnum: false, IsValueType: false, BaseType: { } parent } && parent != typeof(object))
        {
            yield return Name(parent);
        }

        // Lists only the interfaces that the type itself adds; IEquatable is left out, because every record has it.
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var own = type.GetInterfaces().Except(inherited).Where(face => face.IsPublic).ToArray();
        foreach (
            var face in own.Where(face => !own.Any(other => other != face && other.GetInterfaces().Contains(face)))
                .Select(Name)
                .Where(face => !face.StartsWith("IEquatable<", StringComparison.Ordinal) && !type.IsEnum)
                .Order(StringComparer.Ordinal)
        )
        {
            yield return face;
        }
    }
}
