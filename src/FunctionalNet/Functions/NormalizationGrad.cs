using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>The derivatives of LayerNormalization and RmsNormalization.</content>
public static partial class Ops
{
    private static ImmutableArray<Expr?> NormalizationVjp(bool isCentered, int axis, double epsilon, Expr y, Expr dy)
    {
        var x = y.Inputs[0];
        var grad = new NormalizationGradOp(isCentered, axis, epsilon);
        if (y.Inputs.Length == 1)
        {
            return [new Expr(grad, x, dy)];
        }

        Expr dx = new(grad, x, dy, y.Inputs[1]);
        Expr scale = new(new NormalizationScaleGradOp(isCentered, axis, epsilon), x, dy);
        return y.Inputs.Length == 2 ? [dx, scale] : [dx, scale, dy];
    }

    private static ImmutableArray<Domain> NormalizedRows(bool scaled) =>
        [new Domain(new(4, 7)), new Domain(new(4, 7)), .. scaled ? [new Domain(new(7))] : Array.Empty<Domain>()];

    /// <summary>The cotangent of x in one pass over each row, from x, dy and optionally the scale.</summary>
    /// <remarks>CUDA: float, double. Body: (g - mean(g) - n mean(g n)) / √(variance + ε), g = dy scale, n = normalized x.</remarks>
    private sealed record NormalizationGradOp(bool IsCentered, int Axis, double Epsilon) : Function, IOperator
    {
        public static string Onnx => "functionalnet.NormalizationGrad";

        public static IEnumerable<Example> Examples =>
            [
                new("layer", x => new(new NormalizationGradOp(true, 1, 1e-5), x), NormalizedRows(scaled: true)),
                new("layer plain", x => new(new NormalizationGradOp(true, 1, 1e-5), x), NormalizedRows(scaled: false)),
                new("rms", x => new(new NormalizationGradOp(false, 1, 1e-5), x), NormalizedRows(scaled: true)),
                new("rms plain", x => new(new NormalizationGradOp(false, 0, 0.1), x), NormalizedRows(scaled: false)),
            ];

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node) =>
            throw new FormatException($"{node.Operator} is written as its body and read as that.");

