namespace FunctionalNet;

/// <summary>
/// A step of decoding, as layers see it: some tokens follow those before, of which attention has kept keys and values. The same layers
/// compose whole sequences and such steps; what depends on places of tokens, or looks at other tokens, asks <see cref="Scope.Decoding"/>.
/// </summary>
/// <example><code>
/// public sealed record Places(int Longest) : Layer
/// {
///     public override Expr Apply(Scope scope, Expr x)
///     {
///         var weight = scope.Parameter("weight", new(Longest, x.Shape[^1]), Normal(0.02));
///         return x + (scope.Decoding is { } step ? weight.Gather(step.Positions) : weight.Slice(0, 0, x.Shape[1].Size));
///     }
/// }
/// </code></example>
public abstract class DecodeStep
{
    private readonly List<(Expr Past, Expr Present)> states = [];
    private readonly Dictionary<string, int> kept = new(StringComparer.Ordinal);

    /// <summary>Initializes a new instance of the <see cref="DecodeStep"/> class.</summary>
    /// <param name="longest">The most tokens of a sequence.</param>
    /// <param name="positions">The place of each new token in its sequence, from 0: Int64 [batch or 1, tokens].</param>
    /// <param name="seen">Which of all tokens each new one may look at.</param>
    private protected DecodeStep(int longest, Expr positions, Expr seen) =>
        (Longest, Positions, Seen) = (longest, positions, seen);

    /// <summary>Gets the most tokens that a sequence may have, those to come included.</summary>
    public int Longest { get; }

    /// <summary>Gets the place of each new token in its sequence, from 0: Int64 [batch or 1, tokens].</summary>
    public Expr Positions { get; }

    /// <summary>
    /// Gets which tokens a new one may look at, those before and itself: bools that broadcast to [batch, heads, tokens, others].
    /// </summary>
    public Expr Seen { get; }

    /// <summary>Gets what was kept, in the order in which it was asked for: the variable before the step, and its value after it.</summary>
    internal IReadOnlyList<(Expr Past, Expr Present)> States => states;

    /// <summary>
    /// What all tokens have, those before and the new ones: [batch, heads, tokens, width] to [batch, heads, others, width]. It is kept for
    /// the next step, under the name in the scope; a second call with one path keeps another value.
    /// </summary>
    /// <param name="scope">The scope of the layer.</param>
    /// <param name="name">The name within it.</param>
    /// <param name="x">What the new tokens have.</param>
    /// <exception cref="ShapeException">x has other axes than four.</exception>
    public Expr Keep(Scope scope, string name, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != 4)
        {
            throw new ShapeException(nameof(Keep), $"{x.Shape} is kept", "give [batch, heads, tokens, width]");
        }

        var path = scope.Path.Length == 0 ? name : $"{scope.Path}/{name}";
        kept[path] = kept.GetValueOrDefault(path) + 1;
        var state = Join(kept[path] == 1 ? path : $"{path}/{kept[path]}", x);
        states.Add(state);
        return state.Present;
    }

    /// <summary>The values of the tokens before, as a variable, and those with the new ones behind.</summary>
    private protected abstract (Expr Past, Expr Present) Join(string path, Expr x);
}
