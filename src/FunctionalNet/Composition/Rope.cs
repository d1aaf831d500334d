using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// A list that concatenates in constant time and is flattened when it is read, so that building a list of n items one by one takes n, not
/// n², steps. Observably immutable.
/// </summary>
internal sealed class Rope<T>
    where T : class
{
    // An array of the items, or the two concatenated lists; read and replaced atomically.
    private volatile object content;

    private Rope(object content) => this.content = content;

    /// <summary>Gets the items.</summary>
    public ImmutableArray<T> Items
    {
        get
        {
            if (content is not T[] items)
            {
                content = items = Laid();
            }

            return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(items);
        }
    }

    /// <summary>A list of one item.</summary>
    public static Rope<T> Of(T item) => new(new[] { item });

    /// <summary>The concatenation of two lists.</summary>
    public static Rope<T> Of(Rope<T> first, Rope<T> second) => new(new Pair(first, second));

    private T[] Laid()
    {
        var items = new List<T>();
        var open = new Stack<Rope<T>>([this]);
        while (open.TryPop(out var next))
        {
            if (next.content is Pair pair)
            {
                open.Push(pair.Second);
                open.Push(pair.First);
            }
            else
            {
                items.AddRange((T[])next.content);
            }
        }

        return [.. items];
    }

    private sealed record Pair(Rope<T> First, Rope<T> Second);
}
