using System.Collections.Immutable;
using System.Globalization;

namespace FunctionalNet;

/// <summary>How the next token of a sequence is chosen from scores; change options with <c>with</c>.</summary>
/// <remarks>
/// The repetition penalty is applied first, then the temperature, then top-k and top-p filtering, and one of the remaining tokens is
/// sampled; as in Hugging Face's <c>generate</c>. Holtzman and others, "The Curious Case of Neural Text Degeneration", 2020; Keskar and
/// others, "CTRL", 2019.
/// </remarks>
/// <example><code>var careful = new Sampling { Temperature = 0.7, TopK = 40, TopP = 0.9, RepetitionPenalty = 1.1 };</code></example>
public sealed record Sampling
{
    private const string Repair = "Repair: look for weights that are not finite, or numbers that overflow in 16 bits.";

    private readonly double temperature = 1;
    private readonly int? topK;
    private readonly double topP = 1;
    private readonly double penalty = 1;
    private readonly ImmutableArray<ImmutableArray<int>> stop = [];

    /// <summary>
    /// Gets the temperature: 1 samples from the model's distribution, less favours likely tokens, 0 takes the most likely.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not a number.</exception>
    public double Temperature
    {
        get => temperature;
        init => temperature = value >= 0 ? value : throw Invalid(nameof(Temperature), value, "0 or more");
    }

    /// <summary>Gets k of top-k sampling: only the k most likely tokens are kept; all if null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? TopK
    {
        get => topK;
        init => topK = value is null or >= 1 ? value : throw Invalid(nameof(TopK), value, "1 or more");
    }

    /// <summary>
    /// Gets p of top-p (nucleus) sampling: only the most likely tokens, with a total probability of at least p, are kept; 1 for all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0 and at most 1.</exception>
    public double TopP
    {
        get => topP;
        init => topP = value is > 0 and <= 1 ? value : throw Invalid(nameof(TopP), value, "above 0 and at most 1");
    }

    /// <summary>
    /// Gets the repetition penalty: the score of a token that occurred before is divided by it, or multiplied if negative; above 1 to
    /// reduce repetition, 1 for no effect.
    /// </summary>
    /// <remarks>As in Hugging Face's <c>generate</c> it depends on where 0 lies, and is meant for logits: the log-probability of a likely token
    /// is near 0, and stays so.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0, or not finite.</exception>
    public double RepetitionPenalty
    {
        get => penalty;
        init =>
            penalty =
                value > 0 && double.IsFinite(value)
                    ? value
                    : throw Invalid(nameof(RepetitionPenalty), value, "above 0");
    }

    /// <summary>Gets the stop sequences: generation ends before the first of them.</summary>
    /// <exception cref="ArgumentException">One of them is empty.</exception>
    public IReadOnlyList<IReadOnlyList<int>> Stop
    {
        get => [.. stop.Select(one => (IReadOnlyList<int>)one)];
        init =>
            stop = value.All(one => one.Count > 0)
                ? [.. value.Select(one => one.ToImmutableArray())]
                : throw new ArgumentException("A sequence at which to stop has one token at least.", nameof(value));
    }

    /// <summary>The options: <c>temperature 0.7, top-k 40, top-p 0.9, repetition penalty 1.1, stop [1, 2]</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"temperature {temperature}, top-k {(topK is { } k ? $"{k}" : "off")}, ")
        + FormattableString.Invariant($"top-p {topP}, repetition penalty {penalty}")
        + string.Concat(stop.Select(one => $", stop [{string.Join(", ", one)}]"));

    /// <inheritdoc/>
    public bool Equals(Sampling? other) =>
        other is not null
        && (temperature, topK, topP, penalty) == (other.temperature, other.topK, other.topP, other.penalty)
        && stop.Length == other.stop.Length
        && stop.Zip(other.stop, (one, same) => one.SequenceEqual(same)).All(isSame => isSame);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(temperature, topK, topP, penalty, stop.Length);

