using LanguageExt.Common;
using Xunit;

namespace FunctionalNet.Tests.Data.Files;

public sealed class CsvTests : IDisposable
{
    private const string Flowers = """
        length,colour,size,species
        1.5,red,small,rose
        -2,"blue, light",large,tulip
        NA,red,medium,rose
        1e3,,small,"tulip"

        """;

    private static readonly CsvSchema Schema = new()
    {
        Inputs =
        [
            Column.Ordinal("size", "small", "medium", "large"),
            Column.Number("length"),
            Column.Category("colour", "blue, light", "red"),
        ],
        Target = Column.Ordinal("species", "rose", "tulip"),
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Cells_become_numbers_after_the_schema()
    {
        var data = Csv.Load(Write(Flowers), Schema).OrThrow();
        Assert.Equal(new(4, 4), data.Inputs.Shape);
        Assert.Equal([0, 1.5f, 0, 1, 2, -2, 1, 0, 1, float.NaN, 0, 1, 0, 1000, 0, 0], data.Inputs.Span.ToArray());
        Assert.Equal([0, 1, 0, 1], data.Targets.Span.ToArray());
        Assert.Equal(new(4), data.Targets.Shape);
    }

    [Theory]
    [InlineData("is packed by gzip: unpack it first", 0x1F, 0x8B, 8, 0)]
    [InlineData("is a ZIP archive, as workbooks are: unpack it, or save the sheet as CSV", 0x50, 0x4B, 3, 4)]
    [InlineData("is packed by Zstandard", 0x28, 0xB5, 0x2F, 0xFD)]
    public void What_is_packed_is_told_as_such(string says, params int[] bytes)
    {
        var path = Write(string.Empty);
        File.WriteAllBytes(path, [.. bytes.Select(value => (byte)value), 1, 2, 3]);
        var wrong = Csv.Infer(path).Match(_ => string.Empty, error => error.Message);
        Assert.StartsWith($"{path} {says}", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_become_tokens_of_one_length()
    {
        var letters = CharacterTokenizer.Of("_abc");
        var schema = new CsvSchema
        {
            Inputs = [Column.Tokens("text", letters, length: 3)],
            Target = Column.Number("y"),
        };
        var file = Write("id,text,y\n7,ab,1\n8,\"cabb\",2\n9,c,3\n");
        var data = Csv.Load(file, schema).OrThrow();
        Assert.Equal(new(3, 3), data.Inputs.Shape);
        Assert.Equal([1, 2, 0, 3, 1, 2, 3, 0, 0], data.Inputs.Span.ToArray());
        Assert.Equal([1, 2, 3], data.Targets.Span.ToArray());

        var last = new CsvSchema { Inputs = [Column.Tokens("text", letters, 2, padding: 3, keepLast: true)] };
        Assert.Equal([1, 2, 3, 2, 3, 3], Csv.Load(file, last).OrThrow().Inputs.Span.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Column.Tokens("text", letters, length: 0));
    }

    [Theory]
    [InlineData("text\nab\n\"\"\n", "line 3, column text: \"\" is a missing value")]
    [InlineData("text\nab\nabd\n", "line 3, column text: \"abd\" is no text of these tokens: 'd' is none of the 4")]
    public void What_is_no_text_of_the_tokens_is_told(string table, string wrong)
    {
        var schema = new CsvSchema { Inputs = [Column.Tokens("text", CharacterTokenizer.Of("_abc"), length: 3)] };
        Assert.Contains(
            wrong,
            Csv.Load(Write(table), schema).LeftAsEnumerable().Single().Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_category_may_be_the_target_and_a_missing_number_a_given_one()
    {
        var schema = new CsvSchema
        {
            Inputs = [Column.Number("length", missing: -1)],
            Target = Column.Category("species", "tulip", "rose"),
        };
        var data = Csv.Load(Write(Flowers), schema).OrThrow();
        Assert.Equal([1.5f, -2, -1, 1000], data.Inputs.Span.ToArray());
        Assert.Equal(new(4, 2), data.Targets.Shape);
        Assert.Equal([0, 1, 1, 0, 0, 1, 1, 0], data.Targets.Span.ToArray());
        Assert.Equal(
            new float[4],
            Csv.Load(Write(Flowers), new() { Inputs = schema.Inputs }).OrThrow().Targets.Span.ToArray()
        );
    }

    [Fact]
    public void A_schema_is_inferred()
    {
        var schema = Csv.Infer(Write(Flowers), "species").OrThrow();
        Assert.Equal(
            "Number(length), Category(colour, blue, light, red), Category(size, large, medium, small) to Ordinal(species, rose, tulip)",
            $"{schema}"
        );
        Assert.True(schema.HasHeader);
        Assert.Equal([0, 1, 0, 1], Csv.Load(folder["file.csv"], schema).OrThrow().Targets.Span.ToArray());
        Assert.Equal("Number(length)", $"{Csv.Infer(folder["file.csv"], "length").OrThrow().Target}");
        Assert.Null(Csv.Infer(folder["file.csv"]).OrThrow().Target);
    }

    [Theory]
    [InlineData("1;10\n2;9\n3;10\n")]
    [InlineData("1\t10\n2\t9\n3\t10")]
    [InlineData("1|10\r\n2|9\r\n3|10\r\n")]
    public void Without_a_header_columns_are_numbered_and_separators_are_found(string text)
    {
        var schema = Csv.Infer(Write(text), "1", isLabel: true).OrThrow();
        Assert.Equal("Number(0) to Ordinal(1, 9, 10)", $"{schema}");
        var data = Csv.Load(folder["file.csv"], schema).OrThrow();
        Assert.Equal([1, 2, 3], data.Inputs.Span.ToArray());
        Assert.Equal([1, 0, 1], data.Targets.Span.ToArray());
    }

    [Fact]
    public void Identifiers_of_more_digits_than_a_float64_holds_are_different_labels()
    {
        string[] labels = ["-9007199254740993", "9007199254740992", "9007199254740993", "12345678901234567890"];
        var path = Write(string.Concat(labels.Reverse().Concat(["9.007199254740993e15"]).Select(one => $"1,{one}\n")));
        var schema = Csv.Infer(path, "1", isLabel: true).OrThrow();
        Assert.Equal(labels, schema.Target!.Values, StringComparer.Ordinal);
        Assert.Equal([3, 2, 1, 0, 2], Csv.Load(path, schema).OrThrow().Targets.Span);
    }

    [Theory]
    [InlineData("1", "1.0", 0)]
    [InlineData("1e2", "+100.00", 0)]
    [InlineData("0.010", "1E-2", 0)]
    [InlineData("-0", "0e5", 0)]
    [InlineData("0.2", "0.19999999999999999999", 1)]
    [InlineData("-2", "-10", 1)]
    [InlineData("9", "10", -1)]
    [InlineData("-1", "0", -1)]
    [InlineData("1e400", "1e401", -1)]
    public void Numbers_of_labels_are_compared_in_all_digits(string left, string right, int order) =>
        Assert.Equal(
            order,
            Math.Sign(
                ExactNumber.Compare(
                    ExactNumber.Of(left, decimalComma: false)!.Value,
                    ExactNumber.Of(right, decimalComma: false)!.Value
                )
            )
        );

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e")]
    [InlineData("0x10")]
    [InlineData("")]
    public void Texts_are_no_numbers_of_labels(string text) => Assert.Null(ExactNumber.Of(text, decimalComma: false));

    [Theory]
    [InlineData("length,colour,size\n1,red,small", "has no column species among length, colour, size")]
    [InlineData("length,size,size,species\n1,red,small,rose", "has two columns of the name size")]
    [InlineData(
        "length,colour,size,species\n1,red,small,rose\nx,red,small,rose",
        "line 3, column length: \"x\" is not a number"
    )]
    [InlineData(
        "length,colour,size,species\n1,red,tiny,rose",
        "line 2, column size: \"tiny\" is none of small, medium, large"
    )]
    [InlineData("length,colour,size,species\n1,red,,rose", "line 2, column size: \"\" is a missing value")]
    [InlineData(
        "length,colour,size,species\n1,green,small,rose",
        "column colour: \"green\" is none of blue, light, red"
    )]
    [InlineData("length,colour,size,species\n1,red,small", "line 2 has 3 fields, the first has 4")]
    [InlineData("length,colour,size,species\n", "has no rows")]
    [InlineData("", "is empty")]
    public void What_is_wrong_is_told_with_line_and_column(string text, string reason)
    {
        Assert.Contains(reason, Wrong(Csv.Load(Write(text), Schema)), StringComparison.Ordinal);
        Assert.Contains(reason, Wrong(Csv.Stream(folder["file.csv"], Schema, 2)), StringComparison.Ordinal);
        Assert.Contains(folder["file.csv"], Wrong(Csv.Load(folder["file.csv"], Schema)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_numbers_needs_no_schema()
    {
        File.WriteAllText(folder["numbers.csv"], "a;b\n1;2\n3;x\n");
        var schema = Csv.Numbers(folder["numbers.csv"]).OrThrow();
        Assert.Equal("Number(a), Number(b)", $"{schema}");
        Assert.True(schema.HasHeader);
        Assert.Contains(
            "line 3, column b: \"x\" is not a number",
            Csv.Load(folder["numbers.csv"], schema).Match(_ => string.Empty, error => error.Message),
            StringComparison.Ordinal
        );
        File.WriteAllText(folder["numbers.csv"], "1,2\n3,4\n");
        schema = Csv.Numbers(folder["numbers.csv"]).OrThrow();
        Assert.False(schema.HasHeader);
        Assert.Equal([1f, 2, 3, 4], Csv.Load(folder["numbers.csv"], schema).OrThrow().Inputs.Span);
        Assert.True(Csv.Numbers(folder["none.csv"]).IsLeft);
    }

    [Fact]
    public void Wrong_quotes_and_wrong_files_are_told()
    {
        Assert.Contains(
            "file.csv",
            Wrong(Csv.Load(Write("length,colour,size,species\n1,\"red,small,rose"), Schema)),
            StringComparison.Ordinal
        );
        Assert.StartsWith("cannot read", Wrong(Csv.Load(folder["none"], Schema)), StringComparison.Ordinal);
        Assert.Contains(
            "no column weight among length",
            Wrong(Csv.Infer(Write(Flowers), "weight")),
            StringComparison.Ordinal
        );
        Assert.Contains("is empty", Wrong(Csv.Infer(Write(string.Empty))), StringComparison.Ordinal);
        Assert.Contains(
            "column 1 has more than 1,000 values",
            Wrong(Csv.Infer(Write(string.Concat(Enumerable.Range(0, 1_002).Select(i => $"{i},v{i}\n"))))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_stream_gives_the_same_samples_batch_by_batch()
    {
        var whole = Csv.Load(Write(Flowers), Schema).OrThrow();
        var batches = Csv.Stream(folder["file.csv"], Schema, size: 3).OrThrow();
        Assert.Equal((4, 2), (batches.Samples, batches.Count));
        for (var epoch = 0; epoch < 2; epoch++)
        {
            Assert.Equal([3, 1], batches.Epoch(epoch).Select(batch => batch.Count));
            Assert.Equal(
                whole.Inputs.Span.ToArray(),
                batches.Epoch(epoch).SelectMany(batch => batch.Inputs.Span.ToArray())
            );
            Assert.Equal(
                whole.Targets.Span.ToArray(),
                batches.Epoch(epoch).SelectMany(batch => batch.Targets.Span.ToArray())
            );
        }
    }

    private static string Wrong<T>(LanguageExt.Either<Error, T> result) =>
        result.Match(value => throw new Xunit.Sdk.XunitException($"{value}"), error => error.Message);

    private string Write(string text)
    {
        File.WriteAllText(folder["file.csv"], text);
        return folder["file.csv"];
    }
}
