namespace FunctionalNet;

/// <summary>A regularization term of the parameters, which <c>loss + penalty</c> adds in each training step.</summary>
/// <example><code>var training = Training.Of(model, SoftmaxCrossEntropy() + L2(1e-4, path => path.EndsWith("weight")), Adam(1e-3));</code></example>
/// <param name="Mask">Which paths are penalized; all if absent. One that takes none of the parameters is an error.</param>
[MadeBy(typeof(Net))]
public abstract partial record Penalty(Func<string, bool>? Mask) : IComposed
{
    /// <summary>The term of one parameter of any shape, a scalar.</summary>
    public abstract Expr Of(Expr parameter);

    /// <summary>The sum of the terms of the parameters selected by the mask, a scalar.</summary>
    /// <exception cref="ArgumentException">The mask selects none of them.</exception>
    public Expr Over(IEnumerable<Expr> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Expr[] all = [.. parameters];
        PathMask.Check(GetType().Name, Mask, all.Select(Path), "leave the penalty out");
        return all.Where(parameter => Mask is null || Mask(Path(parameter)))
                .Select(Of)
                .Aggregate((Expr?)null, (sum, term) => sum is null ? term : sum + term)
            ?? 0;

        static string Path(Expr parameter) => parameter.Variable?.Path ?? string.Empty;
    }
}
