namespace FunctionalNet;

/// <content>GlobalAveragePool.</content>
public static partial class Ops
{
    /// <summary>The mean of each channel: [batch, channels, ...] to [batch, channels, 1, ...].</summary>
    /// <remarks>ONNX: GlobalAveragePool. CUDA: float, double. Body: ReduceMean over all but the first two axes.</remarks>
    /// <exception cref="ShapeException">There are no axes after batch and channels.</exception>
    /// <example><code>Expr features = x.GlobalAveragePool().Flatten(); // [batch, 64, 7, 7] to [batch, 64]</code></example>
    public static Expr GlobalAveragePool(this Expr x) => new(new GlobalAveragePoolOp(), x);

    private sealed record GlobalAveragePoolOp : Function, IOperator
    {
        public static string Onnx => "GlobalAveragePool";

        public static WeightUse TrainableOperands => WeightUse.Form;

        public static IEnumerable<Example> Examples =>
            [
                new("images", x => x[0].GlobalAveragePool(), new Domain(new(2, 3, 4, 5))),
                new("one axis", x => x[0].GlobalAveragePool(), new Domain(new(2, 3, 37))),
                new("three axes", x => x[0].GlobalAveragePool(), new Domain(new(1, 2, 3, 2, 4))),
                new("one element", x => x[0].GlobalAveragePool(), new Domain(new(1, 2, 1, 1))),
            ];

        public override string Name => Onnx;

        public static Expr FromOnnx(OnnxNode node) => node[0].GlobalAveragePool();

        public override string ToString() => Name;

        internal override Expr? Body(ReadOnlySpan<Expr> inputs)
        {
            inputs[0].Require(ElementType.Float, Name);
            return inputs[0].ReduceMean([.. Enumerable.Range(2, Window.Axes(Name, inputs[0].Shape))], keepDims: true);
        }
    }
}
