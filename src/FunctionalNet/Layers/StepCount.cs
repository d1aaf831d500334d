namespace FunctionalNet;

/// <summary>
/// A number of steps as the sum of two scalars: the number of the executor's type that is nearest, and the rest. In float32 it is exact far
/// beyond 2²⁴, where a single one counts no further.
/// </summary>
/// <remarks>Knuth, "The Art of Computer Programming", volume 2, 4.2.2: what a sum loses by rounding is a number itself.</remarks>
/// <param name="Nearest">The nearest number of the executor's type.</param>
/// <param name="Rest">What is missing.</param>
internal readonly record struct StepCount(Expr Nearest, Expr Rest)
{
    /// <summary>Where the rest of a count lies that lies at <paramref name="path"/>.</summary>
    public static string RestOf(string path) => $"{path}/rest";

    /// <summary>A count that is state, starting at 0.</summary>
    public static StepCount Of(Scope scope, string name) =>
        new(scope.OwnSlot(name, Shape.Scalar, new Zeros()), scope.OwnSlot(RestOf(name), Shape.Scalar, new Zeros()));

    /// <summary>The count and a small whole number more.</summary>
    public StepCount Plus(Expr more)
    {
        var rest = Rest + more;
        var nearest = Nearest + rest;
        return new(nearest, rest - (nearest - Nearest));
    }

    /// <summary>What remains of it in a period: the exact count modulo <paramref name="period"/>.</summary>
    public Expr Mod(int period) => (Nearest.Mod(period) + Rest.Mod(period) + period).Mod(period);
}
