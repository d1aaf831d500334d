using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FunctionalNet;

/// <summary>
/// How deeply layers, losses, transforms and schedules lie within one another. Each level takes stack wherever they are walked over, and
/// a stack that overflows ends the process, so that there is a bound. Chains are flat and have none.
/// </summary>
internal static class Nesting
{
    /// <summary>The most levels. In a stack of 1.5 MB, the least that threads have by default on most systems, so many are composed, differentiated and planned.</summary>
    public const int Max = 500;

    private const string Unread = "A field that is trimmed is read by nobody, so that no walk goes through it.";

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    [ThreadStatic]
    private static int texts;

    /// <summary>A part of what is being made, which may be as deep as leaves one level for that.</summary>
    /// <exception cref="ArgumentException">It is deeper.</exception>
    public static T Part<T>(T part)
        where T : IComposed?
    {
        Check(part, above: 1);
        return part;
    }

    /// <summary>What is about to be walked over, which a user's own types may have made deeper than <see cref="Part"/> lets it be.</summary>
    /// <exception cref="ArgumentException">It is too deep.</exception>
    public static T Whole<T>(T whole)
        where T : IComposed?
    {
        Check(whole, above: 0);
        return whole;
    }

    /// <summary>The text of something within that of what holds it; what is deeper than the bound is left out.</summary>
    public static string Text(Func<string> describe)
    {
        if (texts >= Max)
        {
            return "...";
        }

        texts++;
        try
        {
            return describe();
        }
        finally
        {
            texts--;
        }
    }

    /// <summary>Ends a walk that goes from level to level, before the stack does.</summary>
    /// <exception cref="InsufficientExecutionStackException">There is not enough stack.</exception>
    public static void CheckStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new InsufficientExecutionStackException(
                "What is walked over lies so deeply one within another that the stack of this thread does not hold it. "
                    + "Nest less, or give the thread a larger stack."
            );
        }
    }

    /// <summary>What is there of the parts that a record may hold.</summary>
    public static IEnumerable<IComposed> Given(params IComposed?[] parts) => parts.OfType<IComposed>();

    /// <summary>What the fields of an object hold: one of its sort, or several in a list, maybe beside other values.</summary>
    public static IEnumerable<IComposed> PartsOf(IComposed whole) =>
        Fields.GetOrAdd(whole.GetType(), FieldsOf).SelectMany(field => Within(field.GetValue(whole)));

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2072",
        Justification = "The default of a value type needs no constructor."
    )]
    private static IEnumerable<IComposed> Within(object? value) =>
        value switch
        {
            IComposed part => [part],
            ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Within(tuple[i])),

            // A list of no array, as an ImmutableArray is before anything was given, throws where it is walked over.
            ValueType list when list.Equals(RuntimeHelpers.GetUninitializedObject(list.GetType())) => [],
            IEnumerable several => several.Cast<object?>().SelectMany(Within),
            _ => [],
        };

    // Only for records that are declared elsewhere: the library's own say what they hold.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Unread)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Unread)]
    private static FieldInfo[] FieldsOf(Type type)
    {
        var fields = new List<FieldInfo>();
        for (var at = type; at is not null; at = at.BaseType)
        {
            fields.AddRange(
                at.GetFields(
                        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                    )
                    .Where(field => MayHold(field.FieldType))
            );
        }

        return [.. fields];
    }

    private static bool MayHold(Type type) =>
        type.IsAssignableTo(typeof(IComposed))
        || (type.IsArray && MayHold(type.GetElementType()!))
        || (
            (type.IsAssignableTo(typeof(IEnumerable)) || type.IsAssignableTo(typeof(ITuple)))
            && type.GetGenericArguments().Any(MayHold)
        );

    private static void Check(IComposed? part, int above)
    {
        if (part is null)
        {
            return;
        }

        // Depth first with a stack of its own. What is held in several places is looked at once.
        var depths = new Dictionary<IComposed, int>(ReferenceEqualityComparer.Instance);
        var open = new Stack<(IComposed Part, IComposed[]? Parts)>([(part, null)]);
        while (open.TryPop(out var next))
        {
            if (next.Parts is { } known)
            {
                depths[next.Part] = 1 + known.Select(inner => depths[inner]).DefaultIfEmpty().Max();
            }
            else if (depths.TryAdd(next.Part, 0))
            {
                IComposed[] parts = [.. next.Part.Parts];
                open.Push((next.Part, parts));
                foreach (var inner in parts)
                {
                    open.Push((inner, null));
                }
            }
        }

        if (depths[part] + above > Max)
        {
            throw new ArgumentException(
                $"{depths[part] + above} levels lie one within another, down from {part.GetType().Name}, and at most {Max} can be walked over. "
                    + "Put them one after the other: a chain, made by >>, may have any length.",
                nameof(part)
            );
        }
    }
}
