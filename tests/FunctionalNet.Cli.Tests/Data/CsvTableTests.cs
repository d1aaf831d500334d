using System.Text;
using FunctionalNet.Cli.Data;

namespace FunctionalNet.Cli.Tests.Data;

public class CsvTableTests
{
    [Theory]
    [InlineData("1,2\n3,4\n")]
    [InlineData("1,2\r\n3,4\r\n")]
    [InlineData("1,2\n3,4")]
    [InlineData("\n1,2\n\n3,4\n\n")]
    [InlineData(" 1 ,\t2\n3,4 \n")]
    [InlineData("1;2\n3;4\n")]
    [InlineData("1\t2\n3\t4\n")]
    [InlineData("\"1\",\"2\"\n\"3\",4\n")]
    [InlineData("\uFEFF1,2\n3,4\n")]
    [InlineData("1.0,+2\n.3e1,4E0\n")]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("\uFEFFa,b\r\n1,2\r\n3,4\r\n")]
    [InlineData("\"a, or so\",\"the \"\"b\"\"\"\n1,2\n3,4\n")]
    public void Numbers_are_read_however_they_are_written(string text)
    {
        var table = Load(text);
        Assert.Equal((2, 2), (table.Rows, table.Columns));
        Assert.Equal([1f, 2f, 3f, 4f], table.ToTensor(Shape.Of(2)).Span);
    }

    [Fact]
    public void The_first_line_is_a_header_if_none_of_it_is_a_number()
    {
        Assert.Empty(Load("1,2\n").Header);
        Assert.Equal(["a", "b c"], Load("a, b c \n1,2\n").Header);
        Assert.Equal(["a, or so", "the \"b\""], Load("\"a, or so\",\"the \"\"b\"\"\"\n1,2\n").Header);
        Assert.Contains("line 1, column 1: \"x\" is not a number", ErrorOf("1,x\n3,4\n"), StringComparison.Ordinal);
        Assert.Contains(
            "line 2, column a: \"c\" is not a number",
            ErrorOf("a,b\nc,d\n1,2\n"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n\n", "is empty")]
    [InlineData("a,b\n", "has no rows")]
    [InlineData("a,a\n1,2\n", "two columns of the name a")]
    [InlineData("1,2\n3\n", "line 2 has 1 fields, the first has 2")]
    [InlineData("1,2\n3,4,5\n", "line 2 has 3 fields, the first has 2")]
    [InlineData("a,b,c\n3,4\n", "line 2 has 2 fields, the first has 3")]
    [InlineData("1,2\n\n3,\n", "line 3, column 1: \"\" is a missing value")]
    [InlineData("1,2\n3,1 000\n", "line 2, column 1: \"1 000\" is not a number")]
    [InlineData("1,2\n3,0x10\n", "line 2, column 1: \"0x10\" is not a number")]
    [InlineData("1,2\n3,\"4\n5,6\n", "line 2, column 1: \"4\n5,6\n\" is not a number")]
    public void What_is_no_table_of_numbers_is_told_with_its_place(string text, string says) =>
        Assert.Contains(says, ErrorOf(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("Infinity", float.PositiveInfinity)]
    [InlineData("-Infinity", float.NegativeInfinity)]
    [InlineData("1e39", float.PositiveInfinity)]
    [InlineData("-0", -0f)]
    [InlineData("1e-45", float.Epsilon)]
    [InlineData("16777217", 16777216f)]
    public void Floats_are_those_of_ieee_754(string text, float expected) =>
        Assert.Equal([expected], Load($"0\n{text}\n").Numbers.Span[1..]);

    [Fact]
    public void A_line_may_be_long()
    {
        const int Columns = 200_000;
        var row = new StringBuilder("0.125").Insert(5, ",0.125", Columns - 1).Append('\n').ToString();
        var table = Load(row + row);
        Assert.Equal((2, Columns), (table.Rows, table.Columns));
        Assert.All(table.Numbers.Span[Columns..].ToArray(), number => Assert.Equal(0.125f, number));
    }

    [Fact]
    public void A_column_is_split_off_by_name_or_by_place()
    {
        var named = Load("a,b,c\n1,2,3\n4,5,6\n");
        var (column, others) = named.Split("b").IfLeft(error => throw new FormatException(error.Message));
        Assert.Equal([2f, 5f], column!);
        Assert.Equal(["a", "c"], others.Header);
        Assert.Equal([1f, 3f, 4f, 6f], others.Numbers.Span);

        (column, others) = Load("1,2\n3,4\n").Split("0").IfLeft(error => throw new FormatException(error.Message));
        Assert.Equal([1f, 3f], column!);
        Assert.Equal([2f, 4f], others.Numbers.Span);

        Assert.Equal(named, named.Split(null).Match(parts => parts.Others, _ => null!));
        Assert.Equal("no column d among a, b, c", named.Split("d").Match(_ => string.Empty, error => error.Message));
        Assert.Equal("no column 3 among a, b, c", named.Split("3").Match(_ => string.Empty, error => error.Message));
        Assert.Equal(
            "no column -1; the columns are numbered from 0 to 1",
            Load("1,2\n").Split("-1").Match(_ => string.Empty, error => error.Message)
        );
    }

    [Fact]
    public void The_embedded_digits_are_whole()
    {
        var digits = Digits.Load();
        Assert.Equal((new Shape(1_797, 64), new Shape(1_797)), (digits.Inputs.Shape, digits.Targets.Shape));
        Assert.All(
            digits.Inputs.Span.ToArray(),
            pixel => Assert.True(pixel is >= 0 and <= 16 && float.IsInteger(pixel))
        );
        Assert.Equal(
            [178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            digits
                .Targets.Span.ToArray()
                .CountBy(label => label)
                .OrderBy(count => count.Key)
                .Select(count => count.Value)
        );
    }

    private static CsvTable Load(string text) =>
        OfFile(text).Match(table => table, error => throw new FormatException(error.Message));

    private static string ErrorOf(string text) =>
        OfFile(text).Match(table => $"{table} was read", error => error.Message);

    private static LanguageExt.Either<LanguageExt.Common.Error, CsvTable> OfFile(string text)
    {
        using var folder = new Folder();
        folder.Write("table.csv", text);
        return CsvTable.Load(folder["table.csv"]);
    }
}
