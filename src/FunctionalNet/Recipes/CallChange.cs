using System.Collections.Immutable;
using System.Globalization;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Replaces one argument in the text of calls.</summary>
public static partial class Calls
{
    private const string Rate = "rate";

    private static readonly IEqualityComparer<CallText.Invocation> ByReference = ReferenceEqualityComparer.Instance;

    // The parameters of schedules that are the initial or peak rate.
    private static readonly string[] Rates = [Rate, "peak"];

    /// <summary>The text with another value for a parameter of one call: of the outermost, if several nested ones have it.</summary>
    /// <param name="text">The calls.</param>
    /// <param name="path">
    /// The parameter, optionally qualified by names of calls: <c>rate</c>, <c>AdamW.decay</c>. Of several calls with one name,
    /// <c>Dense[1].units</c> is the second, and <c>Dense[*].units</c> is each.
    /// </param>
    /// <param name="value">The new value, as text.</param>
    internal static Either<Error, string> With(string text, string path, string value)
    {
        string[] names = path.Split('.');
        var steps = names[..^1].Select(CallStep.Parse).ToArray();
        return Changed(
            text,
            call =>
            {
                var wanted = CallText.Parse(value);
                var found = Outermost(call, steps, [names[^1]]);
                return found.Count == 0 ? throw new FormatException($"no call in it has {path}{Known(call, names[^1])}")
                    : found.Count > 1 && !steps.Any(step => step.IsEach)
                        ? throw new FormatException($"{found.Count} calls in it have {path}: {Choices(call, found)}")
                    : Replaced(call, found, (one, parameter) => Given(one, parameter, _ => wanted));
            }
        );
    }

    /// <summary>An optimizer with another learning rate: a number is replaced, and a schedule keeps its form with this rate.</summary>
    /// <param name="optimizer">The calls of an optimizer.</param>
    /// <param name="rate">The rate.</param>
    internal static Either<Error, string> WithRate(string optimizer, double rate) =>
        Changed(
            optimizer,
            call =>
                Outermost(call, [], [Rate]) is { Count: > 0 } found
                    ? Replaced(call, found, (one, parameter) => Given(one, parameter, before => Rated(before, rate)))
                    : throw new FormatException("no call in it has a learning rate")
        );

    private static Either<Error, string> Changed(string text, Func<CallText, CallText> change)
    {
        try
        {
            return change(CallText.Parse(text)).Written;
        }
        catch (Exception e) when (e is FormatException or InsufficientExecutionStackException)
        {
            return Error.New($"\"{text}\" cannot be changed so: {e.Message}");
        }
    }

    private static CallText Rated(CallText? before, double rate) =>
        before is null or CallText.Number or CallText.Word ? new CallText.Number(rate)
        : Outermost(before, [], Rates) is { Count: > 0 } found
            ? Replaced(before, found, (one, parameter) => Given(one, parameter, inner => Rated(inner, rate)))
        : throw new FormatException($"{before.Written} has no rate of its own");

    // Among the calls nested in calls of these names, the outermost that have one of the parameters.
    private static Dictionary<CallText.Invocation, Place> Outermost(
        CallText text,
        CallStep[] steps,
        string[] parameters
    )
    {
        var indices = Indices(text);
        var all = Below(text, [])
            .Select(one => (one.Call, one.Path, Place: PlaceOf(one.Call, parameters)))
            .Where(one => one.Place is not null && Follows(one.Path, steps, indices))
            .ToArray();
        var depth = all.Select(one => one.Path.Length).DefaultIfEmpty().Min();
        var isEach = Array.Exists(steps, step => step.IsEach);
        return all.Where(one => isEach || one.Path.Length == depth)
            .ToDictionary(one => one.Call, one => one.Place!, ByReference);
    }

    private static bool Follows(
        ImmutableArray<CallText.Invocation> path,
        CallStep[] steps,
        Dictionary<CallText.Invocation, int> indices
    )
    {
        var found = 0;
        foreach (var call in path)
        {
            found += found < steps.Length && steps[found].Is(call.Name, indices[call]) ? 1 : 0;
        }

        return found == steps.Length;
    }

