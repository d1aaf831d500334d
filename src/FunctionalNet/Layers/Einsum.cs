namespace FunctionalNet;

/// <summary>Input and weight, multiplied and summed by Einstein's convention: shapes as in the equation.</summary>
/// <remarks>
/// Parameter: <c>weight</c> of the given shape. Keras: EinsumDense. ONNX: MatMul, Mul, ReduceSum, Transpose, Reshape. For initializers that
/// depend on fan-in and fan-out, the letters of the weight that are summed over are inputs. See <see cref="Ops.Einsum"/>.
/// </remarks>
/// <param name="Equation">The letters of the input, a comma, those of the weight, an arrow, those of the output.</param>
/// <param name="Weight">The shape of the weight.</param>
/// <param name="Initializer">The initializer of the weight; Glorot uniform if absent.</param>
/// <example><code>Layer heads = Einsum("btw,hwd->bhtd", new(8, 64, 16)); // [batch, tokens, 64] to [batch, 8, tokens, 16]</code></example>
public sealed partial record Einsum(string Equation, Shape Weight, Initializer? Initializer = null) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var weight = scope.Parameter("weight", Weight, Initializer ?? new GlorotUniform(), Roles());
        return Ops.Einsum(Equation, x, weight);
    }

    private AxisRoles? Roles()
    {
        var sides = Equation.Replace(" ", string.Empty, StringComparison.Ordinal).Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length != 2 || terms.Length != 2 || terms[1].Length != Weight.Rank)
        {
            return null;
        }

        // Letters that input, weight and output share are batch axes.
        return new(
            Weight,
            [
                .. terms[1]
                    .Select(letter =>
                        !sides[1].Contains(letter, StringComparison.Ordinal) ? AxisRole.Input
                        : terms[0].Contains(letter, StringComparison.Ordinal) ? AxisRole.Group
                        : AxisRole.Output
                    ),
            ]
        );
    }
}
