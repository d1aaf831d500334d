namespace FunctionalNet.Execution;

/// <summary>
/// Folds factors of parameters alone on the channels of a convolution, or the columns of a product, into its weights, and addends into one
/// bias: batch normalization after a convolution leaves only a bias. For predictions only, since rounding differs; weights are scaled once.
/// </summary>
internal sealed class FoldScales
{
    private readonly ILookup<Expr, Expr> readers;
    private readonly HashSet<Expr> steady = [];
    private readonly HashSet<Expr> shared = [];

    public FoldScales(IReadOnlyList<Expr> roots) =>
        readers = Expr.Sort(roots)
            .SelectMany(expr => expr.Inputs.Select(input => (input, expr)))
            .Concat(roots.Select(root => (input: root, expr: root)))
            .ToLookup(edge => edge.input, edge => edge.expr);

    public Expr? Apply(Expr expr, Expr[] inputs)
    {
        var folded = Fold(expr, inputs);
        var now = folded ?? expr.On(inputs);
        Note(now);
        if (readers[expr].Count() != 1)
        {
            shared.Add(now);
        }

        return now;
    }

    private Expr? Fold(Expr expr, Expr[] inputs)
    {
        if (expr.Op is not Elementwise || inputs.Length != 2 || !expr.IsFloat)
        {
            return null;
        }

        // The operand computed from the input, and the one that scales or shifts its channels.
        var carrier = steady.Contains(inputs[0]) ? 1 : 0;
        var (sum, by) = (inputs[carrier], inputs[1 - carrier]);
        if (
            !steady.Contains(by)
            || sum.Shape != expr.Shape
            || shared.Contains(sum)
            || Split(sum) is not var (product, addend)
            || shared.Contains(product)
            || !IsOfChannels(by, product)
        )
        {
            return null;
        }

        return (expr.Op.Name, carrier) switch
        {
            ("Mul", _) => Sum(Scaled(product, by, isDivided: false), addend is null ? null : addend * by),
            ("Div", 0) => Sum(Scaled(product, by, isDivided: true), addend is null ? null : addend / by),
            ("Add", _) when addend is not null => Sum(product, addend + by),
            ("Sub", 0) => Sum(product, addend is null ? -by : addend - by),
            _ => null,
        };
    }

    private Expr Sum(Expr product, Expr? addend) => addend is null ? product : product + Noted(addend);

    // A product with weights, and the addend of its channels; null if it is neither.
    private (Expr Product, Expr? Addend)? Split(Expr sum)
    {
        if (IsOfWeights(sum))
        {
            return (sum, null);
        }

        if (sum.Op is not Elementwise || sum.Op.Name != "Add")
        {
            return null;
        }

        var (left, right) = (sum.Inputs[0], sum.Inputs[1]);
        return IsOfWeights(left) && steady.Contains(right) && IsOfChannels(right, left) ? (left, right)
            : IsOfWeights(right) && steady.Contains(left) && IsOfChannels(left, right) ? (right, left)
            : null;
    }

    private bool IsOfWeights(Expr product) =>
        product.Op switch
        {
            Ops.ConvOp or Ops.ConvTransposeOp { Groups: 1 } => steady.Contains(product.Inputs[1]),
            Ops.MatMulOp => steady.Contains(product.Inputs[1]) && product.Inputs[1].Shape.Rank == 2,
            _ => false,
        };

    // One number per channel or column, or one for all.
    private static bool IsOfChannels(Expr by, Expr product)
    {
        var behind = product.Op is Ops.MatMulOp ? 0 : product.Shape.Rank - 2;
        return by.Shape.Rank <= product.Shape.Rank
            && Enumerable.Range(0, by.Shape.Rank).All(axis => axis == behind || by.Shape[^(axis + 1)] == 1);
    }

    private Expr Scaled(Expr product, Expr by, bool isDivided)
    {
        var weights = product.Inputs[1];
        var ones = Enumerable.Repeat(1, weights.Shape.Rank - 1);
        var spread = Noted(
            product.Op switch
            {
                Ops.ConvOp or Ops.MatMulOp { TransB: true } => by.Reshape([by.Shape.Size, .. ones]),
                Ops.ConvTransposeOp => by.Reshape([1, by.Shape.Size, .. ones.Skip(1)]),
                _ => by.Reshape(1, by.Shape.Size),
            }
        );
        var scaled = Noted(isDivided ? weights / spread : weights * spread);
        return new Expr(product.Op, product.Inputs[0], scaled);
    }

    private Expr Noted(Expr made)
    {
        Note(made);
        return made;
    }

    private void Note(Expr expr)
    {
        if (
            expr.Op is Constant or Variable { Kind: VariableKind.Parameter or VariableKind.Slot }
            || (expr.Inputs.Length > 0 && expr.Inputs.All(steady.Contains))
        )
        {
            steady.Add(expr);
        }
    }
}
