using System.Collections.Immutable;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>The derivative of Conv by its filters.</content>
public static partial class Ops
{
    /// <summary>
    /// The cotangent of the filters of a convolution, from its input and the cotangent of its result: dw[k] = Σ x[o stride + k dilation -
    /// padding] dy[o] over samples and windows.
    /// </summary>
    /// <remarks>CUDA: float, double. Body: Conv(x, dy) with samples for channels, strides for dilations.</remarks>
    internal sealed record ConvWeightGradOp(Window Window, int Groups) : Function, IOperator
    {
        public static string Onnx => "functionalnet.ConvWeightGrad";

        public static IEnumerable<Example> Examples =>
            ConvExamples
                .Of((x, stride, padding, dilation, groups) => x[0].Conv(x[1], stride, padding, dilation, groups))
                .Select(Example);

        public override string Name => Onnx;

        internal override bool IsFused => true;

        public static Expr FromOnnx(OnnxNode node) =>
            throw new FormatException($"{node.Operator} is written as its body and read as that.");

        public override string ToString() => $"ConvWeightGrad {Window}{InGroups(Groups)}";

        internal override Expr? Vmap(Expr y, Expr[] inputs, Dim size) =>
            FromSamples(
                new(this with { Groups = Groups * Samples(size) }, [.. Mapped(y, inputs, size).Select(ToGroups)]),
                size
            );

        internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
        {
            inputs[0].Require(ElementType.Float, Name);
            inputs[1].Require(ElementType.Float, Name);
            var (x, dy) = (inputs[0].Shape, inputs[1].Shape);
            var places = new Shape([.. Enumerable.Range(0, Window.Axes(Name, x)).Select(Outputs)]);
            if (dy != new Shape(x[0], dy[1]).Append(places) || x[1].Size % Groups != 0 || dy[1].Size % Groups != 0)
            {
                throw new ShapeException(
                    Name,
                    $"no convolution of {x} in {Groups} groups gives {dy}",
                    $"give a cotangent of [{x[0]}, filters, {string.Join(", ", places)}] and groups that divide channels and filters"
                );
            }

            return new(new Shape([dy[1], x[1].Size / Groups, .. Window.Kernel.Select(size => (Dim)size)]));

            Dim Outputs(int axis) => Window.Outputs(Onnx, x, axis);
        }

        internal override long Flops(Expr y) => Products(y.Inputs[1].Shape.Size, y.Shape);

        // The sum over samples replaces the one over channels, and the filters replace the samples: dy slides over x with the dilation as
        // its stride, and the stride as its dilation.
        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            var (x, dy) = (inputs[0], inputs[1]);
            var swapped = new Window(
                dy.Shape[2..].Sizes(),
                Window.Dilations,
                Window.Before,
                Window.After,
                Window.Strides
            );
            var samples = Groups == 1 ? SwapFirstTwo(x) : InnerChannels(x);
            var filters = SwapFirstTwo(dy);
            var dw = SwapFirstTwo(new Expr(new ConvOp(swapped, Groups), samples, filters));
            for (var axis = 0; axis < Window.Rank; axis++)
            {
                dw = dw.Narrow(axis + 2, 0, Window.Kernel[axis]);
            }

            return dw;
        }

        internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
            IsEmpty(inputs, output) ? OfNothing(this, inputs, output)
            : IsDepthwise(Groups, output.Shape)
                ? new DepthwiseWeightGradKernel<T>(Window, inputs[0], inputs[1], output, team)
            : Groups == 1 && ThinWeightGradKernel<T>.Fits(output.Shape, inputs[1].Shape)
                ? new ThinWeightGradKernel<T>(Window, inputs[0], inputs[1], output, team)
            : new ConvWeightGradKernel<T>(Window, Groups, inputs[0], inputs[1], output, team);

        internal override ImmutableArray<Expr?> Vjp(Expr y, Expr dy)
        {
            var (x, flow) = (y.Inputs[0], y.Inputs[1]);
            return [Back(flow, dy, Window, Groups, x.Shape), new Expr(new ConvOp(Window, Groups), x, dy)];
        }

        internal override OnnxNode? ToOnnx(Expr y) => null;

        private static Example Example(Example of)
        {
            var y = of.Trace().Output;
            var op = (ConvOp)y.Op;
            return of with
            {
                Build = x => new(new ConvWeightGradOp(op.Window, op.Groups), x[0], x[1]),
                Domains = [of.Domains[0], new Domain(y.Shape)],
            };
        }

        // [n, g c, ...] to [c, g n, ...].
        private Expr InnerChannels(Expr x)
        {
            var (samples, channels) = (x.Shape[0], x.Shape[1].Size / Groups);
            var places = x.Shape[2..];
            return x.Reshape(new Shape(samples, Groups, channels).Append(places))
                .Transpose([2, 1, 0, .. Enumerable.Range(3, places.Rank)])
                .Reshape(new Shape(channels, Dim.Product([Groups, samples])).Append(places));
        }
    }
}
