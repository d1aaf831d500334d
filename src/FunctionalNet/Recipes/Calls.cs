using System.Reflection;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// Layers, losses, optimizers and schedules from text: the calls of <see cref="Net"/> that make them, as they print themselves and as
/// they stand in a program. Nothing else can be called.
/// </summary>
/// <remarks>Arguments are numbers, texts, true, false, null, values of enumerations, and calls again; lists and functions are not.</remarks>
/// <example><code>
/// Layer net = Calls.Read&lt;Layer&gt;("Dense(256) >> Gelu() >> Dense(10, bias: false)").OrThrow();
/// Transform optimizer = Calls.Read&lt;Transform&gt;("AdamW(WarmupCosine(3e-3, 200, steps))", new Dictionary&lt;string, double&gt; { ["steps"] = 5_000 }).OrThrow();
/// </code></example>
public static class Calls
{
    private static readonly ILookup<string, MethodInfo> Methods = typeof(Net)
        .GetMethods(BindingFlags.Public | BindingFlags.Static)
        .ToLookup(method => method.Name, StringComparer.Ordinal);

    /// <summary>What a text says.</summary>
    /// <typeparam name="T">What it shall be: a layer, loss, transform, schedule or initializer.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="names">Numbers that may stand in it by name.</param>
    /// <returns>What it makes, or what is wrong with the text.</returns>
    public static Either<Error, T> Read<T>(string text, IReadOnlyDictionary<string, double>? names = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var known = names ?? new Dictionary<string, double>(StringComparer.Ordinal);
            return (T)Made(CallText.Parse(text), typeof(T), known)!;
        }
        catch (FormatException e)
        {
            return Error.New($"\"{text}\" is no {typeof(T).Name.ToLowerInvariant()}: {e.Message}");
        }
    }

    private static object? Made(CallText text, Type type, IReadOnlyDictionary<string, double> names)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return text switch
        {
            CallText.Invocation call => Invoked(call, inner, names),
            CallText.Sequence chain when inner == typeof(Layer) => chain
                .Parts.Select(part => (Layer)Made(part, inner, names)!)
                .Aggregate((first, second) => first >> second),
            CallText.Sequence chain when inner == typeof(Transform) => chain
                .Parts.Select(part => (Transform)Made(part, inner, names)!)
                .Aggregate((first, second) => first >> second),
            CallText.Quoted quoted when inner == typeof(string) => quoted.Text,
            CallText.Number product => Numeric(
                product.Factors.Aggregate(
                    1.0,
                    (number, factor) => number * (factor.Name is null ? factor.Value : Named(factor.Name, names))
                ),
                inner
            ),
            CallText.Word { Text: "null" } when !type.IsValueType || inner != type => null,
            CallText.Word { Text: "true" } when inner == typeof(bool) => true,
            CallText.Word { Text: "false" } when inner == typeof(bool) => false,
            CallText.Word word when inner.IsEnum => Enum.TryParse(inner, word.Text.Split('.')[^1], out var value)
                ? value
                : throw new FormatException(
                    $"{inner.Name} has no {word.Text}, but {string.Join(", ", Enum.GetNames(inner))}"
                ),
            CallText.Word word when Value(inner, word.Text) is { } value => value,
            CallText.Word word => Numeric(Named(word.Text, names), inner),
            _ => throw new FormatException($"a {inner.Name} cannot be written so"),
        };
    }

    private static double Named(string name, IReadOnlyDictionary<string, double> names) =>
        names.TryGetValue(name, out var number)
            ? number
            : throw new FormatException(
                $"{name} is unknown{(names.Count == 0 ? string.Empty : $"; known are {string.Join(", ", names.Keys)}")}"
            );

    // Such as Padding.Same.
    private static object? Value(Type type, string name) =>
        type.GetProperty(name.Split('.')[^1], BindingFlags.Public | BindingFlags.Static) is { } property
        && property.PropertyType == type
            ? property.GetValue(null)
            : null;

    private static object Numeric(double number, Type type)
    {
        var isWhole = number is >= int.MinValue and <= int.MaxValue && double.IsInteger(number);
        return type == typeof(double) ? number
            : type == typeof(int) && isWhole ? (int)number
            : From(type, typeof(double))?.Invoke(null, [number]) is { } converted ? converted
            : isWhole && From(type, typeof(int))?.Invoke(null, [(int)number]) is { } whole ? whole
            : throw new FormatException(
                FormattableString.Invariant(
                    $"{number} stands where a {(type == typeof(int) ? "whole number" : type.Name)} is wanted"
                )
            );
    }

    // Numbers that become a rate or a size of a window by themselves.
    private static MethodInfo? From(Type type, Type number) => type.GetMethod("op_Implicit", [number]);

    private static object Invoked(CallText.Invocation call, Type type, IReadOnlyDictionary<string, double> names)
    {
        MethodInfo[] methods = [.. Methods[call.Name].Where(method => type.IsAssignableFrom(method.ReturnType))];
        if (methods.Length == 0)
        {
            throw new FormatException(
                $"there is no {type.Name.ToLowerInvariant()} {call.Name}{Similar(call.Name, type)}"
            );
        }

        var wrong = new List<string>();
        foreach (var method in methods)
        {
            try
            {
                return method.Invoke(null, Arguments(call, method, names))!;
            }
            catch (FormatException e)
            {
                wrong.Add(e.Message);
            }
            catch (TargetInvocationException e)
            {
                throw new FormatException($"{call.Name}: {e.InnerException!.Message}", e.InnerException);
            }
        }

        throw new FormatException(wrong[0]);
    }

    private static object?[] Arguments(
        CallText.Invocation call,
        MethodInfo method,
        IReadOnlyDictionary<string, double> names
    )
    {
        var parameters = method.GetParameters();
        if (Array.Find(parameters, parameter => parameter.ParameterType.IsByRefLike) is { } list)
        {
            throw new FormatException($"{call.Name} takes the list {list.Name}, which a text cannot give");
        }

        var values = parameters
            .Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : Type.Missing)
            .ToArray();
        var given = new System.Collections.Generic.HashSet<int>();
        foreach (var (place, (name, value)) in call.Arguments.Index())
        {
            var at = name is null
                ? place
                : Array.FindIndex(
                    parameters,
                    parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase)
                );
            if (at < 0 || at >= parameters.Length)
            {
                throw new FormatException(
                    $"{call.Name} takes {string.Join(", ", parameters.Select(parameter => parameter.Name))}, not {name ?? $"{call.Arguments.Length} arguments"}"
                );
            }

            values[at] = given.Add(at)
                ? Made(value, parameters[at].ParameterType, names)
                : throw new FormatException($"{call.Name} is given {parameters[at].Name} twice");
        }

        var missing = Array.FindIndex(values, value => value == Type.Missing);
        return missing < 0 ? values : throw new FormatException($"{call.Name} lacks its {parameters[missing].Name}");
    }

    // A hint where only the case is wrong or the beginning is right.
    private static string Similar(string name, Type type)
    {
        string[] similar =
        [
            .. Methods
                .Where(group =>
                    group.Any(method => type.IsAssignableFrom(method.ReturnType))
                    && name.Length > 1
                    && group.Key.StartsWith(name[..2], StringComparison.OrdinalIgnoreCase)
                )
                .Select(group => group.Key)
                .Order(StringComparer.Ordinal),
        ];
        return similar.Length == 0 ? string.Empty : $"; there is {Listing.Of(similar)}";
    }
}
