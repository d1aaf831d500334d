namespace FunctionalNet;

/// <summary>A regularization term of the parameters, which <c>loss + penalty</c> adds in each training step.</summary>
/// <example><code>var training = Training.Of(model, SoftmaxCrossEntropy() + L2(1e-4, path => path.EndsWith("weight")), Adam(1e-3));</code></example>
/// <param name="Mask">Which paths are penalized; all if absent.</param>
[MadeBy(typeof(Net))]
public abstract partial record Penalty(Func<string, bool>? Mask) : IComposed
{
    /// <summary>The term of one parameter of any shape, a scalar.</summary>
    public abstract Expr Of(Expr parameter);

    /// <summary>The sum of the terms of the parameters selected by the mask, a scalar.</summary>
    public Expr Over(IEnumerable<Expr> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters
                .Where(parameter => Mask is null || Mask(parameter.Variable?.Path ?? string.Empty))
                .Select(Of)
                .Aggregate((Expr?)null, (sum, term) => sum is null ? term : sum + term)
            ?? 0;
    }
}
