using System.Numerics;

namespace FunctionalNet;

/// <summary>Shuffles data that does not fit into memory.</summary>
public static class ShuffleBuffering
{
    /// <summary>
    /// The samples in a different order in each epoch, drawn from a moving window: memory holds only the window. A sample can move forward
    /// by at most the window's size, and backward by any distance.
    /// </summary>
    /// <param name="batches">The batches, such as those of a file in its order.</param>
    /// <param name="size">The size of the window in samples, at least one; the larger, the better the shuffle.</param>
    /// <param name="key">Determines the order.</param>
    /// <example><code>var mixed = digits.Batches(32).ShuffleBuffer(1_000, key: 1);</code></example>
    public static Batches<T> ShuffleBuffer<T>(this Batches<T> batches, int size, Key key)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return batches.Stage(
            (epoch, number) => Drawn(epoch, size, batches.Size, key.Split((ulong)number)),
            $"shuffled in windows of {size} by {key.High:x16}{key.Low:x16}"
        );
    }

    private static IEnumerable<Batch<T>> Drawn<T>(IEnumerable<Batch<T>> batches, int window, int size, Key key)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Rows<T>? held = null,
            batch = null;
        var drawn = 0UL;
        foreach (var read in batches)
        {
            var (inputs, targets) = (read.Inputs, read.Targets);
            held ??= new Rows<T>(inputs.Shape[1..], targets.Shape[1..], window);
            batch ??= new Rows<T>(inputs.Shape[1..], targets.Shape[1..], size);
            for (var i = 0; i < read.Count; i++)
            {
                if (held.Count < window)
                {
                    held.Add(inputs, targets, i);
                    continue;
                }

                // The next sample replaces the drawn one.
                var place = Place(key, drawn++, window);
                batch.Add(held, place);
                held.Set(place, inputs, targets, i);
                if (batch.Count == size)
                {
                    yield return batch.Take();
                }
            }
        }

        if (held is null || batch is null)
        {
            yield break;
        }

        foreach (var place in key.Split("rest").Permutation(held.Count))
        {
            batch.Add(held, place);
            if (batch.Count == size)
            {
                yield return batch.Take();
            }
        }

        if (batch.Count > 0)
        {
            yield return batch.Take();
        }
    }

    private static int Place(Key key, ulong number, int window)
    {
        var draw = key.Split(number);
        return (int)(((UInt128)draw.Low * (uint)window) >> 64);
    }

    /// <summary>A buffer that grows as samples arrive, since there may be fewer than its capacity.</summary>
    private sealed class Rows<T>(Shape input, Shape target, int room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private const int First = 64;

        private T[] inputs = [];
        private T[] targets = [];
        private int places;

        public int Count { get; private set; }

        public void Add(Tensor<T> fromInputs, Tensor<T> fromTargets, int row)
        {
            Grow();
            Set(Count++, fromInputs, fromTargets, row);
        }

        public void Add(Rows<T> from, int place)
        {
            Grow();
            from.inputs.AsSpan(place * input.Size, input.Size).CopyTo(inputs.AsSpan(Count * input.Size));
            from.targets.AsSpan(place * target.Size, target.Size).CopyTo(targets.AsSpan(Count * target.Size));
            Count++;
        }

        public void Set(int place, Tensor<T> fromInputs, Tensor<T> fromTargets, int row)
        {
            fromInputs.Span.Slice(row * input.Size, input.Size).CopyTo(inputs.AsSpan(place * input.Size));
            fromTargets.Span.Slice(row * target.Size, target.Size).CopyTo(targets.AsSpan(place * target.Size));
        }

        private void Grow()
        {
            if (Count < places)
            {
                return;
            }

            places = (int)Math.Min(room, Math.Max(First, 2L * places));
            Array.Resize(ref inputs, checked(places * input.Size));
            Array.Resize(ref targets, checked(places * target.Size));
        }

        public Batch<T> Take()
        {
            var batch = Batch.Of<T>(
                new(new Shape(Count).Append(input), inputs.AsSpan(0, Count * input.Size)),
                new(new Shape(Count).Append(target), targets.AsSpan(0, Count * target.Size))
            );
            Count = 0;
            return batch;
        }
    }
}
