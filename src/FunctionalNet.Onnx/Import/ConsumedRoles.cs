namespace FunctionalNet.Import;

/// <summary>The axis roles of a file's weights, derived from the operators that use them, since files do not store roles.</summary>
internal static class ConsumedRoles
{
    private static readonly HashSet<string> ByElement = new(StringComparer.Ordinal)
    {
        "Add",
        "Sub",
        "Mul",
        "Div",
        "PRelu",
        "LayerNormalization",
        "RMSNormalization",
    };

    /// <summary>The roles of the parameters of a graph, by the first operator that determines them; others are missing.</summary>
    public static Dictionary<Expr, AxisRoles> Of(Graph graph)
    {
        var known = new Dictionary<Expr, AxisRoles>();

        // The role for a transposed, sliced or scaled weight.
        var read = new Dictionary<Expr, (Expr Weight, bool IsSwapped)>();
        foreach (var expr in Expr.Sort(graph.Outputs))
        {
            for (var place = 0; place < expr.Inputs.Length; place++)
            {
                var operand = expr.Inputs[place];
                var (weight, isSwapped) = read.GetValueOrDefault(operand, (operand, false));
                if (weight.Variable?.Kind != VariableKind.Parameter || known.ContainsKey(weight))
                {
                    continue;
                }

                if (expr.Op.Name == "Transpose" && weight.Shape.Rank == 2 && expr.Shape == Swapped(operand.Shape))
                {
                    read[expr] = (weight, !isSwapped);
                }
                else if (expr.Op.Name == "Slice" || IsScaled(expr, operand))
                {
                    read[expr] = (weight, isSwapped);
                }
                else if (Roles(expr, place, weight, isSwapped) is { } roles)
                {
                    known[weight] = roles;
                }
            }
        }

        return known;
    }

    // Times or divided by one number, which leaves the axes what they are.
    private static bool IsScaled(Expr expr, Expr weight) =>
        weight.Shape.Rank > 1
        && expr.Shape == weight.Shape
        && (
            (expr.Op.Name is "Mul" or "Div" && expr.Inputs[0] == weight && expr.Inputs[1].Shape.Rank == 0)
            || (expr.Op.Name is "Mul" && expr.Inputs[1] == weight && expr.Inputs[0].Shape.Rank == 0)
        );

    private static AxisRoles? Roles(Expr consumer, int place, Expr weight, bool isSwapped)
    {
        var shape = weight.Shape;
        return (consumer.Op, consumer.Op.Name, place) switch
        {
            (Ops.MatMulOp product, _, _) when shape.Rank > 1 => Matrix(
                shape,
                isInputFirst: (place == 1) != (isSwapped != (place == 1 ? product.TransB : product.TransA))
            ),
            (_, "Conv", 1) => AxisRoles.Of(shape),
            (_, "ConvTranspose", 1) => ConvolutionParameters.Transposed(
                shape,
                consumer.Inputs[1] == weight ? consumer.Shape[1].Size / shape[1].Size : 1
            ),
            (_, "LSTM" or "GRU" or "RNN", 1 or 2) => new(
                new Shape(shape[0].Size, Gates(consumer), Units(consumer), shape[2].Size),
                AxisRole.Group,
                AxisRole.Group,
                AxisRole.Output,
                AxisRole.Input
            ),
            (_, "LSTM" or "GRU" or "RNN", 3) => new(shape, AxisRole.Group, AxisRole.Output),
            (_, "Gather", 0) when shape.Rank == 2 => new(shape, AxisRole.Entry, AxisRole.Input),
            (_, var name, _) when ByElement.Contains(name) => AxisRoles.Each(shape),
            _ => null,
        };
    }

    private static AxisRoles Matrix(Shape shape, bool isInputFirst)
    {
        var groups = Enumerable.Repeat(AxisRole.Group, shape.Rank - 2);
        return isInputFirst
            ? new(shape, [.. groups, AxisRole.Input, AxisRole.Output])
            : new(shape, [.. groups, AxisRole.Output, AxisRole.Input]);
    }

    private static int Units(Expr recurrent) => recurrent.Inputs[2].Shape[2].Size;

    private static int Gates(Expr recurrent) => recurrent.Inputs[2].Shape[1].Size / Units(recurrent);

    private static Shape Swapped(Shape shape) => shape[1..].Append(shape[..1]);
}
