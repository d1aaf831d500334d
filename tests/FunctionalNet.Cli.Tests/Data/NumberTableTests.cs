using FunctionalNet.Cli.Data;

namespace FunctionalNet.Cli.Tests.Data;

public sealed class NumberTableTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Answers_are_told_by_name_or_by_place()
    {
        const string Named = "a,b,c\n1,2,3\n4,5,6\n";
        Same([2], [1, 3, 4, 6], [2, 5], Load(Named, "b"));
        Same([2], [1, 3, 4, 6], [2, 5], Load(Named, "1"));
        Same([2], [2, 4], [1, 3], Load("1,2\n3,4\n", "0"));
        Same([], [1, 2, 3, 4], null, Load("1,2\n3,4\n"));
        Assert.Equal("no column d among a, b, c", ErrorOf(Named, "d"));
        Assert.Equal("no column 3 among a, b, c", ErrorOf(Named, "3"));
        Assert.Equal("no column -1; the columns are numbered from 0 to 1", ErrorOf("1,2\n", "-1"));
    }

    [Fact]
    public void Several_answers_stand_side_by_side_in_the_order_in_which_they_are_named()
    {
        Same([2, 3], [2, 6], [4, 1, 3, 8, 5, 7], Load("a,b,c,d\n1,2,3,4\n5,6,7,8\n", "d", "a", "2"));
        Same([2, 3], [3, 7], [1, 2, 4, 5, 6, 8], Load("1,2,3,4\n5,6,7,8\n", "0", "1", "3"));
    }

    [Fact]
    public void Answers_may_be_names_of_classes_and_nothing_else_may()
    {
        const string Pets = "weight,kind\n4,cat\n30,dog\n";
        Same([2], [4, 30], [0, 1], Table(["kind"], ["cat", "dog"], false).Load(Write(Pets)));
        Same([2], [4, 30], [1, 0], Table(["1"], ["cat", "dog"], false).Load(Write("4,1\n30,0\n")));
        Assert.Contains(
            "line 2, column kind: \"cat\" is none of cow, dog",
            Message(Table(["kind"], ["cow", "dog"], false).Load(Write(Pets))),
            StringComparison.Ordinal
        );
        Assert.Contains("\"cat\" is not a number", ErrorOf(Pets, "kind"), StringComparison.Ordinal);
        Assert.Contains(
            "column weight: \"x\" is not a number",
            Message(Table(["kind"], ["cat", "dog"], false).Load(Write("weight,kind\nx,cat\n"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Classes_that_are_named_by_numbers_are_told_by_their_names_as_in_training()
    {
        Same([3], [4, 5, 6], [1, 0, 2], Table(["y"], ["-1", "0", "1"], false).Load(Write("a,y\n4,0\n5,-1\n6,1.0\n")));
        Same([2], [4, 5], [0, 1], Table(["y"], ["1", "2"], false).Load(Write("a,y\n4,1\n5,2\n")));

        // Indices and -1, which a loss may ignore, stay what they are.
        Same([2], [4, 5], [1, -1], Table(["y"], ["0", "1"], false).Load(Write("a,y\n4,1\n5,-1\n")));
        Assert.Contains(
            "line 3, column y: \"3\" is none of 1, 2, 10",
            Message(Table(["y"], ["1", "2", "10"], false).Load(Write("a,y\n4,10\n5,3\n"))),
            StringComparison.Ordinal
        );

        // Identifiers have more digits than a float32, or a float64, holds.
        string[] ids = ["4294967296", "9007199254740992", "9007199254740993"];
        Same([2], [4, 5], [2, 1], Table(["y"], [.. ids], false).Load(Write($"a,y\n4,{ids[2]}\n5,{ids[1]}\n")));
        Assert.Contains(
            "\"4294967297\" is none of",
            Message(Table(["y"], [.. ids], false).Load(Write("a,y\n4,4294967297\n"))),
            StringComparison.Ordinal
        );
        Write("a,y\n4,0\n5,4294967297\n");
        Assert.Equal("4294967297", Table(["y"], [], false).Text(folder["table.csv"], 1));
    }

    // 2⁵³ and the next whole number are one number of floating point.
    [Fact]
    public void Classes_of_many_digits_are_told_apart()
    {
        string[] names = ["9007199254740992", "9007199254740993"];
        var table = Write($"a,y\n4,{names[1]}\n5,{names[0]}\n6,{names[1]}.0\n");
        Same([3], [4, 5, 6], [1, 0, 1], Table(["y"], [.. names], false).Load(table));
        Assert.Contains(
            $"\"{names[1]}\" is none of {names[0]}",
            Message(Table(["y"], [names[0]], false).Load(table)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_decimal_comma_is_said()
    {
        const string German = "a;b\n1,5;2\n-0,25;3\n";
        Assert.Contains("set DecimalComma", ErrorOf(German, "b"), StringComparison.Ordinal);
        Same([2], [1.5f, -0.25f], [2, 3], Table(["b"], [], true).Load(Write(German)));
        Same([], [1.5f, 2, 3, 4], null, Table([], [], true).Load(Write("1,5;2\n3;4\n")));
        Assert.Contains(
            "line 2, column a: \"1.5\" is not a number with a decimal comma",
            Message(Table(["b"], [], true).Load(Write("a;b\n1.5;2\n"))),
            StringComparison.Ordinal
        );
    }

    private static void Same(
        int[] answersShape,
        float[] others,
        float[]? answers,
        LanguageExt.Either<
            LanguageExt.Common.Error,
            (Tensor<float> Others, LanguageExt.Option<Tensor<float>> Answers)
        > read
    )
    {
        var table = read.OrThrow();
        Assert.Equal(answersShape.Select(size => (Dim)size), table.Answers.SelectMany(one => one.Shape));
        Assert.Equal(others, table.Others.Span);
        Assert.Equal(answers ?? [], table.Answers.SelectMany(one => one.Span.ToArray()));
    }

    private static string Message<T>(LanguageExt.Either<LanguageExt.Common.Error, T> read) =>
        read.Match(table => $"{table} was read", error => error.Message);

    private LanguageExt.Either<
        LanguageExt.Common.Error,
        (Tensor<float> Others, LanguageExt.Option<Tensor<float>> Answers)
    > Load(string text, params string[] answers) => Table([.. answers], [], false).Load(Write(text));

    private string ErrorOf(string text, params string[] answers) => Message(Load(text, answers));

    private string Write(string text)
    {
        folder.Write("table.csv", text);
        return folder["table.csv"];
    }

    private static NumberTable Table(
        System.Collections.Immutable.ImmutableArray<string> answers,
        System.Collections.Immutable.ImmutableArray<string> labels,
        bool decimalComma
    ) =>
        new()
        {
            Answers = answers,
            Labels = labels,
            DecimalComma = decimalComma,
        };
}
