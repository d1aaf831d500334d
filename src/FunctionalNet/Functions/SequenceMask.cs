namespace FunctionalNet;

/// <content>SequenceMask.</content>
public static partial class Ops
{
    /// <summary>Which tokens of padded sequences are there: lengths [...] to bools [..., tokens], true where the place is below the length.</summary>
    /// <remarks>TensorFlow: sequence_mask. For attention, give it axes for heads and queries: <c>mask.Unsqueeze(1).Unsqueeze(1)</c>.</remarks>
    /// <param name="lengths">Whole numbers.</param>
    /// <param name="tokens">The places of a padded sequence.</param>
    /// <exception cref="ShapeException">The lengths are no whole numbers.</exception>
    /// <example><code>Expr states = new Gru(64).Apply(scope, x, labels.SequenceMask(20)); // [batch, 20, 8] and lengths [batch]</code></example>
    public static Expr SequenceMask(this Expr lengths, int tokens)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        lengths.Require(ElementType.Int64, nameof(SequenceMask));
        return Integers([.. Enumerable.Range(0, tokens)]).Less(lengths.Unsqueeze(-1));
    }
}
