using System.Collections.Immutable;
using System.Text;

namespace FunctionalNet;

/// <summary>
/// Byte-pair encoding: a token for each byte of UTF-8, and one for each pair of tokens that was the most frequent during training. Every
/// text can be encoded and decoded without loss.
/// </summary>
/// <remarks>
/// Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units", 2016; over bytes as in GPT-2. Pairs do not
/// cross the space before a word.
/// </remarks>
/// <example><code>
/// var pairs = BytePairTokenizer.Train("low lower lowest", count: 260);
/// string same = pairs.Decode(pairs.Encode("slow"));
/// </code></example>
public sealed class BytePairTokenizer : ITokenizer
{
    private const int Bytes = 256;

    private readonly ImmutableArray<(int First, int Second)> pairs;
    private readonly Dictionary<(int First, int Second), int> tokens;

    private BytePairTokenizer(ImmutableArray<(int First, int Second)> pairs)
    {
        this.pairs = pairs;
        tokens = pairs.Index().ToDictionary(pair => pair.Item, pair => Bytes + pair.Index);
    }

    /// <summary>Kind and number of tokens.</summary>
    public override string ToString() => $"byte pairs, {Count} tokens";

    /// <inheritdoc/>
    public int Count => Bytes + pairs.Length;

    /// <summary>Gets the merged pairs, whose tokens count from 256, in the order in which they were learned.</summary>
    public IReadOnlyList<(int First, int Second)> Pairs => pairs;

    /// <summary>Learns pairs from a text, until the number of tokens is reached or no pair occurs twice.</summary>
    /// <param name="text">The text.</param>
    /// <param name="count">The number of tokens, at least 256.</param>
    public static BytePairTokenizer Train(string text, int count)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, Bytes);
        var words = Words(text)
            .CountBy(word => word, StringComparer.Ordinal)
            .Select(word => (Tokens: Start(word.Key), word.Value))
            .ToArray();
        var learned = ImmutableArray.CreateBuilder<(int First, int Second)>();
        while (Bytes + learned.Count < count)
        {
            // Ties are broken by the smallest tokens, so that the same text gives the same pairs.
            var best = words
                .SelectMany(word =>
                    word.Tokens.Zip(word.Tokens.Skip(1), (first, second) => (Pair: (first, second), word.Value))
                )
                .AggregateBy(pair => pair.Pair, 0, (sum, pair) => sum + pair.Value)
                .OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key)
                .FirstOrDefault();
            if (best.Value < 2)
            {
                break;
            }

            learned.Add(best.Key);
            foreach (var (list, _) in words)
            {
                Join(list, best.Key, Bytes + learned.Count - 1);
            }
        }

        return new(learned.ToImmutable());
    }

    /// <summary>A tokenizer from known pairs, such as <see cref="Pairs"/> from a file.</summary>
    /// <param name="pairs">The pairs, each of bytes or of earlier pairs.</param>
    /// <exception cref="ArgumentException">A pair is not of earlier tokens, or occurs twice.</exception>
    /// <example><code>var same = BytePairTokenizer.Of(BytePairTokenizer.Train("low lower lowest", count: 260).Pairs);</code></example>
    public static BytePairTokenizer Of(IEnumerable<(int First, int Second)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ImmutableArray<(int First, int Second)> all = [.. pairs];
        foreach (var (i, (first, second)) in all.Index())
        {
            if ((uint)first >= Bytes + i || (uint)second >= Bytes + i)
            {
                throw new ArgumentException(
                    $"The pair {first}, {second} is not of tokens before {Bytes + i}.",
                    nameof(pairs)
                );
            }
        }

        return new(all);
    }

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Words(text).SelectMany(Encoded)];
    }

    /// <inheritdoc/>
    public string Decode(params int[] tokens)
    {
        var bytes = new List<byte>();
        var open = new Stack<int>();
        foreach (var token in tokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, Count, nameof(tokens));
            open.Push(token);
            while (open.TryPop(out var next))
            {
                if (next < Bytes)
                {
                    bytes.Add((byte)next);
                    continue;
                }

                open.Push(pairs[next - Bytes].Second);
                open.Push(pairs[next - Bytes].First);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    // Each word includes the space before it.
    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1]))
            {
                yield return text[start..i];
                start = i;
            }
        }

        if (start < text.Length)
        {
            yield return text[start..];
        }
    }

    private static List<int> Start(string word) => [.. Encoding.UTF8.GetBytes(word).Select(one => (int)one)];

    private static void Join(List<int> list, (int First, int Second) pair, int token)
    {
        var to = 0;
        for (var from = 0; from < list.Count; from++, to++)
        {
            var isPair = from + 1 < list.Count && list[from] == pair.First && list[from + 1] == pair.Second;
            list[to] = isPair ? token : list[from];
            from += isPair ? 1 : 0;
        }

        list.RemoveRange(to, list.Count - to);
    }

    // Pairs are merged in the order in which they were learned.
    private List<int> Encoded(string word)
    {
        var list = Start(word);
        while (Earliest(list) is var token and < int.MaxValue)
        {
            Join(list, pairs[token - Bytes], token);
        }

        return list;
    }

    private int Earliest(List<int> list) =>
        Enumerable
            .Range(0, Math.Max(0, list.Count - 1))
            .Select(i => tokens.GetValueOrDefault((list[i], list[i + 1]), int.MaxValue))
            .DefaultIfEmpty(int.MaxValue)
            .Min();
}
