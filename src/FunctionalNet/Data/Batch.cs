using System.Numerics;

namespace FunctionalNet;

/// <summary>Samples of a data set for one training step. Rows are copied only when they are needed.</summary>
/// <typeparam name="T">The number type.</typeparam>
public readonly record struct Batch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dataset<T> data;
    private readonly int[]? order;
    private readonly int start;

    internal Batch(Dataset<T> data, int[]? order, int start, int count) =>
        (this.data, this.order, this.start, Count) = (data, order, start, count);

    /// <summary>Gets the number of samples.</summary>
    public int Count { get; }

    /// <summary>Gets the inputs, [count, ...].</summary>
    public Tensor<T> Inputs => Rows(data.AllInputs);

    /// <summary>Gets the targets, [count, ...].</summary>
    public Tensor<T> Targets => Rows(data.AllTargets);

    /// <summary>Gets the data set of the samples.</summary>
    internal Dataset<T> Data => data;

    internal void CopyInputs(Span<T> to) => Copy(data.AllInputs, to);

    internal void CopyTargets(Span<T> to) => Copy(data.AllTargets, to);

    /// <summary>A contiguous range of its samples.</summary>
    internal Batch<T> Part(int first, int count) => new(data, order, start + first, count);

    /// <summary>The row of a sample in the data set.</summary>
    internal int Row(int sample) => order is null ? start + sample : order[start + sample];

    private Tensor<T> Rows(Tensor<T> from)
    {
        var rows = new Tensor<T>(from.Shape.With(0, Count));
        Copy(from, rows.Writable);
        return rows;
    }

    private void Copy(Tensor<T> from, Span<T> to)
    {
        var width = Count == 0 ? 0 : to.Length / Count;
        if (order is null)
        {
            from.Span.Slice(start * width, Count * width).CopyTo(to);
            return;
        }

        for (var i = 0; i < Count; i++)
        {
            from.Span.Slice(order[start + i] * width, width).CopyTo(to[(i * width)..]);
        }
    }
}

/// <summary>Creates batches.</summary>
public static class Batch
{
    /// <summary>A batch of samples [n, ...] and their targets [n, ...] or labels [n].</summary>
    /// <exception cref="ArgumentException">The two have different numbers of rows.</exception>
    public static Batch<T> Of<T>(Tensor<T> inputs, Tensor<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new Dataset<T>(inputs, targets).All();

    /// <summary>The batch, if it has samples.</summary>
    internal static Batch<T> NotEmpty<T>(this Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        batch.Count > 0 ? batch : throw new ArgumentException("An empty batch has no mean loss.", nameof(batch));
}
