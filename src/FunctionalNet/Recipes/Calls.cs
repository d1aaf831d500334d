using System.Collections.Immutable;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// Layers, losses, optimizers and schedules from text: calls of the factories in <see cref="Net"/>, in the form in which records print
/// themselves and programs are written. Nothing else can be called.
/// </summary>
/// <remarks>Arguments are numbers, texts, true, false, null, enumeration values, lists, and calls; neither functions nor tensors.</remarks>
/// <example><code>
/// Layer net = Calls.Read&lt;Layer&gt;("Dense(256) >> Gelu() >> Dense(10, bias: false)").OrThrow();
/// Transform optimizer = Calls.Read&lt;Transform&gt;("AdamW(WarmupCosine(3e-3, 200, steps))", new Dictionary&lt;string, double&gt; { ["steps"] = 5_000 }).OrThrow();
/// </code></example>
public static partial class Calls
{
    private const string Null = "null";

    private static readonly ILookup<string, Factory> Factories = Table()
        .ToLookup(factory => factory.Name, StringComparer.Ordinal);

    /// <summary>Evaluates a text.</summary>
    /// <typeparam name="T">The expected type: a layer, loss, transform, schedule or initializer.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="names">Named numbers that may occur in it.</param>
    /// <returns>The value, or the error.</returns>
    public static Either<Error, T> Read<T>(string text, IReadOnlyDictionary<string, double>? names = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var known = names ?? new Dictionary<string, double>(StringComparer.Ordinal);
            return (T)Made(CallText.Parse(text), typeof(T), known);
        }
        catch (Exception e) when (e is FormatException or InsufficientExecutionStackException)
        {
            return Error.New($"\"{text}\" is no {typeof(T).Name.ToLowerInvariant()}: {e.Message}");
        }
    }

    private static object Made(CallText text, Type type, IReadOnlyDictionary<string, double> names)
    {
        Nesting.CheckStack();
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return text switch
        {
            CallText.Invocation call => Invoked(call, inner, names),
            CallText.Sequence chain when inner == typeof(Layer) => Checked(() =>
                Parts<Layer>(chain, names).Aggregate((first, second) => first >> second)
            )!,
            CallText.Sequence chain when inner == typeof(Transform) => Checked(() =>
                Parts<Transform>(chain, names).Aggregate((first, second) => first >> second)
            )!,
            CallText.Sum sum when inner == typeof(Loss) => Added(sum, names),
            CallText.Quoted quoted when inner == typeof(string) => quoted.Text,
            CallText.Tuple tuple => Gathered(tuple.Items, inner, names),
            CallText.Number or CallText.Product when Number(text, names) is { } number => Numeric(number, inner),
            CallText.Product product when inner == typeof(Loss) && Number(product.Left, names) is { } weight => Checked(
                () =>
                    weight * (Loss)Made(product.Right, inner, names)
            )!,
            CallText.Product product when inner == typeof(Schedule) => Checked(() =>
                (Schedule)Made(product.Left, inner, names) * (Schedule)Made(product.Right, inner, names)
            )!,
            CallText.Word { Text: Null } => throw new FormatException(
                $"null is given where a {Wanted(inner)} is expected"
            ),
            CallText.Word { Text: "true" } when inner == typeof(bool) => true,
            CallText.Word { Text: "false" } when inner == typeof(bool) => false,
            CallText.Word word when inner.IsEnum => Enum.TryParse(inner, word.Text.Split('.')[^1], out var value)
                ? value
                : throw new FormatException(
                    $"{inner.Name} has no {word.Text}, but {string.Join(", ", Enum.GetNames(inner))}"
                ),
            CallText.Word word when Word(inner, word.Text.Split('.')[^1]) is { } value => value,
            CallText.Word word => Numeric(Number(word, names)!.Value, inner),
            _ => throw new FormatException($"a {inner.Name} cannot be written so"),
        };
    }

    private static IEnumerable<T> Parts<T>(CallText.Sequence chain, IReadOnlyDictionary<string, double> names) =>
        chain.Parts.Select(
            (part, place) =>
                part is CallText.Word { Text: Null }
                    ? throw new FormatException(
                        $"part {place + 1} of a chain is null, where a {Wanted(typeof(T))} is expected"
                    )
                    : (T)Made(part, typeof(T), names)
        );

    // A loss, plus further losses or a penalty.
    private static Loss Added(CallText.Sum sum, IReadOnlyDictionary<string, double> names)
    {
        var left = (Loss)Made(sum.Left, typeof(Loss), names);
        var isPenalty =
            sum.Right is CallText.Invocation call
            && Factories[call.Name].Any(factory => factory.Result.IsAssignableTo(typeof(Penalty)));
        return isPenalty
            ? (Loss)Checked(() => left + (Penalty)Made(sum.Right, typeof(Penalty), names))!
            : (Loss)Checked(() => left + (Loss)Made(sum.Right, typeof(Loss), names))!;
    }

    // A number, a named one, or a product of these; null for anything else.
    private static double? Number(CallText text, IReadOnlyDictionary<string, double> names)
    {
        Nesting.CheckStack();
        return text switch
        {
            CallText.Number number => number.Value,
            CallText.Word word => Named(word.Text, names),
            CallText.Product product => Number(product.Left, names) * Number(product.Right, names),
            _ => null,
        };
    }

    private static double Named(string name, IReadOnlyDictionary<string, double> names) =>
        names.TryGetValue(name, out var number) ? number
        : name is "Infinity" or "double.PositiveInfinity" ? double.PositiveInfinity
        : name is "double.NegativeInfinity" ? double.NegativeInfinity
        : throw new FormatException(
            $"{name} is unknown{(names.Count == 0 ? string.Empty : $"; known are {string.Join(", ", names.Keys)}")}"
        );

    // A list or tuple: numbers for the axes of a window or a shape, or a pair such as (3, Dense(4)).
    private static object Gathered(ImmutableArray<CallText> items, Type type, IReadOnlyDictionary<string, double> names)
    {
        var types = type == typeof(int[]) ? Each(typeof(int), items.Length) : Elements(type, items.Length);
        if (types?.Length != items.Length)
        {
            throw new FormatException($"{items.Length} values are given where a {Wanted(type)} is expected");
        }

        object?[] values = [.. items.Zip(types, (item, element) => Made(item, element, names))];
        return type == typeof(int[])
            ? Each<int>(values)
            : Checked(() => Gathered(type, values))
                ?? throw new FormatException($"a {Wanted(type)} cannot be written so");
    }

    // All factories; static values of types, such as Padding.Same; implicit conversions of numbers, such as to a rate or to sizes of a
    // window; and the types of tuples, with their constructors.
    private static partial Factory[] Table();

    private static partial object? Word(Type type, string word);

    private static partial object? Converted(Type type, double number, bool isWhole);

    private static partial Type[]? Elements(Type type, int count);

    private static partial object? Gathered(Type type, object?[] values);

    private static Type[] Each(Type type, int count) => [.. Enumerable.Repeat(type, count)];

    private static object Numeric(double number, Type type)
    {
        var isWhole = number is >= int.MinValue and <= int.MaxValue && double.IsInteger(number);
        return type == typeof(double) ? number
            : type == typeof(int) && isWhole ? (int)number
            : Checked(() => Converted(type, number, isWhole)) is { } converted ? converted
            : throw new FormatException(
                FormattableString.Invariant($"{number} is given where a {Wanted(type)} is expected")
            );
    }

    private static string Wanted(Type type) =>
        type == typeof(int) ? "whole number"
        : type == typeof(double) ? "number"
        : type.IsArray ? "list"
        : type.IsGenericType ? "group of values"
        : type.Name;

    private static object? Checked(Func<object?> made)
    {
        try
        {
            return made();
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static object Invoked(CallText.Invocation call, Type type, IReadOnlyDictionary<string, double> names)
    {
        Factory[] factories = [.. Factories[call.Name].Where(factory => factory.Result.IsAssignableTo(type))];
        if (factories.Length == 0)
        {
            throw new FormatException(
                $"there is no {type.Name.ToLowerInvariant()} {call.Name}{Similar(call.Name, type)}"
            );
        }

        var wrong = new List<string>();
        foreach (var factory in factories)
        {
            try
            {
                return Called(factory, Arguments(call, factory.Parameters, names));
            }
            catch (FormatException e)
            {
                wrong.Add(e.Message);
            }
        }

        throw new FormatException(wrong[0]);
    }

    private static object Called(Factory factory, object?[] arguments)
    {
        try
        {
            return factory.Call(arguments);
        }
        catch (Exception e) when (e is ArgumentException or ShapeException or OverflowException)
        {
            throw new FormatException($"{factory.Name}: {e.Message}", e);
        }
    }

    private static object?[] Arguments(
        CallText.Invocation call,
        Parameter[] parameters,
        IReadOnlyDictionary<string, double> names
    )
    {
        var values = Array.ConvertAll(
            parameters,
            parameter => parameter.IsList ? Array.Empty<object?>() : parameter.Standard
        );
        var given = new bool[parameters.Length];
        foreach (var (place, (name, value)) in call.Arguments.Index())
        {
            var at =
                name is not null
                    ? Array.FindIndex(
                        parameters,
                        parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase)
                    )
                : parameters is [.., { IsList: true }] ? Math.Min(place, parameters.Length - 1)
                : place;
            if (at < 0 || at >= parameters.Length)
            {
                throw new FormatException(
                    $"{call.Name} takes {string.Join(", ", parameters.Select(parameter => parameter.Name))}, not {name ?? $"{call.Arguments.Length} arguments"}"
                );
            }

            var parameter = parameters[at];
            if (given[at] && !parameter.IsList)
            {
                throw new FormatException($"{call.Name} is given {parameter.Name} twice");
            }

            // A parameter for any number of values accepts a list, too.
            var isAll = parameter.IsList && value is CallText.Tuple && Elements(parameter.Type, 1) is null;
            object?[] made =
            [
                .. (isAll ? ((CallText.Tuple)value).Items : [value]).Select(one =>
                    one is not CallText.Word { Text: Null } ? Made(one, parameter.Type, names)
                    : parameter.TakesNull ? null
                    : throw new FormatException(
                        $"{call.Name} is given null for {parameter.Name}, where a {Wanted(parameter.Type)} is expected"
                    )
                ),
            ];
            values[at] = parameter.IsList ? (object?[])[.. (object?[])values[at]!, .. made] : made[0];
            given[at] = true;
        }

        var missing = Array.FindIndex(
            [.. parameters.Zip(given, (parameter, isGiven) => isGiven || parameter.IsOptional || parameter.IsList)],
            isThere => !isThere
        );
        return missing < 0 ? values : throw new FormatException($"{call.Name} lacks its {parameters[missing].Name}");
    }

    private static T[] Each<T>(object? values) => [.. ((object?[])values!).Cast<T>()];

    // A suggestion, if only the case differs or the prefix matches.
    private static string Similar(string name, Type type)
    {
        string[] similar =
        [
            .. Factories
                .Where(group =>
                    group.Any(factory => factory.Result.IsAssignableTo(type))
                    && name.Length > 1
                    && group.Key.StartsWith(name[..2], StringComparison.OrdinalIgnoreCase)
                )
                .Select(group => group.Key)
                .Order(StringComparer.Ordinal),
        ];
        return similar.Length == 0 ? string.Empty : $"; there is {Listing.Of(similar)}";
    }

    /// <summary>A factory.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Result">The type of its result.</param>
    /// <param name="Parameters">Its parameters.</param>
    /// <param name="Call">Calls it with values of these types.</param>
    private sealed record Factory(string Name, Type Result, Parameter[] Parameters, Func<object?[], object> Call);

    /// <summary>A parameter of a factory.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">Its type; for a list, that of an element.</param>
    /// <param name="IsOptional">Whether it has a default.</param>
    /// <param name="Standard">The default.</param>
    /// <param name="IsList">Whether it accepts any number of values.</param>
    private sealed record Parameter(
        string Name,
        Type Type,
        bool IsOptional = false,
        object? Standard = null,
        bool IsList = false
    )
    {
        /// <summary>Gets a value indicating whether null is a value of it: that of a nullable number, or the default.</summary>
        public bool TakesNull =>
            Nullable.GetUnderlyingType(Type) is not null || (IsOptional && Standard is null && !Type.IsValueType);
    }
}
