namespace FunctionalNet;

/// <summary>
/// A number of steps as a sum of two scalars: the nearest number of the executor's type, and the rest. In float32 it is exact far beyond
/// 2²⁴, where a single number stops counting.
/// </summary>
/// <remarks>
/// Knuth, "The Art of Computer Programming", volume 2, 4.2.2: the rounding error of a sum is itself a number of the type.
/// </remarks>
/// <param name="Nearest">The nearest number of the executor's type.</param>
/// <param name="Rest">The exact count minus the nearest.</param>
internal readonly record struct StepCount(Expr Nearest, Expr Rest)
{
    /// <summary>The path of the rest of the count at <paramref name="path"/>.</summary>
    public static string RestOf(string path) => $"{path}/rest";

    /// <summary>A count that is state, starting at 0.</summary>
    public static StepCount Of(Scope scope, string name) =>
        new(scope.OwnSlot(name, Shape.Scalar, new Zeros()), scope.OwnSlot(RestOf(name), Shape.Scalar, new Zeros()));

    /// <summary>The count plus a small integer.</summary>
    public StepCount Plus(Expr more)
    {
        var rest = Rest + more;
        var nearest = Nearest + rest;
        return new(nearest, rest - (nearest - Nearest));
    }

    /// <summary>The exact count modulo <paramref name="period"/>.</summary>
    public Expr Mod(int period) => (Nearest.Mod(period) + Rest.Mod(period) + period).Mod(period);
}
