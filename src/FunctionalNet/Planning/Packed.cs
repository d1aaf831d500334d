using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet.Execution;

/// <summary>
/// 16-bit numbers packed two to an element: they are only moved, never computed with. Inserted by <see cref="Pack16Bit"/>, never
/// differentiated or exported.
/// </summary>
internal static class Packed
{
    private const int ElementsPerPart = 1 << 14;

    /// <summary>The operand, rounded and packed; scheduled as soon as the operand is available.</summary>
    public static Expr Of(Expr x, Precision precision) => new(new Pack(precision), x);

    /// <summary>The unpacked elements; scheduled right before each reader, in memory that is free in between.</summary>
    public static Expr Unpacked(Expr packed, Shape shape, Precision precision) =>
        new(new Unpack(precision, shape), packed);

    /// <summary>Packs.</summary>
    internal sealed record Pack(Precision Precision) : Op
    {
        /// <inheritdoc/>
        public override string Name => nameof(Pack);

        /// <inheritdoc/>
        public override string ToString() => $"Pack {Precision}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) =>
            new(new Shape((inputs[0].Shape.Size + 1) / 2), inputs[0].Require(ElementType.Float, Name));

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
            HalfPrecision.Pack(Precision, inputs[0].Span, Bits(output, inputs[0].Length));

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            new Parallel(
                inputs[0].Length,
                (start, count) =>
                    HalfPrecision.Pack(
                        Precision,
                        inputs[0].Span.Slice(start, count),
                        Bits(output, inputs[0].Length).Slice(start, count)
                    ),
                team
            );
    }

    /// <summary>Unpacks.</summary>
    internal sealed record Unpack(Precision Precision, Shape Shape) : Op, IRecomputed
    {
        /// <inheritdoc/>
        public override string Name => nameof(Unpack);

        /// <inheritdoc/>
        public override string ToString() => $"Unpack {Precision}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => new(Shape);

        internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output) =>
            HalfPrecision.Unpack(Precision, Bits(inputs[0], output.Length), output.Span);

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            new Parallel(
                output.Length,
                (start, count) =>
                    HalfPrecision.Unpack(
                        Precision,
                        Bits(inputs[0], output.Length).Slice(start, count),
                        output.Span.Slice(start, count)
                    ),
                team
            );
    }

    /// <summary>Reads and unpacks a run of elements.</summary>
    internal sealed class Reader<T>(Buffer<T> packed, int length, Precision precision) : IReader<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Read(int start, Span<T> tile) =>
            HalfPrecision.Unpack(precision, Bits(packed, length).Slice(start, tile.Length), tile);
    }

    private static unsafe Span<ushort> Bits<T>(Buffer<T> packed, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(packed.Pointer, length);

    private sealed class Parallel(int length, Action<int, int> convert, Team team) : Kernel
    {
        private readonly Partition partition = new(
            Partition.CeilDiv(length, ElementsPerPart),
            (part, _) => convert(part * ElementsPerPart, Math.Min(ElementsPerPart, length - (part * ElementsPerPart)))
        );

        public override void Run() => partition.Run(team);
    }
}
