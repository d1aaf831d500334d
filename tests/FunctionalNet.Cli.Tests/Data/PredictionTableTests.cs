using FunctionalNet.Cli.Data;

namespace FunctionalNet.Cli.Tests.Data;

public class PredictionTableTests
{
    private static readonly Tensor<float> Scores = Tensor.Of(new(2, 3), 0.25f, 0.5f, 0.25f, 0.875f, 0.125f, 0f);

    [Fact]
    public void Classes_are_called_by_their_labels()
    {
        var table = PredictionTable.Of(Scores, "p", ["cat", "dog, wet", "newt"], target: null, "2 rows");
        Assert.Equal(
            """
            prediction,p_cat,"p_dog, wet",p_newt
            "dog, wet",0.25,0.5,0.25
            cat,0.875,0.125,0

            """,
            $"{table}"
        );
        Assert.Equal("2 rows", table.Summary);
    }

    [Fact]
    public void Without_labels_numbers_stand_for_classes()
    {
        var table = PredictionTable.Of(Scores, "p", ["cat", "dog"], target: [1, 2], "2 rows");
        Assert.Equal(["prediction", "p_0", "p_1", "p_2", "target"], table.Header);
        Assert.Equal(["1", "0.25", "0.5", "0.25", "1"], table.Rows[0]);
        Assert.Equal(["0", "0.875", "0.125", "0", "2"], table.Rows[1]);
        Assert.Equal("2 rows; 1 of 2 right, accuracy 50.00 %", table.Summary);
    }

    [Fact]
    public void An_answer_that_is_no_class_is_told()
    {
        var zeros = Tensor.Of(new(3, 2), 1f, 0f, 1f, 0f, 1f, 0f);
        Assert.All(
            [0.5f, float.NaN, 2f],
            wrong =>
                Assert.Contains(
                    "the label of sample 1 is ",
                    Assert
                        .Throws<LabelException>(() => PredictionTable.Of(zeros, "p", [], [0, wrong, 1], string.Empty))
                        .Message,
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void One_number_a_row_is_a_regression()
    {
        var table = PredictionTable.Of(Tensor.Of(new(2, 1), 1f, float.NaN), "y", ["one"], target: [4, 0], "2 rows");
        Assert.Equal("y,target\n1,4\nNaN,0\n", $"{table}");
        table = PredictionTable.Of(Tensor.Vector(1f, 2f), "y", [], target: [4, -2], "2 rows");
        Assert.Equal("y,target\n1,4\n2,-2\n", $"{table}");
        Assert.Equal("2 rows; root mean square error 3.5355", table.Summary);
    }

    [Fact]
    public void Outputs_of_higher_rank_are_numbered_and_not_judged()
    {
        var table = PredictionTable.Of(Tensor.Of(new(1, 2, 2), 1f, 2f, 3f, 4f), "y", [], target: [1], "1 rows");
        Assert.Equal("y_0,y_1,y_2,y_3,target\n1,2,3,4,1\n", $"{table}");
        Assert.Equal("1 rows", table.Summary);
    }

    [Fact]
    public void What_is_written_can_be_read_again()
    {
        using var folder = new Folder();
        var table = PredictionTable.Of(Scores, "p", [], target: [1, 0], "2 rows");
        Assert.True(table.Write(folder["predictions.csv"]).IsRight);
        var schema = Csv.Numbers(folder["predictions.csv"]).OrThrow();
        Assert.Equal(table.Header, schema.Inputs.Select(column => column.Name), StringComparer.Ordinal);
        Assert.Equal(
            [1f, 0.25f, 0.5f, 0.25f, 1f, 0f, 0.875f, 0.125f, 0f, 0f],
            Csv.Load(folder["predictions.csv"], schema).OrThrow().Inputs.Span
        );
        Assert.StartsWith(
            $"cannot write {folder["no/predictions.csv"]}: ",
            table.Write(folder["no/predictions.csv"]).Match(_ => string.Empty, error => error.Message),
            StringComparison.Ordinal
        );
    }
}
