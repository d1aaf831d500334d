using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FunctionalNet;

/// <summary>
/// The maximum depth to which layers, losses, transforms and schedules may be nested. Recursion over them takes stack for each level, and a
/// stack overflow ends the process, so the depth is bounded. Chains are flat and unbounded.
/// </summary>
internal static class Nesting
{
    /// <summary>
    /// The maximum depth. A stack of 1.5 MB, the smallest default of threads on most systems, suffices to compose, differentiate and plan
    /// this many levels.
    /// </summary>
    public const int Max = 500;

    private const string Unread = "A field that is trimmed is read by nobody, so that no walk goes through it.";

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    [ThreadStatic]
    private static int texts;

    /// <summary>A part of a value under construction, which may have all but one of the levels.</summary>
    /// <exception cref="ArgumentException">It is nested more deeply.</exception>
    public static T Part<T>(T part)
        where T : IComposed?
    {
        Check(part, above: 1);
        return part;
    }

    /// <summary>
    /// A value before recursion over it; a user's own types may have nested it more deeply than <see cref="Part"/> allows.
    /// </summary>
    /// <exception cref="ArgumentException">It is nested too deeply.</exception>
    public static T Whole<T>(T whole)
        where T : IComposed?
    {
        Check(whole, above: 0);
        return whole;
    }

    /// <summary>The text of a part within the text of its parent; deeper parts than the bound are omitted.</summary>
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

    /// <summary>Ends a recursion before the stack overflows.</summary>
    /// <exception cref="InsufficientExecutionStackException">The stack is nearly exhausted.</exception>
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

    /// <summary>Those of the parts of a record that are set.</summary>
    public static IEnumerable<IComposed> Given(params IComposed?[] parts) => parts.OfType<IComposed>();

    /// <summary>The parts in the fields of an object: one of its kind, or several in a list, possibly among other values.</summary>
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

            // A default ImmutableArray throws when it is enumerated.
            ValueType list when list.Equals(RuntimeHelpers.GetUninitializedObject(list.GetType())) => [],
            IEnumerable several => several.Cast<object?>().SelectMany(Within),
            _ => [],
        };

    // Only for records that are declared elsewhere: those of the library list their parts.
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

        // Depth first with an explicit stack. A part with several parents is visited once.
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
