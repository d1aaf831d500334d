using LanguageExt;
using LanguageExt.Common;
using Xunit;

namespace FunctionalNet.Tests.Data.Files;

/// <summary>
/// A cell is parsed as the number it shows, or is an error with its position; never another number, and never silently a class.
/// </summary>
public sealed class CsvCellsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", -0f)]
    [InlineData("+5", 5)]
    [InlineData("1.5", 1.5f)]
    [InlineData("-.25", -0.25f)]
    [InlineData("2.", 2)]
    [InlineData("1e3", 1e3f)]
    [InlineData("-1.5E-3", -1.5e-3f)]
    [InlineData("3.4028235e38", float.MaxValue)]
    [InlineData("1e-60", 0)]
    [InlineData("007", 7)]
    [InlineData("\"1.5\"", 1.5f)]
    public void A_number_is_digits_with_a_point_a_sign_and_an_exponent(string cell, float expected)
    {
        Assert.Equal([expected], Load($"x;y\n{cell};a\n").OrThrow().Inputs.Span);
        Assert.Equal("Number(x)", $"{Infer($"x;y\n{cell};a\n").OrThrow().Inputs[0]}");
        var comma = cell.Replace('.', ',');
        Assert.Equal([expected], Load($"x;y\n{comma};a\n", decimalComma: true).OrThrow().Inputs.Span);
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("1,500")]
    [InlineData("1,234,567")]
    [InlineData("1,234.5")]
    [InlineData("1.234,5")]
    [InlineData(",5")]
    [InlineData("1 000")]
    [InlineData("1'000")]
    [InlineData("1_000")]
    [InlineData("$5")]
    [InlineData("(5)")]
    [InlineData("5-")]
    [InlineData("5 %")]
    [InlineData("0x10")]
    [InlineData("1e")]
    [InlineData("1.5.2")]
    [InlineData("5\0")]
    [InlineData("5\0\0\0")]
    [InlineData("--1")]
    [InlineData("inf")]
    [InlineData("-inf")]
    [InlineData("Infinity")]
    [InlineData("∞")]
    [InlineData("1e39")]
    [InlineData("-1e400")]
    [InlineData("x")]
    public void Anything_else_is_refused_with_its_place(string cell)
    {
        var error = Wrong(Load($"x;y\n1;a\n{cell};b\n"));
        Assert.Contains($"line 3, column x: \"{cell}\" is not a", error, StringComparison.Ordinal);

        // A single bad cell among numbers does not turn the column into classes.
        var lines = string.Concat(Enumerable.Range(0, 500).Select(i => $"{(i == 321 ? cell : i)};a\n"));
        var inferred = Wrong(Infer($"x;y\n{lines}"));
        Assert.Contains("column x", inferred, StringComparison.Ordinal);
        Assert.Contains($"'{cell}' in line 323", inferred, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1,5\0")]
    [InlineData("1.234,5")]
    [InlineData("1,2,3")]
    [InlineData("inf")]
    [InlineData("1e39")]
    public void With_a_decimal_comma_a_point_is_refused(string cell) =>
        Assert.Contains(
            $"line 2, column x: \"{cell}\" is not a",
            Wrong(Load($"x;y\n{cell};a\n", decimalComma: true)),
            StringComparison.Ordinal
        );

    [Fact]
    public void One_cell_that_is_no_number_is_shown_with_the_count_of_the_others()
    {
        var lines = string.Concat(Enumerable.Range(0, 500).Select(i => $"{i},{(i == 321 ? "1;5" : $"{i}.5")}\n"));
        Assert.Contains(
            "column b: 499 numbers and '1;5' in line 323",
            Wrong(Infer($"a,b\n{lines}")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "column 0: 3 numbers and 'x' in line 3",
            Wrong(Infer("1,x\n3,y\nx,z\n4,y\n", "1")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "column x: 3 numbers and 2 cells that are none, the first 'a' in line 3",
            Wrong(Infer("x,y\n1,1\na,1\n2,1\n3,1\nb,1\n")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_column_is_what_it_is_declared()
    {
        const string Rooms = "rooms,price\n1,10\n2,20\n3+,30\n1,15\n";
        Assert.Contains("column rooms", Wrong(Infer(Rooms, "price")), StringComparison.Ordinal);
        var schema = Infer(Rooms, "price", new() { Inputs = [Column.Ordinal("rooms", "1", "2", "3+")] }).OrThrow();
        Assert.Equal("Ordinal(rooms, 1, 2, 3+) to Number(price)", $"{schema}");
        Assert.Equal([0, 1, 2, 0], Csv.Load(folder["file.csv"], schema).OrThrow().Inputs.Span.ToArray());
        Assert.Equal(
            "Number(rooms) to Number(price)",
            $"{Infer(Rooms, "price", new() { Missing = ["3+"] }).OrThrow()}"
        );
        var target = new CsvSchema { Target = Column.Category("rooms", "1", "2", "3+") };
        Assert.Equal("Number(price) to Category(rooms, 1, 2, 3+)", $"{Infer(Rooms, known: target).OrThrow()}");
        Assert.Contains(
            "has no column size among rooms, price",
            Wrong(Infer(Rooms, known: new() { Inputs = [Column.Number("size")] })),
            StringComparison.Ordinal
        );

        // A column of words that also holds a number, and a label declared as such, are not numeric.
        Assert.Equal("Category(x, 7, a, b) to Number(y)", $"{Infer("x,y\na,1\n7,2\nb,3\n", "y").OrThrow()}");
        Assert.Equal(
            "Number(y) to Ordinal(x, 1, 2, a)",
            $"{Csv.Infer(Write("x,y\n1,1\n2,2\na,3\n"), "x", isLabel: true).OrThrow()}"
        );
    }

    [Theory]
    [InlineData("width;length;kind\n1,5;2,25;a\n3,5;4,75;b\n", "width")]
    [InlineData("1,5;2,25;a\n3,5;4,75;b\n10,25;0,5;a\n", "")]
    [InlineData("1,5\t2,25\n3,5\t4,75\n", "")]
    [InlineData("\"1,5\",\"2,25\"\n\"3,5\",\"4,75\"\n", "0")]
    [InlineData("x;y\n1,234;a\n5;b\n", "x")]
    public void A_decimal_comma_is_suggested_and_read_when_it_is_said(string text, string column)
    {
        var error = Wrong(Infer(text));
        Assert.Contains($"column {column}", error, StringComparison.Ordinal);
        Assert.True(error.Contains("DecimalComma") || error.Contains("Separator"), error);
        var schema = Infer(text, known: new() { DecimalComma = true }).OrThrow();
        Assert.All(
            schema.Inputs.Where(one => one.Name != "kind" && one.Name != "y" && one.Name != "2"),
            one => Assert.StartsWith("Number", $"{one}", StringComparison.Ordinal)
        );
        var first = Csv.Load(folder["file.csv"], schema).OrThrow().Inputs.Span[0];
        Assert.Equal(column == "x" ? 1.234f : 1.5f, first);
        if (column is "" or "0")
        {
            Assert.False(schema.HasHeader);
        }
    }

    [Theory]
    [InlineData("0.37 %", "a share")]
    [InlineData("12%", "a share")]
    [InlineData("-3‰", "a share")]
    [InlineData("\u22123", "another minus sign")]
    [InlineData("\u20131.5", "another minus sign")]
    [InlineData("1'134", "thousands")]
    [InlineData("1\u00A0134", "thousands")]
    [InlineData("1 134.5", "thousands")]
    [InlineData("1_000", "thousands")]
    [InlineData("\"1,234,567\"", "thousands")]
    [InlineData("\"1.234,5\"", "thousands")]
    [InlineData("12:07", "a time")]
    [InlineData("1:02:03.5", "a time")]
    [InlineData("2024-05-01", "a date")]
    [InlineData("01.05.2024", "a date")]
    [InlineData("2024-05-01T12:00:00Z", "a date")]
    [InlineData("$5", "an amount of money")]
    [InlineData("5.20 €", "an amount of money")]
    [InlineData("(5)", "its sign elsewhere")]
    [InlineData("5-", "its sign elsewhere")]
    [InlineData("0x1F", "of base 16")]
    [InlineData("\u0663", "other digits")]
    public void A_column_of_numbers_in_another_notation_is_told(string cell, string says)
    {
        // The error also appears where each value repeats, and where the cell stands among plain numbers.
        Assert.Contains(
            $"column a: '{cell.Trim('"')}' in line 2 is a",
            Wrong(Infer($"a,b\n{cell},1\n{cell},2\n")),
            StringComparison.Ordinal
        );
        Assert.Contains(says, Wrong(Infer($"a,b\n{cell},1\n{cell},2\n{cell},1\n{cell},2\n")), StringComparison.Ordinal);
        Assert.Contains(
            "column a: 3 numbers and '",
            Wrong(Infer($"a,b\n1,1\n{cell},2\n3,1\n4,2\n")),
            StringComparison.Ordinal
        );
        Assert.Contains(says, Wrong(Infer($"a,b\n1,1\n{cell},2\n3,1\n4,2\n")), StringComparison.Ordinal);
        var known = new CsvSchema { Inputs = [Column.Category("a", cell.Trim('"'))] };
        Assert.StartsWith(
            "Category(a",
            $"{Infer($"a,b\n{cell},1\n{cell},2\n", known: known).OrThrow()}",
            StringComparison.Ordinal
        );

        // A label column accepts any text.
        var label = Csv.Infer(Write($"a,b\n{cell},1\n{cell},2\nx,3\nx,4\n"), "a", isLabel: true);
        Assert.Contains("Ordinal(a", $"{label.OrThrow()}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_whose_cells_all_differ_is_told()
    {
        var names = string.Concat(Enumerable.Range(0, 40).Select(i => $"name {i},{i % 3}\n"));
        Assert.Contains(
            "column a: all 40 cells differ, such as 'name 0' in line 2",
            Wrong(Infer($"a,b\n{names}")),
            StringComparison.Ordinal
        );
        Assert.Contains("column a: all 40", Wrong(Infer($"a,b\n{names}", "a")), StringComparison.Ordinal);
        Assert.Contains(
            "column a: all 40",
            Wrong(Csv.Infer(Write($"a,b\n{names}"), "a", isLabel: true)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "a number with a unit",
            Wrong(Infer("a,b\n1 kg,1\n2 kg,2\n3 kg,3\n4 kg,4\n")),
            StringComparison.Ordinal
        );

        // These are still classes: names of which one repeats, repeated values with units, and a column of few rows.
        Assert.StartsWith("Category(a", $"{Infer($"a,b\n{names}name 1,2\n").OrThrow()}", StringComparison.Ordinal);
        Assert.StartsWith(
            "Category(a",
            $"{Infer("a,b\n1 kg,1\n2 kg,2\n1 kg,3\n2 kg,4\n").OrThrow()}",
            StringComparison.Ordinal
        );
        Assert.StartsWith("Category(a", $"{Infer("a,b\nx,1\ny,2\nz,3\n").OrThrow()}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,134", true)]
    [InlineData("-12,000", true)]
    [InlineData("0,134", false)]
    [InlineData("1,13", false)]
    [InlineData("1234,567", false)]
    public void A_comma_between_thousands_is_told_beside_a_decimal_comma(string cell, bool areThousands)
    {
        foreach (
            var wrong in new[]
            {
                Wrong(Infer($"a;b\n{cell};1\n{cell};2\n")),
                Wrong(Infer($"a;b\n{cell};1\n5;2\n7;2\n")),
            }
        )
        {
            Assert.Contains($"'{cell}' in line 2 has", wrong, StringComparison.Ordinal);
            Assert.Contains("DecimalComma", wrong, StringComparison.Ordinal);
            Assert.Equal(areThousands, wrong.Contains("between thousands", StringComparison.Ordinal));
        }

        var read = Csv.Load(Write($"a;b\n{cell};1\n"), new() { Inputs = [Column.Number("a")] });
        Assert.Contains("thousands", Wrong(read), StringComparison.Ordinal);
        Assert.Contains("DecimalComma", Wrong(read), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_are_the_same_number_are_one_class()
    {
        var path = Write("x,y\n1,1\n2,1.0\n3,2\n4,2.50\n5,+2.5\n6,10\n");
        var schema = Csv.Infer(path, "y", isLabel: true).OrThrow();
        Assert.Equal(
            ["1", "2", "2.50", "10"],
            schema.Target!.Values.Select(value => value == "+2.5" ? "2.50" : value),
            StringComparer.Ordinal
        );
        Assert.Equal([0f, 0, 1, 2, 2, 3], Csv.Load(path, schema).OrThrow().Targets.Span.ToArray());

        // One word in the column makes all of its cells text, so that "1" and "1.0" are two classes.
        path = Write("x,y\n1,1\n2,1.0\n3,a\n4,a\n");
        Assert.Equal(3, Csv.Infer(path, "y", isLabel: true).OrThrow().Target!.Values.Length);
    }

    // 2⁵³ and the next whole number are one number of floating point; 1e16 and its digits are one label.
    [Fact]
    public void Labels_of_many_digits_are_told_apart()
    {
        var text = "a,y\n1,9007199254740992\n2,9007199254740993\n3,1e16\n4,10000000000000000\n5,9007199254740993\n";
        var schema = Csv.Infer(Write(text), "y", isLabel: true).OrThrow();
        Assert.Equal(["9007199254740992", "9007199254740993", "1e16"], schema.Target!.Values);
        Assert.Equal([0, 1, 2, 2, 1], Csv.Load(Write(text), schema).OrThrow().Targets.Span.ToArray());
    }

    [Fact]
    public void Another_separator_between_numbers_is_told()
    {
        Assert.Contains("';' is between numbers in line 1", Wrong(Infer("1,5;2\n3,5;4\n")), StringComparison.Ordinal);
        Assert.Equal("Category(0, 1;2, 3;4)", $"{Infer("1;2\n3;4\n", known: new() { Separator = ',' }).OrThrow()}");
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("-nan")]
    [InlineData("NULL")]
    [InlineData("NA")]
    [InlineData("")]
    public void A_missing_number_is_nan_or_what_the_column_says(string cell)
    {
        var schema = Infer($"x,y\n1.5,a\n{cell},b\n", "y").OrThrow();
        Assert.Equal("Number(x) to Ordinal(y, a, b)", $"{schema}");
        Assert.Equal([1.5f, float.NaN], Csv.Load(folder["file.csv"], schema).OrThrow().Inputs.Span);
        var other = new CsvSchema { Inputs = [Column.Number("x", missing: -1)] };
        Assert.Equal([1.5f, -1], Csv.Load(folder["file.csv"], other).OrThrow().Inputs.Span);
        var none = new CsvSchema { Inputs = [Column.Number("x")], Missing = [] };
        Assert.Contains("line 3, column x", Wrong(Csv.Load(folder["file.csv"], none)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x,y\n1,a\n2,\"b\n3,a\n4,b\n5,a\n", "line 3 opens a quote that is never closed")]
    [InlineData("x,y\n1,a\n2,b\n3,a\n4,b\n5,\"a\n", "line 6 opens a quote that is never closed")]
    [InlineData("\"x,y\n1,a\n2,b\n", "line 1 opens a quote that is never closed")]
    [InlineData("x,y\n1,a\n2,\"b\n3,\"a\"\n4,b\n", "line 3 has text after a closing quote")]
    [InlineData("x,y\n1,\"a\"b\n", "line 2 has text after a closing quote")]
    public void Quotes_that_do_not_end_are_refused_with_their_line(string text, string says)
    {
        Assert.Contains(says, Wrong(Infer(text, "y")), StringComparison.Ordinal);
        var schema = new CsvSchema { Inputs = [Column.Number("x")], Target = Column.Ordinal("y", "a", "b") };
        Assert.Contains(says, Wrong(Csv.Load(folder["file.csv"], schema)), StringComparison.Ordinal);
        Assert.Contains(says, Wrong(Csv.Stream(folder["file.csv"], schema, 2)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x,y\n1,caf\xE9\n2,caf\xE8\n", "column y: 'caf\uFFFD' in line 2 is no text in UTF-8")]
    [InlineData("x,y\n1,a\n2,\xFF\xFE\n", "column y: '\uFFFD\uFFFD' in line 3 is no text in UTF-8")]
    [InlineData("x,y\n\xC3,a\n\xC3,b\n", "column x: '\uFFFD' in line 2 is no text in UTF-8")]
    public void Text_of_another_encoding_is_refused(string latin1, string says)
    {
        File.WriteAllBytes(folder["file.csv"], System.Text.Encoding.Latin1.GetBytes(latin1));
        Assert.Contains(says, Wrong(Csv.Infer(folder["file.csv"], "y")), StringComparison.Ordinal);
        var schema = new CsvSchema
        {
            Inputs = [Column.Category("x", "1", "2")],
            Target = Column.Ordinal("y", "a", "b"),
        };
        Assert.Contains("no text in UTF-8", Wrong(Csv.Load(folder["file.csv"], schema)), StringComparison.Ordinal);
    }

    [Fact]
    public void Quotes_within_cells_and_around_lines_are_characters()
    {
        var schema = Infer("x,y\n1,5\" pipe\n2,\"a \"\"b\"\"\"\n3,\"c\nd\"\n", "y").OrThrow();
        Assert.Equal(["5\" pipe", "a \"b\"", "c\nd"], schema.Target!.Values);
    }

    [Fact]
    public void Text_becomes_numbers_in_the_same_way_everywhere()
    {
        Assert.True(Calls.Read<Transform>("Sgd(1,5)").IsLeft);
        Assert.Equal(Net.Sgd(1000), Calls.Read<Transform>("Sgd(1_000)").OrThrow());
        foreach (var text in new[] { "Sgd(-Infinity)", "Sgd(-NaN)", "Sgd(1e999)", "Sgd(-∞)", "Sgd(0x1)" })
        {
            var error = Wrong(Calls.Read<Transform>(text));
            Assert.True(error.Contains("number") || error.Contains("expected"), error);
        }
    }

    private static string Wrong<T>(Either<Error, T> result) =>
        result.Match(value => throw new Xunit.Sdk.XunitException($"{value}"), error => error.Message);

    private Either<Error, CsvSchema> Infer(string text, string? target = null, CsvSchema? known = null) =>
        Csv.Infer(Write(text), target, known: known);

    private Either<Error, Dataset<float>> Load(string text, bool decimalComma = false) =>
        Csv.Load(
            Write(text),
            new()
            {
                Inputs = [Column.Number("x")],
                DecimalComma = decimalComma,
                Separator = ';',
            }
        );

    private string Write(string text)
    {
        File.WriteAllText(folder["file.csv"], text);
        return folder["file.csv"];
    }
}
