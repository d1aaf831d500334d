using System.Text.Json.Nodes;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>Remarks on the table that a training prints before it begins.</summary>
public sealed class TableRemarksTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Columns_are_told_with_what_they_were_taken_for()
    {
        var run = (await Validate(i => $"{i},{i % 3}", isLabel: false, "Dense(1)", "MeanSquaredError()")).Succeeded();
        Assert.Contains("target kind: numbers; numbers: a", run.Output, StringComparison.Ordinal);
        run = (await Validate(i => $"{i},{i % 2}", isLabel: true, "Dense(2)")).Succeeded();
        Assert.Contains("target kind: labels of 2 classes, 0, 1; numbers: a", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("float32", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_float32_loses_is_told()
    {
        var run = (await Validate(i => $"{100_000_000 + i},{i % 2}", isLabel: true, "Dense(2)")).Succeeded();
        Assert.Contains("column a: 20 different numbers are 3 in float32", run.Output, StringComparison.Ordinal);
        Assert.Contains("subtract an offset, such as 100000000", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classes_for_which_the_model_has_no_output_are_told_by_their_names()
    {
        var run = await Validate(i => $"{i},{10 + (10 * (i % 3))}", isLabel: true, "Dense(2)");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "the model tells 2 classes apart, and the data have 3, 10, 20, 30: give its last layer an output for each",
            run.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Missing_cells_are_told_with_what_stands_for_them()
    {
        folder.Write("recipe.json", Recipe(isLabel: true, "Dense(2)"));
        folder.Write(
            "table.csv",
            $"a,b,colour,kind\n{string.Concat(Enumerable.Range(0, 20).Select(i => $"{(i % 5 == 0 ? string.Empty : $"{i}")},{i},{(i == 3 ? string.Empty : i % 3 == 0 ? "red" : "blue")},{i % 2}\n"))}"
        );
        var run = (await Tool.Run(folder.Path, "recipes", "validate", "recipe.json")).Succeeded();
        Assert.Contains("missing numbers become the mean, of 20 rows in a 4\n", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "missing categories are none of their values, of 20 rows in colour 1\n",
            run.Output,
            StringComparison.Ordinal
        );

        // The file holds the means, so that an empty cell is predicted as the mean is.
        (await Tool.Run(folder.Path, "train", "recipe.json", "--epochs", "1", "--out", "a.onnx")).Succeeded();
        folder.Write("empty.csv", "a,b,colour\n,1,red\n");
        var empty = (await Tool.Run(folder.Path, "predict", "a.onnx", "-i", "empty.csv")).Succeeded();
        Assert.DoesNotContain("NaN", empty.Output, StringComparison.Ordinal);
        run = (await Validate(i => $"{i},{i % 2}", isLabel: true, "Dense(2)")).Succeeded();
        Assert.DoesNotContain("missing", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_for_a_loss_of_labels_are_asked_for()
    {
        var run = await Validate(i => $"{i},{i % 2}", isLabel: false, "Dense(2)");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "the target kind is of numbers: if they are labels, say \"isLabel\": true",
            run.Error,
            StringComparison.Ordinal
        );
        (await Tool.Run(folder.Path, "train", "recipe.json", "--out", "a.onnx")).Failed("--set data.isLabel=true");
        string[] set = ["train", "recipe.json", "--epochs", "1", "--set", "data.isLabel=true", "--out", "a.onnx"];
        (await Tool.Run(folder.Path, set)).Succeeded();
    }

    [Fact]
    public async Task Labels_that_are_none_are_told_with_their_line()
    {
        await Wrong(
            i => $"{i},{(i == 7 ? "0.5" : $"{i % 2}")}",
            "Dense(2)",
            "column kind: '0.5' in line 9 is no whole number"
        );
        await Wrong(
            i => $"{i},{(i == 7 ? "nan" : $"{i % 2}")}",
            "Dense(2)",
            "line 9, column kind: \"nan\" is a missing value"
        );
        await Wrong(i => $"{i},1", "Dense(1)", "all 20 samples have the label 1: classes are two or more");
        await Wrong(i => $"{i},{i % 2}", "Dense(1)", "does not fit its data");

        async Task Wrong(Func<int, string> row, string model, string says)
        {
            var run = await Validate(row, isLabel: true, model).ConfigureAwait(false);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains(says, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Labels_that_do_not_count_are_told_by_fit()
    {
        (await Validate(i => $"{i},{(i % 2 == 0 ? "even" : "odd")}", isLabel: false, "Dense(2)")).Succeeded();
        (await Tool.Run(folder.Path, "train", "recipe.json", "--epochs", "1", "--out", "a.onnx")).Succeeded();
        Table(i => $"{i},{(i % 5 == 0 ? -1 : i % 2)}");
        string[] fit = ["fit", "a.onnx", "--data", "table.csv", "-t", "kind", "--epochs", "1", "--out", "b.onnx"];
        Assert.Contains(
            "16 of 20 labels count; 4 are -1, which does not.",
            (await Tool.Run(folder.Path, fit)).Succeeded().Output,
            StringComparison.Ordinal
        );

        // The error names the line with the missing value, not the first label that is no class name.
        Table(i => $"{i},{(i == 7 ? "nan" : $"{i % 2}")}");
        (await Tool.Run(folder.Path, [.. fit, "--force"])).Complained(
            "line 9, column kind: \"nan\" is a missing value"
        );
    }

    private void Table(Func<int, string> row) =>
        folder.Write("table.csv", $"a,kind\n{string.Join('\n', Enumerable.Range(0, 20).Select(row))}\n");

    private Task<Tool.Ended> Validate(
        Func<int, string> row,
        bool isLabel,
        string model,
        string loss = "SoftmaxCrossEntropy()"
    )
    {
        Table(row);
        folder.Write("recipe.json", Recipe(isLabel, model, loss));
        return Tool.Run(folder.Path, "recipes", "validate", "recipe.json");
    }

    private static string Recipe(bool isLabel, string model, string loss = "SoftmaxCrossEntropy()") =>
        new JsonObject
        {
            ["name"] = "table",
            ["data"] = new JsonObject
            {
                ["csv"] = "table.csv",
                ["target"] = "kind",
                ["isLabel"] = isLabel,
            },
            ["model"] = model,
            ["loss"] = loss,
            ["optimizer"] = "Sgd(0.1)",
        }.ToJsonString();
}
