using System.Text;
using LanguageExt;
using LanguageExt.Common;
using Xunit;

namespace FunctionalNet.Tests.Data.Files;

/// <summary>Numeric CSV tables in the notations that people and programs use.</summary>
public sealed class CsvNumbersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

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
        var table = Load(text).OrThrow();
        Assert.Equal(new(2, 2), table.Shape);
        Assert.Equal([1f, 2f, 3f, 4f], table.Span);
    }

    [Fact]
    public void The_first_line_is_a_header_if_none_of_it_is_a_number()
    {
        Assert.False(Schema("1,2\n").HasHeader);
        Assert.Equal(["0", "1"], Names("1,2\n"));
        Assert.Equal(["a", "b c"], Names("a, b c \n1,2\n"));
        Assert.Equal(["a, or so", "the \"b\""], Names("\"a, or so\",\"the \"\"b\"\"\"\n1,2\n"));
        Assert.Contains("line 1, column 1: \"x\" is not a number", ErrorOf("1,x\n3,4\n"), StringComparison.Ordinal);
        Assert.Contains(
            "line 2, column a: \"c\" is not a number",
            ErrorOf("a,b\nc,d\n1,2\n"),
            StringComparison.Ordinal
        );

        string[] Names(string text) => [.. Schema(text).Inputs.Select(column => column.Name)];
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
    [InlineData("1,2\n3,\"4\n5,6\n", "line 2 opens a quote that is never closed")]
    public void What_is_no_table_of_numbers_is_told_with_its_place(string text, string says) =>
        Assert.Contains(says, ErrorOf(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("-0", -0f)]
    [InlineData("1e-45", float.Epsilon)]
    [InlineData("16777217", 16777216f)]
    public void Floats_are_those_of_ieee_754(string text, float expected) =>
        Assert.Equal([expected], Load($"0\n{text}\n").OrThrow().Span[1..]);

    [Fact]
    public void A_line_may_be_long()
    {
        const int Columns = 200_000;
        var row = new StringBuilder("0.125").Insert(5, ",0.125", Columns - 1).Append('\n').ToString();
        var table = Load(row + row).OrThrow();
        Assert.Equal(new(2, Columns), table.Shape);
        Assert.All(table.Span[Columns..].ToArray(), number => Assert.Equal(0.125f, number));
    }

    private Either<Error, Tensor<float>> Load(string text) =>
        from schema in Csv.Numbers(Write(text))
        from data in Csv.Load(folder["table.csv"], schema)
        select data.Inputs;

    private CsvSchema Schema(string text) => Csv.Numbers(Write(text)).OrThrow();

    private string ErrorOf(string text) => Load(text).Match(table => $"{table} was read", error => error.Message);

    private string Write(string text)
    {
        File.WriteAllText(folder["table.csv"], text);
        return folder["table.csv"];
    }
}
