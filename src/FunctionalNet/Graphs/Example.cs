using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>The domain of an operand of an example.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="Element">Its element type; integers and bools are drawn as such, both bounds included.</param>
internal sealed record Domain(Shape Shape, double Low = -2, double High = 2, ElementType Element = ElementType.Float)
{
    /// <summary>
    /// Gets the points at which the derivative jumps; samples keep a distance from them. Equal values are never drawn twice.
    /// </summary>
    public ImmutableArray<double> Kinks { get; init; } = [];

    /// <summary>
    /// Gets why the domain is restricted, and what happens outside of it; null where -2 to 2 stands for all real numbers.
    /// </summary>
    public string? Outside { get; init; }

    /// <summary>Gets whether NaN and infinity are excluded: a kernel may compare them in another order than the reference.</summary>
    public bool IsFinite { get; init; }
}

/// <summary>An operator with operands from given domains: all that the laws need.</summary>
/// <param name="Name">What the example shows, unique within the operator.</param>
/// <param name="Build">Builds the expression from the operands.</param>
/// <param name="Domains">The domains of the operands.</param>
internal sealed record Example(string Name, Func<Expr[], Expr> Build, params ImmutableArray<Domain> Domains)
{
    /// <summary>Gets the relative tolerance against ONNX Runtime in float32.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>The example on free variables named x0, x1, ...</summary>
    public (Expr[] Inputs, Expr Output) Trace()
    {
        Expr[] inputs = [.. Domains.Select((domain, i) => Expr.Input($"x{i}", domain.Shape, domain.Element))];
        return (inputs, Build(inputs));
    }
}
