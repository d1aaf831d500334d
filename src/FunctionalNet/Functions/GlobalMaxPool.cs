namespace FunctionalNet;

/// <content>GlobalMaxPool.</content>
public static partial class Ops
{
    /// <summary>The largest element of each channel: [batch, channels, ...] to [batch, channels, 1, ...].</summary>
    /// <remarks>
    /// ONNX: GlobalMaxPool. Equal largest elements share the gradient, as in ReduceMax. CUDA: float, double. Body: ReduceMax over all but
    /// the first two axes.
    /// </remarks>
    /// <exception cref="ShapeException">There are no axes after batch and channels.</exception>
    /// <example><code>Expr features = x.GlobalMaxPool().Flatten(); // [batch, 64, 7, 7] to [batch, 64]</code></example>
    public static Expr GlobalMaxPool(this Expr x) => new(new GlobalMaxPoolOp(), x);

    private sealed record GlobalMaxPoolOp : Function, IOperator
    {
        public static string Onnx => "GlobalMaxPool";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static IEnumerable<Example> Examples =>
            [
                new("images", x => x[0].GlobalMaxPool(), new Domain(new(2, 3, 4, 5))),
                new("one axis", x => x[0].GlobalMaxPool(), new Domain(new(2, 3, 37))),
                new("three axes", x => x[0].GlobalMaxPool(), new Domain(new(1, 2, 3, 2, 4))),
                new("one element", x => x[0].GlobalMaxPool(), new Domain(new(1, 2, 1, 1))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) => node[0].GlobalMaxPool();

        public override string ToString() => Name;

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            inputs[0].Require(ElementType.Float, Name);
            return inputs[0].ReduceMax([.. Enumerable.Range(2, Window.Axes(Name, inputs[0].Shape))], keepDims: true);
        }
    }
}
