namespace FunctionalNet;

/// <summary>
/// Sets each element to 0 with the given probability while training and scales the others by 1 / (1 - rate); at inference it is the
/// identity. The shape of the input.
/// </summary>
/// <remarks>
/// ONNX: its body, with the noise as an input of the training step. Srivastava and others, "Dropout: A Simple Way to Prevent
/// Neural Networks from Overfitting", 2014.
/// </remarks>
/// <param name="Rate">The probability of an element to be dropped, from 0 to below 1.</param>
/// <example><code>Layer model = Dense(256) >> Relu() >> Dropout(0.1) >> Dense(10);</code></example>
public sealed partial record Dropout([BelowOne] double Rate) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        if (!scope.IsTraining || Rate.Equals(0))
        {
            return x;
        }

        // The noise is a variable of the step. Training/StepNoise.cs draws it, by Uniform, from the key, the step and the path.
        var kept = scope.Noise("noise", x.Shape, new Uniform()) >= Rate;

        // Where rather than a product: a dropped element may be infinite.
        return kept.Where(x * (1 / (1 - Rate)), 0);
    }
}
