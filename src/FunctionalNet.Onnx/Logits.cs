namespace FunctionalNet;

/// <summary>Models without their final softmax.</summary>
public static class Logits
{
    /// <summary>
    /// The layer without its final softmax: [..., classes] to logits, for a loss of logits. A layer without one is unchanged. Paths are the
    /// same, so that the two share trained values.
    /// </summary>
    /// <example><code>
    /// var training = Training.Of(layer.BeforeSoftmax(), SoftmaxCrossEntropy(), Adam(1e-4));
    /// </code></example>
    public static Layer BeforeSoftmax(this Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return new Scores(layer);
    }

    private sealed record Scores(Layer Model) : Layer
    {
        protected internal override ElementType InputType => Model.InputType;

        public override Expr Apply(Scope scope, Expr x)
        {
            var y = Model.Apply(scope, x);
            return y.Op.Name == "Softmax" ? y.Inputs[0] : y;
        }

        protected override string Describe() => $"{Model}, scores";
    }
}
