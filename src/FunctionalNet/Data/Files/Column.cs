using System.Collections.Immutable;
using System.Globalization;
using System.Text.Unicode;
using CsvHelper;

namespace FunctionalNet;

/// <summary>A column of a CSV file, and how its cells become numbers.</summary>
/// <example><code>
/// var size = Column.Ordinal("size", "small", "medium", "large"); // 0, 1, 2
/// var colour = Column.Category("colour", "red", "green");        // [1, 0] and [0, 1]
/// var age = Column.Number("age", missing: 40);
/// </code></example>
public abstract class Column
{
    private protected Column(string name, int width) => (Name, Width) = (name, width);

    /// <summary>Gets the name in the header; without a header, the index from 0.</summary>
    public string Name { get; }

    /// <summary>Gets the number of values that a cell becomes.</summary>
    public int Width { get; }

    /// <summary>Gets the values of a categorical column, in order; empty for numbers.</summary>
    public virtual ImmutableArray<string> Values => [];

    /// <summary>A finite number, as digits with a decimal point, a sign and an exponent: 1.5, -2e3. Infinities are rejected.</summary>
    /// <param name="name">The name in the header.</param>
    /// <param name="missing">The value for a missing cell: NaN by default, which <see cref="Normalization.Apply{T}(Dataset{T})"/> fills;
    /// null to reject it.</param>
    public static Column Number(string name, double? missing = double.NaN) => new NumberColumn(name, missing);

    /// <summary>An unordered category, one-hot encoded; all zeros if missing.</summary>
    /// <param name="name">The name in the header.</param>
    /// <param name="values">The possible values.</param>
    public static Column Category(string name, params IEnumerable<string> values) =>
        new ValuesColumn(name, [.. values], isOneHot: true);

    /// <summary>An ordered category, or the label of a class, encoded as its index from 0. It may not be missing.</summary>
    /// <inheritdoc cref="Category"/>
    public static Column Ordinal(string name, params IEnumerable<string> values) =>
        new ValuesColumn(name, [.. values], isOneHot: false);

    /// <summary>A text, as a fixed number of tokens; shorter texts are padded. An empty one is rejected.</summary>
    /// <param name="name">The name in the header.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="length">The number of tokens of each text. Longer texts are truncated at the end.</param>
    /// <param name="padding">The padding token, which models mask: <c>Bert(padding: 0)</c>.</param>
    /// <param name="keepLast">Whether a truncated text keeps its last token, such as a separator; if absent, where the tokenizer ends
    /// texts with one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1.</exception>
    /// <example><code>
    /// var messages = new CsvSchema
    /// {
    ///     Inputs = [Column.Tokens("message", PublishedTokenizer.Load("vocab.txt").OrThrow(), length: 64)],
    ///     Target = Column.Ordinal("kind", "ham", "spam"),
    /// };
    /// Dataset&lt;float&gt; data = Csv.Load("messages.csv", messages).OrThrow();
    /// </code></example>
    public static Column Tokens(string name, ITokenizer tokenizer, int length, int padding = 0, bool? keepLast = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return new TokensColumn(name, tokenizer, length, padding, keepLast ?? tokenizer.EndsTexts);
    }

    /// <summary>The numbers of a cell, or its error.</summary>
    internal abstract string? Read(CsvCell cell, Span<float> to);

    private sealed class NumberColumn(string name, double? missing) : Column(name, 1)
    {
        public override string ToString() =>
            missing is { } value && !double.IsNaN(value)
                ? string.Create(CultureInfo.InvariantCulture, $"Number({Name}, missing: {value})")
                : $"Number({Name})";

        internal override string? Read(CsvCell cell, Span<float> to)
        {
            if (cell.IsMissing && missing is { } value)
            {
                to[0] = (float)value;
                return null;
            }

            return cell.IsMissing ? "a missing value"
                : NumberCell.TryRead(cell.Csv, cell.Place, cell.DecimalComma, out to[0]) ? null
                : NumberCell.Problem(cell.Csv.GetSpan(cell.Place), cell.DecimalComma);
        }
    }

    private sealed class TokensColumn(string name, ITokenizer tokenizer, int length, int padding, bool keepLast)
        : Column(name, length)
    {
        public override string ToString() => $"Tokens({Name}, {Width} of {tokenizer.Count})";

        internal override string? Read(CsvCell cell, Span<float> to)
        {
            if (!Utf8.IsValid(cell.Csv.GetSpan(cell.Place)))
            {
                return "no text in UTF-8: save the file as such";
            }

            var text = cell.Csv.GetString(cell.Place);
            if (text.Length == 0)
            {
                return "a missing value";
            }

            try
            {
                Sequences
                    .Pad<float>([tokenizer.Encode(text)], Width, padding, keepLast: keepLast)
                    .Tokens.Span.CopyTo(to);
                return null;
            }
            catch (ArgumentException e)
            {
                return $"no text of these tokens: {e.Message}";
            }
        }
    }

    private sealed class ValuesColumn : Column
    {
        private readonly Dictionary<string, int> places;

        // If all values are numbers, cells are compared by value, however they are written.
        private readonly Dictionary<ExactNumber, int> numbers = [];
        private readonly bool isOneHot;

        public ValuesColumn(string name, ImmutableArray<string> values, bool isOneHot)
            : base(name, isOneHot ? values.Length : 1)
        {
            (Values, this.isOneHot) = (values, isOneHot);
            places = values.Index().ToDictionary(value => value.Item, value => value.Index, StringComparer.Ordinal);
            ExactNumber?[] all = [.. values.Select(value => ExactNumber.Of(value, decimalComma: false))];
            foreach (var (place, number) in all.Contains(null) ? [] : all.Index())
            {
                numbers.TryAdd(number!.Value, place);
            }
        }

        public override ImmutableArray<string> Values { get; }

        public override string ToString() =>
            $"{(isOneHot ? nameof(Category) : nameof(Ordinal))}({Name}, {string.Join(", ", Values)})";

        internal override string? Read(CsvCell cell, Span<float> to)
        {
            to.Clear();
            if (Place(cell) is not { } value)
            {
                return cell.IsMissing && isOneHot ? null
                    : cell.IsMissing ? "a missing value"
                    : !Utf8.IsValid(cell.Csv.GetSpan(cell.Place)) ? "no text in UTF-8: save the file as such"
                    : $"none of {Listing.Of(Values)}";
            }

            to[isOneHot ? value : 0] = isOneHot ? 1 : value;
            return null;
        }

        private int? Place(CsvCell cell)
        {
            var text = cell.Csv.GetString(cell.Place);
            return places.TryGetValue(text, out var place) ? place
                : numbers.Count > 0
                && ExactNumber.Of(text, cell.DecimalComma) is { } number
                && numbers.TryGetValue(number, out place)
                    ? place
                : null;
        }
    }
}
