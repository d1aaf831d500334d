using Xunit;

namespace FunctionalNet.MpiTests;

/// <summary><c>fnet</c> under <c>mpirun</c>: only one of the processes prints and writes files.</summary>
[Collection(MpiRun.OneAtATime)]
public sealed class ToolTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("functionalnet-mpi").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Train_tells_once_and_writes_one_model()
    {
        var ended = await MpiRun.Tool(2, "train", "digits", "--epochs", "3", "--out", At("digits.onnx"));
        Assert.Equal((0, string.Empty), (ended.ExitCode, ended.Error));
        Assert.Single(Lines(ended.Output, "epoch 3/3"));
        Assert.Matches(
            "2 ranks, [0-9,]+ samples/s in all, [0-9]+ % of the time waiting for other parts of a batch",
            Assert.Single(Lines(ended.Output, "2 ranks"))
        );
        Assert.Equal([At("digits.onnx")], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Shards_write_the_same_checkpoints_with_and_without_ranks()
    {
        string[] arguments =
        [
            "train",
            "digits",
            "--epochs",
            "2",
            "--shards",
            "4",
            "--force",
            "--out",
            At("digits.onnx"),
            "--checkpoints",
        ];
        Assert.Equal(0, (await MpiRun.Alone("fnet.dll", [.. arguments, At("alone")])).ExitCode);
        Assert.Equal(0, (await MpiRun.Tool(4, [.. arguments, At("four")])).ExitCode);
        var files = Names("alone");
        Assert.NotEmpty(files);
        Assert.True(files.SequenceEqual(Names("four"), StringComparer.Ordinal));
        Assert.All(
            files,
            file => Assert.Equal(File.ReadAllBytes(At($"alone/{file}")), File.ReadAllBytes(At($"four/{file}")))
        );
        var other = await MpiRun.Alone(
            "fnet.dll",
            "train",
            "digits",
            "--force",
            "--out",
            At("digits.onnx"),
            "--checkpoints",
            At("four")
        );
        Assert.Equal(2, other.ExitCode);
        Assert.Contains(
            "it is of a training with 4 shards, not with batches as a whole",
            other.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Fit_tells_once_and_writes_one_model()
    {
        var digits = At("digits.onnx");
        Assert.Equal(0, (await MpiRun.Alone("fnet.dll", "train", "digits", "--epochs", "1", "--out", digits)).ExitCode);
        File.WriteAllLines(At("rows.csv"), Rows());
        var ended = await MpiRun.Tool(
            2,
            ["fit", digits, "--data", At("rows.csv"), "--target", "target", "--epochs", "2", "--out", At("fitted.onnx")]
        );
        Assert.Equal((0, string.Empty), (ended.ExitCode, ended.Error));
        Assert.Contains("2 ranks, ", Assert.Single(Lines(ended.Output, "ranks")), StringComparison.Ordinal);
        Assert.True(File.Exists(At("fitted.onnx")));
    }

    [Fact]
    public async Task A_mistake_ends_the_job_with_its_line()
    {
        var ended = await MpiRun.Tool(3, "train", "digits", "--shards", "4", "--out", At("digits.onnx"));
        Assert.NotEqual(0, ended.ExitCode);
        Assert.Contains("fnet: 4 shards cannot be spread over 3 ranks", ended.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Rows() =>
        Enumerable
            .Range(0, 40)
            .Select(row =>
                string.Join(',', Enumerable.Range(0, 64).Select(i => $"{(row + i) % 17}").Append($"{row % 10}"))
            )
            .Prepend(string.Join(',', Enumerable.Range(0, 64).Select(i => $"p{i}").Append("target")));

    // The names of the checkpoints, without the history of epochs, which contains measured times.
    private string[] Names(string checkpoints) =>
        [
            .. Directory
                .GetFiles(At(checkpoints))
                .Select(file => Path.GetFileName(file))
                .Where(name => name is not "epochs.jsonl")
                .Order(StringComparer.Ordinal),
        ];

    private static IEnumerable<string> Lines(string output, string with) =>
        output.Split('\n').Where(line => line.Contains(with, StringComparison.Ordinal));

    private string At(string name) => Path.Combine(folder, name);
}
