namespace FunctionalNet;

/// <summary>Layers whose weights are read as something that is made of them.</summary>
internal static class Reparametrization
{
    /// <summary>A layer applied, with others in the place of the weights that are chosen among those with inputs and outputs.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="inner">The layer.</param>
    /// <param name="x">Its input.</param>
    /// <param name="where">Which paths; all if absent.</param>
    /// <param name="read">From the scope, the path of a weight, what it is read as so far and the roles of its axes to what it is read as.</param>
    /// <exception cref="ShapeException">It takes none.</exception>
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
