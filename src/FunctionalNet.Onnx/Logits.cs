namespace FunctionalNet;

/// <summary>Models without the softmax at their end.</summary>
public static class Logits
{
    /// <summary>
    /// The layer up to its last softmax: [..., classes] to scores, as a loss of scores wants them. A layer that ends otherwise
    /// stays what it is. Paths are the same, so that what one learns the other has.
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