    /// <summary>Chooses a token by its scores, one per token, after some tokens.</summary>
    /// <param name="scores">Logits or log-probabilities; they are overwritten.</param>
    /// <param name="seen">The tokens before.</param>
    /// <param name="key">Determines the sample.</param>
    /// <exception cref="NotFiniteNumberException">A score is NaN or +∞, or all are -∞: none can be chosen.</exception>
    internal int Choose(double[] scores, IEnumerable<int> seen, Key key)
    {
        if (penalty != 1)
        {
            foreach (var token in seen.Distinct())
            {
                scores[token] = scores[token] > 0 ? scores[token] / penalty : scores[token] * penalty;
            }
        }

        // -∞ is a token that cannot follow; another one must.
        var largest = scores.Max();
        if (!double.IsFinite(largest) || Array.Exists(scores, double.IsNaN))
        {
            throw NotFinite(scores);
        }

        if (temperature == 0)
        {
            return Array.IndexOf(scores, largest);
        }

        double[] weights = [.. scores.Select(score => Math.Exp((score - largest) / temperature))];
        if (topK < weights.Length || topP < 1)
        {
            Keep(weights);
        }

        return Drawn(weights, key);
    }

    /// <summary>The tokens up to a stop sequence; tokens that may belong to one are held back until that is known.</summary>
    internal IEnumerable<int> UntilStop(IEnumerable<int> tokens)
    {
        if (stop.IsEmpty)
        {
            return tokens;
        }

        return Items();

        IEnumerable<int> Items()
        {
            var held = new List<int>();
            foreach (var token in tokens)
            {
                held.Add(token);
                if (stop.Any(one => Ends(held, one, one.Length)))
                {
                    var end = stop.Where(one => Ends(held, one, one.Length)).Max(one => one.Length);
                    foreach (var before in held.SkipLast(end))
                    {
                        yield return before;
                    }

                    yield break;
                }

                var waiting = stop.Max(one => Begun(held, one));
                foreach (var free in held.SkipLast(waiting))
                {
                    yield return free;
                }

                held.RemoveRange(0, held.Count - waiting);
            }

            foreach (var rest in held)
            {
                yield return rest;
            }
        }
    }

    // The number of last tokens that may be the start of a stop sequence.
    private static int Begun(List<int> held, ImmutableArray<int> one) =>
        Enumerable.Range(1, one.Length - 1).Reverse().FirstOrDefault(count => Ends(held, one, count));

    private static bool Ends(List<int> held, ImmutableArray<int> one, int count) =>
        held.Count >= count && one.Take(count).SequenceEqual(held.TakeLast(count));

    // All others get a weight of 0. Of equally likely tokens the first are kept.
    private void Keep(double[] weights)
    {
        int[] order = [.. Enumerable.Range(0, weights.Length).OrderByDescending(token => weights[token])];
        var limit = Math.Min(topK ?? weights.Length, weights.Length);
        var share = topP * order.Take(limit).Sum(token => weights[token]);
        var (kept, sum) = (0, 0.0);
        while (kept < limit && (kept == 0 || topP == 1 || sum < share))
        {
            sum += weights[order[kept++]];
        }

        foreach (var token in order.Skip(kept))
        {
            weights[token] = 0;
        }
    }

    // The first token at which the cumulative probability exceeds a number drawn from 0 to 1.
    private static int Drawn(double[] weights, Key key)
    {
        var drawn = new double[1];
        key.Uniform<double>(drawn);
        var left = drawn[0] * weights.Sum();
        for (var token = 0; token < weights.Length; token++)
        {
            left -= weights[token];
            if (left < 0)
            {
                return token;
            }
        }

        return Array.FindLastIndex(weights, weight => weight > 0);
    }

    private static NotFiniteNumberException NotFinite(double[] scores)
    {
        var token = Array.FindIndex(scores, score => double.IsNaN(score) || double.IsPositiveInfinity(score));
        return token < 0
            ? new($"No token can follow: the scores of all {scores.Length} are -∞. {Repair}", double.NegativeInfinity)
            : new(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The scores of the next token are not finite: that of token {token} is {scores[token]}. {Repair}"
                ),
                scores[token]
            );
    }

    private static ArgumentOutOfRangeException Invalid(string name, object? value, string asked) =>
        new(name, value, $"{name} is {asked}.");
}
