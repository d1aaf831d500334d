using System.Collections.Immutable;

namespace FunctionalNet.Execution;

/// <summary>
/// Sums of many values over the shares of a batch, in buckets: the sum of a bucket starts as soon as its last value is available, and is
/// awaited where the first of its sums is read. So the gradients of the last layers are summed while those of the first are computed.
/// </summary>
/// <remarks>PyTorch: DistributedDataParallel, bucket_cap_mb. Li and others, "PyTorch Distributed", 2020.</remarks>
internal static class Buckets
{
    // Starting the sum of a smaller bucket takes longer than its transfer.
    private const int Elements = 1 << 18;

    /// <summary>The sums of values, in their order.</summary>
    public static Expr[] Sum(AllReduceThread reducer, IReadOnlyList<Expr> values)
    {
        var sums = new Expr[values.Count];
        var buckets = Cut(values);
        foreach (var bucket in buckets)
        {
            var begun = new Expr(
                new Begin(reducer, bucket.Count, IsAhead: buckets.Count > 1),
                [.. bucket.Select(place => values[place])]
            );
            var at = 0;
            foreach (var place in bucket)
            {
                sums[place] = new Expr(new End(reducer, at, values[place].Shape), begun);
                at += values[place].Shape.Size;
            }
        }

        return sums;
    }

    /// <summary>Removes values that nothing reads from buckets, such as gradients of frozen parameters.</summary>
    public static Expr[] Used(IReadOnlyList<Expr> roots)
    {
        var read = Expr.Sort(roots)
            .Where(expr => expr.Op is End)
            .ToLookup(expr => expr.Inputs[0], expr => ((End)expr.Op).At);
        var moved = new Dictionary<(Expr Bucket, int At), int>();
        return Expr.Replace(
            roots,
            (expr, inputs) =>
                expr.Op switch
                {
                    Begin begin => Narrowed(begin, expr, inputs),
                    End end => new Expr(end with { At = moved[(expr.Inputs[0], end.At)] }, inputs),
                    _ => null,
                }
        );

        Expr Narrowed(Begin begin, Expr bucket, Expr[] inputs)
        {
            var used = new List<Expr>();
            var (at, next) = (0, 0);
            foreach (var input in inputs)
            {
                if (read[bucket].Contains(at))
                {
                    moved[(bucket, at)] = next;
                    next += input.Shape.Size;
                    used.Add(input);
                }

                at += input.Shape.Size;
            }

            return new Expr(begin with { Count = used.Count }, [.. used]);
        }
    }

    // In the order of creation, which is close to the order of computation.
    private static List<List<int>> Cut(IReadOnlyList<Expr> values)
    {
        var buckets = new List<List<int>>();
        var left = 0;
        foreach (var place in Enumerable.Range(0, values.Count).OrderBy(place => values[place].Id))
        {
            if (left <= 0)
            {
                buckets.Add([]);
                left = Elements;
            }

            buckets[^1].Add(place);
            left -= values[place].Shape.Size;
        }

        return buckets;
    }

    /// <summary>The concatenated values of a bucket, whose sums have started, or are complete if nothing is computed meanwhile.</summary>
    internal sealed record Begin(AllReduceThread Worker, int Count, bool IsAhead) : Op, ICollective
    {
        /// <inheritdoc/>
        public override string Name => "BeginAllReduce";

        /// <inheritdoc/>
        public override string ToString() => $"{Name} {Count}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            var size = 0;
            foreach (var input in inputs[..Count])
            {
                input.Require(ElementType.Float, Name);
                size = checked(size + input.Shape.Size);
            }

            return new(new Shape(size));
        }

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            var rest = output.Span;
            foreach (var input in inputs[..Count])
            {
                input.Span.CopyTo(rest);
                rest = rest[input.Length..];
            }

            if (IsAhead)
            {
                Worker.Begin(output.Span);
            }
            else
            {
                Worker.Sum(output.Span);
            }
        }

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => throw NotDifferentiated(Name);

        internal override OnnxNode? ToOnnx(Expr y) => null;
    }

    /// <summary>One of the sums of a bucket, once it is complete.</summary>
    internal sealed record End(AllReduceThread Worker, int At, Shape Of) : Op
    {
        /// <inheritdoc/>
        public override string Name => "EndAllReduce";

        /// <inheritdoc/>
        public override string ToString() => $"{Name} {At}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => new(Of);

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
        {
            Worker.End(inputs[0].Span);
            inputs[0].Span.Slice(At, output.Length).CopyTo(output.Span);
        }

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy) => throw NotDifferentiated(Name);

        internal override OnnxNode? ToOnnx(Expr y) => null;
    }

    private static NotSupportedException NotDifferentiated(string name) =>
        new($"{name} comes after the gradients, and has no derivative.");
}