    // The index of each call among those of its name.
    private static Dictionary<CallText.Invocation, int> Indices(CallText text) =>
        Below(text, [])
            .Select(one => one.Call)
            .GroupBy(call => call.Name, StringComparer.Ordinal)
            .SelectMany(same => same.Index())
            .ToDictionary(one => one.Item, one => one.Index, ByReference);

    private static string Choices(CallText text, Dictionary<CallText.Invocation, Place> found)
    {
        var indices = Indices(text);
        var each = found.Keys.Select(call => call.Name).Distinct(StringComparer.Ordinal).ToArray();
        var all = found.Select(one => $"{one.Key.Name}[{indices[one.Key]}].{one.Value.Name}");
        return $"{string.Join(", ", all)}; name one{(each is [var name] ? $", or {name}[*].{found.Values.First().Name} for all" : string.Empty)}";
    }

    private static IEnumerable<(CallText.Invocation Call, ImmutableArray<CallText.Invocation> Path)> Below(
        CallText text,
        ImmutableArray<CallText.Invocation> path
    )
    {
        Nesting.CheckStack();
        return text switch
        {
            CallText.Invocation call =>
            [
                (call, path.Add(call)),
                .. call.Arguments.SelectMany(argument => Below(argument.Value, path.Add(call))),
            ],
            CallText.Sequence chain => chain.Parts.SelectMany(part => Below(part, path)),
            CallText.Tuple tuple => tuple.Items.SelectMany(item => Below(item, path)),
            CallText.Sum sum => Below(sum.Left, path).Concat(Below(sum.Right, path)),
            CallText.Product product => Below(product.Left, path).Concat(Below(product.Right, path)),
            _ => [],
        };
    }

    private static CallText Replaced(
        CallText text,
        Dictionary<CallText.Invocation, Place> calls,
        Func<CallText.Invocation, Place, CallText> change
    )
    {
        return Replace(text);

        CallText Replace(CallText one)
        {
            Nesting.CheckStack();
            return one switch
            {
                CallText.Invocation call when calls.TryGetValue(call, out var place) => change(Within(call), place),
                CallText.Invocation call => Within(call),
                CallText.Sequence chain => new CallText.Sequence([.. chain.Parts.Select(Replace)]),
                CallText.Tuple tuple => new CallText.Tuple([.. tuple.Items.Select(Replace)]),
                CallText.Sum sum => new CallText.Sum(Replace(sum.Left), Replace(sum.Right)),
                CallText.Product product => new CallText.Product(Replace(product.Left), Replace(product.Right)),
                _ => one,
            };
        }

        CallText.Invocation Within(CallText.Invocation call) =>
            call with
            {
                Arguments = [.. call.Arguments.Select(argument => (argument.Name, Replace(argument.Value)))],
            };
    }

    private static Place? PlaceOf(CallText.Invocation call, string[] parameters) =>
        Factories[call.Name]
            .SelectMany(factory => factory.Parameters.Index())
            .Where(one => !one.Item.IsList && parameters.Contains(one.Item.Name, StringComparer.OrdinalIgnoreCase))
            .Select(one => new Place(one.Item.Name, one.Index))
            .FirstOrDefault();

    private static CallText Given(CallText.Invocation call, Place place, Func<CallText?, CallText> value)
    {
        var at = Array.FindIndex(
            [.. call.Arguments.Index()],
            one =>
                one.Item.Name is { } name
                    ? string.Equals(name, place.Name, StringComparison.OrdinalIgnoreCase)
                    : one.Index == place.Index
        );
        return call with
        {
            Arguments =
                at < 0
                    ? call.Arguments.Add((place.Name, value(null)))
                    : call.Arguments.SetItem(at, (call.Arguments[at].Name, value(call.Arguments[at].Value))),
        };
    }

    private static string Known(CallText text, string wanted)
    {
        string[] known =
        [
            .. Below(text, [])
                .SelectMany(one => Factories[one.Call.Name])
                .SelectMany(factory => factory.Parameters)
                .Where(parameter => !parameter.IsList)
                .Select(parameter => parameter.Name)
                .Distinct(StringComparer.Ordinal),
        ];
        return known.Length == 0
            ? string.Empty
            : $"; there are {string.Join(", ", known)}{Suggestion.After(wanted, known)}";
    }

    /// <summary>The position of a parameter.</summary>
    private sealed record Place(string Name, int Index);
}