        public override string ToString() => $"{(IsCentered ? "Layer" : "RMS")}NormalizationGrad axis {Axis}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            SameType(Name, inputs[0], inputs[1]);
            return Normalized(Name, Axis, [inputs[0], .. inputs[2..]]);
        }

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var x = inputs[0];
            var flow = inputs.Length > 2 ? inputs[1] * inputs[2] : inputs[1];
            var axes = AxesFrom(x, Axis);
            var centered = IsCentered ? x - x.ReduceMean(axes, keepDims: true) : x;
            var inverse = ((centered * centered).ReduceMean(axes, keepDims: true) + Epsilon).Sqrt().Reciprocal();
            var normal = centered * inverse;
            var away = normal * (flow * normal).ReduceMean(axes, keepDims: true);
            var level = IsCentered ? flow - flow.ReduceMean(axes, keepDims: true) : flow;
            return (level - away) * inverse;
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            output.Length > 0
                ? new Rows<T>(this, inputs, output, AxisView.Of(output.Sizes, Axis).Outer, team)
                : base.Compile(inputs, output, team);

        internal override OnnxNode? ToOnnx(Expr y) => null;

        private sealed class Rows<T>(
            NormalizationGradOp op,
            ImmutableArray<Buffer<T>> inputs,
            Buffer<T> dx,
            int rows,
            Team team
        ) : RowKernel(rows, dx.Length / rows, team)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            private readonly Buffer<T> x = inputs[0];
            private readonly Buffer<T> dy = inputs[1];
            private readonly Buffer<T>? scale = inputs.Length > 2 ? inputs[2] : null;
            private readonly int size = dx.Length / rows;

            protected override void Row(int row) =>
                NormalizationRow.Gradient<T>(
                    x.Span.Slice(row * size, size),
                    dy.Span.Slice(row * size, size),
                    scale is null ? [] : scale.Span,
                    op.IsCentered,
                    op.Epsilon,
                    dx.Span.Slice(row * size, size)
                );
        }
    }

    /// <summary>The cotangent of the scale: dy times the normalized x, summed over the rows.</summary>
    /// <remarks>CUDA: float, double. Body: Σ dy n over the rows.</remarks>
    private sealed record NormalizationScaleGradOp(bool IsCentered, int Axis, double Epsilon) : Function, IOperator
    {
        public static string Onnx => "functionalnet.NormalizationScaleGrad";

        public static IEnumerable<Example> Examples =>
            [
                new("layer", x => new(new NormalizationScaleGradOp(true, 1, 1e-5), x), NormalizedRows(scaled: false)),
                new("rms", x => new(new NormalizationScaleGradOp(false, 1, 1e-5), x), NormalizedRows(scaled: false)),
                new(
                    "many rows",
                    x => new(new NormalizationScaleGradOp(true, 1, 1e-5), x),
                    new Domain(new(700, 90)),
                    new Domain(new(700, 90))
                )
                {
                    Tolerance = 1e-4,
                },
            ];

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node) =>
            throw new FormatException($"{node.Operator} is written as its body and read as that.");

        public override string ToString() => $"{(IsCentered ? "Layer" : "RMS")}NormalizationScaleGrad axis {Axis}";

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            SameType(Name, inputs[0], inputs[1]);
            return new(inputs[0].Shape[Axis..], inputs[0].Require(ElementType.Float, Name));
        }

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var product = inputs[1] * Normalize(inputs[0], IsCentered, Axis, Epsilon);
            return Axis == 0 ? product : product.ReduceSum([.. Enumerable.Range(0, Axis)]);
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            inputs[0].Length > 0
                ? new Sum<T>(this, inputs[0], inputs[1], output, team)
                : base.Compile(inputs, output, team);

        internal override OnnxNode? ToOnnx(Expr y) => null;

        // Each part sums its rows; the parts depend on the shape alone, and are summed in order.
        private sealed class Sum<T> : Kernel
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            private const int ElementsPerPart = 1 << 14;
            private const int MaxParts = 16;

            private readonly Buffer<T> total;
            private readonly Team team;
            private readonly Rows rows;
            private readonly Partition partition;

            public Sum(NormalizationScaleGradOp op, Buffer<T> x, Buffer<T> dy, Buffer<T> total, Team team)
            {
                (this.total, this.team) = (total, team);
                var parts = Math.Clamp(x.Length / ElementsPerPart, 1, Math.Min(MaxParts, x.Length / total.Length));
                rows = new Rows(op, x, dy, total.Length, parts);
                partition = new Partition(parts, (part, _) => rows.Add(part));
            }

            public override void Run()
            {
                partition.Run(team);
                rows.Of(0).CopyTo(total.Span);
                for (var part = 1; part < partition.Parts; part++)
                {
                    System.Numerics.Tensors.TensorPrimitives.Add<T>(total.Span, rows.Of(part), total.Span);
                }
            }

            private sealed unsafe class Rows(
                NormalizationScaleGradOp op,
                Buffer<T> x,
                Buffer<T> dy,
                int size,
                int parts
            )
            {
                private readonly PinnedMemory<T> sums = new(parts * size);
                private readonly int count = x.Length / size;

                public Span<T> Of(int part) => sums.Span.Slice(part * size, size);

                public void Add(int part)
                {
                    var sum = Of(part);
                    sum.Clear();
                    var end = Partition.PartStart(count, parts, part + 1);
                    for (var row = Partition.PartStart(count, parts, part); row < end; row++)
                    {
                        NormalizationRow.AddScaleGradient<T>(
                            x.Span.Slice(row * size, size),
                            dy.Span.Slice(row * size, size),
                            op.IsCentered,
                            op.Epsilon,
                            sum
                        );
                    }
                }
            }
        }
    }

    private static void SameType(string rule, Expr x, Expr dy)
    {
        if (x.Type != dy.Type)
        {
            throw new ShapeException(rule, $"x is {x.Type}, dy {dy.Type}", "give both the same type");
        }
    }
}
