namespace FunctionalNet;

/// <content>SequenceMask.</content>
public static partial class Ops
{
    /// <summary>The mask of padded sequences: lengths [...] to bools [..., tokens], true at positions below the length.</summary>
    /// <remarks>TensorFlow: sequence_mask. For attention, add axes for heads and queries: <c>mask.Unsqueeze(1).Unsqueeze(1)</c>.</remarks>
    /// <param name="lengths">Integers.</param>
    /// <param name="tokens">The length of a padded sequence.</param>
    /// <exception cref="ShapeException">The lengths are not integers.</exception>
    /// <example><code>Expr states = new Gru(64).Apply(scope, x, labels.SequenceMask(20)); // [batch, 20, 8] and lengths [batch]</code></example>
    public static Expr SequenceMask(this Expr lengths, int tokens)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        lengths.Require(ElementType.Int64, nameof(SequenceMask));
        return Integers([.. Enumerable.Range(0, tokens)]).Less(lengths.Unsqueeze(-1));
    }
}
