using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace FunctionalNet;

/// <summary>
/// Describes the numbers of a sample, so that a page can show an input form: the pixels of an image, or the columns of a table. It is
/// stored in a file as the metadata entry <see cref="MetadataKey"/>.
/// </summary>
/// <example><code>
/// var options = new ExportOptions
/// {
///     Softmax = true,
///     Metadata = new Dictionary&lt;string, string> { [InputForm.MetadataKey] = InputForm.Image(8, 8, high: 16).Metadata },
/// };
/// </code></example>
public sealed record InputForm
{
    /// <summary>The name of the metadata entry.</summary>
    public const string MetadataKey = "input";

    private InputForm(JsonObject json) => Metadata = json.ToJsonString();

    /// <summary>Gets the text of the metadata entry, a JSON object.</summary>
    public string Metadata { get; }

    /// <summary>
    /// The pixels of an image: with one channel, in which <paramref name="low"/> is paper and <paramref name="high"/> ink, or with three,
    /// red, green and blue, each from <paramref name="low"/> to <paramref name="high"/>. Their order is [channels, height, width],
    /// flattened or not.
    /// </summary>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of pixels per row.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="low">The value of paper, or of no light.</param>
    /// <param name="high">The value of ink, or of full light.</param>
    /// <param name="channelsLast">Whether the order is [height, width, channels].</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no pixels, the channels are not 1 or 3, or the range is empty.</exception>
    /// <example><code>var digits = InputForm.Image(8, 8, high: 16);</code></example>
    public static InputForm Image(
        int height,
        int width,
        int channels = 1,
        double low = 0,
        double high = 255,
        bool channelsLast = false
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "An image has 1 or 3 channels.");
        }

        if (!double.IsFinite(low) || !double.IsFinite(high) || low.Equals(high))
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, $"Pixels go from {low} to another number.");
        }

        return new(
            new JsonObject
            {
                ["kind"] = channels == 1 ? "drawing" : "picture",
                ["height"] = height,
                ["width"] = width,
                ["channels"] = channels,
                ["low"] = low,
                ["high"] = high,
                ["isChannelsLast"] = channelsLast,
            }
        );
    }

    /// <summary>The columns of a table, in the order of their numbers in a sample.</summary>
    /// <param name="columns">The columns, at least one.</param>
    /// <exception cref="ArgumentException">There are no columns.</exception>
    /// <example><code>var flower = InputForm.Table(Column.Number("length"), Column.Category("colour", "red", "blue"));</code></example>
    public static InputForm Table(params IEnumerable<Column> columns)
    {
        var all = columns.ToImmutableArray();
        return all.IsEmpty
            ? throw new ArgumentException("A table has one column at least.", nameof(columns))
            : new(new JsonObject { ["kind"] = "table", ["columns"] = new JsonArray([.. all.Select(Json)]) });
    }

    private static JsonObject Json(Column column) =>
        column.Values.IsEmpty
            ? new() { ["name"] = column.Name, ["width"] = column.Width }
            : new()
            {
                ["name"] = column.Name,
                ["width"] = column.Width,
                ["values"] = new JsonArray([.. column.Values.Select(value => (JsonNode)value)]),
            };
}
