namespace FunctionalNet;

/// <summary>Layers whose weights are computed from other parameters.</summary>
internal static class Reparametrization
{
    /// <summary>Applies a layer whose selected weights, among those with inputs and outputs, are replaced by a function of them.</summary>
    /// <param name="name">The name in errors.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="inner">The layer to apply.</param>
    /// <param name="x">Its input.</param>
    /// <param name="where">Which weights, by path; all if absent.</param>
    /// <param name="read">From the scope, the path of a weight, its current expression and the roles of its axes to the expression to use
    /// instead.</param>
    /// <exception cref="ShapeException">The layer has no such weight.</exception>
    public static Expr Apply(
        string name,
        Scope scope,
        Layer inner,
        Expr x,
        Func<string, bool>? where,
        Func<Scope, string, Expr, AxisRoles, Expr> read
    )
    {
        var known = new Dictionary<Expr, Expr>();
        var passed = new List<string>();
        var use = scope.Parameters;
        var y = scope.Using(use with { Read = Read }).Within(inner, x);
        return known.Count > 0
            ? y
            : throw new ShapeException(
                name,
                $"it takes none of {Listing.Of(passed)}",
                "select paths of weights, such as those of dense layers and convolutions"
            );

        Expr Read(Expr parameter)
        {
            var path = parameter.Variable!.Path;
            passed.Add(path);
            var (weight, roles) = (use.Read?.Invoke(parameter) ?? parameter, Adaptation.RolesOf(parameter));
            return !roles.IsMatrix || where?.Invoke(path) == false ? weight
                : known.TryGetValue(parameter, out var made) ? made
                : known[parameter] = read(scope, path, weight, roles);
        }
    }
}
