namespace FunctionalNet.Lowering;

/// <summary>The shapes of a recurrent node's operands, which follow from its sequence, its directions and its hidden size.</summary>
internal static class RecurrentOperands
{
    /// <summary>The hidden size, after validation of all operands.</summary>
    /// <param name="node">The node.</param>
    /// <param name="recurrence">The operator.</param>
    /// <param name="x">The shape of the sequence, [tokens, batch, in].</param>
    /// <param name="directions">The number of directions through the sequence.</param>
    /// <exception cref="FormatException">An operand does not match.</exception>
    public static int Check(OnnxNode node, Recurrence recurrence, Shape x, int directions)
    {
        if (x.Rank != 3 || node[2].Shape.Rank != 3 || !node[2].Shape[2].IsKnown)
        {
            throw new FormatException(
                $"{node.Operator} takes X of three axes and R of [directions, gates, hidden], but got {x} and {node[2].Shape}."
            );
        }

        var hidden = node[2].Shape[2].Size;
        if (node.Attributes.ContainsKey("hidden_size") && node.Int32("hidden_size", 0) is var said && said != hidden)
        {
            throw new FormatException(
                $"{node.Operator} has hidden_size = {said}, but R is {node[2].Shape}: give hidden_size = {hidden}"
            );
        }

        var gates = checked(recurrence.Gates * hidden);
        Shape state = node.Flag("layout", false) ? new(x[1], directions, hidden) : new(directions, x[1], hidden);
        Fits(1, "W", new(directions, gates, x[2]));
        Fits(2, "R", new(directions, gates, hidden));
        Fits(3, "B", new(directions, checked(2 * gates)));
        Fits(4, "sequence_lens", new(x[1]));
        Fits(5, "initial_h", state);
        Fits(6, "initial_c", state);
        Fits(7, "P", new(directions, checked(3 * hidden)));
        return hidden;

        void Fits(int input, string name, Shape right)
        {
            if (node.Optional(input)?.Shape is { } shape && !Agree(shape, right))
            {
                throw new FormatException($"its operand '{name}' at place {input} is {shape}, but must be {right}");
            }
        }
    }

    // A free axis may have any size.
    private static bool Agree(Shape shape, Shape right) =>
        shape.Rank == right.Rank && shape.Zip(right, (a, b) => !a.IsKnown || !b.IsKnown || a == b).All(same => same);
}
