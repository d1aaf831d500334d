namespace FunctionalNet;

/// <summary>
/// A step of incremental decoding, as layers see it: new tokens follow earlier ones, whose keys and values attention has cached. The same
/// layers compose whole sequences and such steps; layers that depend on positions, or attend to other tokens, read
/// <see cref="Scope.Decoding"/>.
/// </summary>
/// <example><code>
/// public sealed record Places(int Longest) : Layer
/// {
///     public override Expr Apply(Scope scope, Expr x)
///     {
///         var weight = scope.Parameter("weight", new(Longest, x.Shape[^1]), Normal(0.02));
///         return x + (scope.Decoding is { } step ? weight.Gather(step.Positions) : weight.Narrow(0, 0, x.Shape[1].Size));
///     }
/// }
/// </code></example>
public abstract class DecodeStep
{
    private readonly List<(Expr Past, Expr Present)> states = [];
    private readonly Dictionary<string, int> kept = new(StringComparer.Ordinal);

    /// <summary>Initializes a new instance of the <see cref="DecodeStep"/> class.</summary>
    /// <param name="longest">The maximum length of a sequence.</param>
    /// <param name="positions">The position of each new token in its sequence, from 0: Int64 [batch or 1, tokens].</param>
    /// <param name="seen">The attention mask: which tokens each new one attends to.</param>
    private protected DecodeStep(int longest, Expr positions, Expr seen) =>
        (Longest, Positions, Seen) = (longest, positions, seen);

    /// <summary>Gets the maximum length of a sequence, including tokens still to come.</summary>
    public int Longest { get; }

    /// <summary>Gets the position of each new token in its sequence, from 0: Int64 [batch or 1, tokens].</summary>
    public Expr Positions { get; }

    /// <summary>
    /// Gets the attention mask of the new tokens over the earlier ones and themselves: bools that broadcast to [batch, heads, tokens,
    /// others].
    /// </summary>
    public Expr Seen { get; }

    /// <summary>Gets the caches, in the order of their creation: the variable before the step, and its value after the step.</summary>
    internal IReadOnlyList<(Expr Past, Expr Present)> States => states;

    /// <summary>
    /// Appends the values of the new tokens to those of the earlier ones: [batch, heads, tokens, width] to [batch, heads, others, width].
    /// The result is cached for the next step, under the name in the scope; a second call with the same path has a cache of its own.
    /// </summary>
    /// <param name="scope">The scope of the layer.</param>
    /// <param name="name">The name within it.</param>
    /// <param name="x">The values of the new tokens.</param>
    /// <exception cref="ShapeException">x does not have four axes.</exception>
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

    /// <summary>The cache as a variable, and its value with the new tokens appended.</summary>
    private protected abstract (Expr Past, Expr Present) Join(string path, Expr x);
}
