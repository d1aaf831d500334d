using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>Frozen weights in fewer bits (<see cref="WeightFormat"/>): decoded right before each operator that reads them.</summary>
internal static class CompactWeights
{
    private const int ElementsPerPart = 1 << 14;

    /// <summary>Whether an expression is such a weight.</summary>
    public static bool Is(Expr expr) => expr.Variable is { Storage: not WeightFormat.Full };

    /// <summary>The graph in which every reader of such a weight reads it decoded.</summary>
    public static Expr[] Decoded(IReadOnlyList<Expr> roots)
    {
        var decoded = new Dictionary<Expr, Expr>();
        return Expr.Replace(
            roots,
            (expr, inputs) =>
                expr.Op is not Decode && Array.Exists(inputs, Is) ? expr.On([.. inputs.Select(Read)]) : null
        );

        Expr Read(Expr input) =>
            !Is(input) ? input
            : decoded.TryGetValue(input, out var known) ? known
            : decoded[input] = new Expr(new Decode(input.Variable!.Storage), input);
    }

    /// <summary>Decodes a weight.</summary>
    internal sealed record Decode(WeightFormat Format) : Op, IRecomputed
    {
        /// <inheritdoc/>
        public override string Name => nameof(Decode);

        /// <inheritdoc/>
        public override string ToString() => $"Decode {Format}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => inputs[0].Type;

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
            Read(inputs[0], output, 0, output.Length);

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            new Decoding<T>(inputs[0], output, team);
    }

    private static void Read<T>(Buffer<T> from, Buffer<T> to, int start, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var part = to.Span.Slice(start, count);
        if (from.Storage.Compact is { } compact)
        {
            compact.Read(start, part);
        }
        else
        {
            from.Span.Slice(start, count).CopyTo(part);
        }
    }

    private sealed class Decoding<T>(Buffer<T> from, Buffer<T> to, Team team) : Kernel
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Partition partition = new(
            Partition.CeilDiv(to.Length, ElementsPerPart),
            (part, _) =>
                Read(from, to, part * ElementsPerPart, Math.Min(ElementsPerPart, to.Length - (part * ElementsPerPart)))
        );

        public override void Run() => partition.Run(team);
    }
}
