using Xunit;

namespace FunctionalNet.Tests.Documentation;

/// <summary>The migration pages list the same thirty tasks, and this library's column of the table compiles and runs.</summary>
public class TasksTests
{
    private static readonly string[] Known =
    [
        """
            using FunctionalNet;
            using static FunctionalNet.Net;
            Layer model = Flatten() >> Dense(10);
            var digits = new Dataset<float>(Tensor.Zeros<float>(new(64, 1, 28, 28)), Tensor.Zeros<float>(new(64)));
            var heldOut = digits;
            var batches = digits.Batches(32);
            var batch = digits.All();
            var training = Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-3));
            var state = training.Init(key: 1, digits.InputShape);
            var trained = state;
            """,
    ];

    [Fact]
    public async Task Thirty_tasks_are_done_on_each_page()
    {
        var pages = Pages
            .OfSite()
            .Where(page => page.Contains("/from/", StringComparison.Ordinal))
            .Select(Rows)
            .Where(rows => rows.Length > 0)
            .ToArray();
        Assert.Equal(4, pages.Length);
        Assert.All(
            pages,
            rows => Assert.Equal(pages[0].Select(row => (row[0], row[^1])), rows.Select(row => (row[0], row[^1])))
        );
        Assert.Equal(30, pages[0].Length);

        // Each task is wrapped in its own scope, so that names cannot clash; an expression is assigned to a discard.
        var blocks = pages[0]
            .Select(row => row[^1].Trim('`'))
            .Select(code =>
                code.StartsWith("Key ", StringComparison.Ordinal) ? $"{{ {code}; }}" : $"{{ {Taken(code)}; }}"
            );
        using var folder = new TemporaryFolder();
        var program = Path.Combine(AppContext.BaseDirectory, "tasks.dll");
        try
        {
            var errors = Program.Compile("tasks", [.. Known, .. blocks], program);
            Assert.True(errors.Length == 0, string.Join('\n', errors));
            Assert.Equal(31, (await Program.Run(program, folder.Path)).Length);
        }
        finally
        {
            File.Delete(program);
        }
    }

    // If there are two statements, the last one is the value.
    private static string Taken(string code) =>
        code.Split("; ") is [var first, var last] ? $"{first}; _ = {last}" : $"_ = {code}";

    private static string[][] Rows(string page) =>
        [
            .. Pages
                .Read(page)
                .Split('\n')
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                .Skip(1)
                .Select(line => line.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim()).ToArray()),
        ];
}
