using System.Buffers.Binary;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>The keys of a recipe's data, and what each kind of source makes of them.</summary>
public sealed class RecipeDataTests : IDisposable
{
    private const byte Bytes = 0x08;
    private const byte Floats = 0x0D;

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"known":"digits"}""")]
    [InlineData("""{"known":"iris"}""")]
    [InlineData("""{"known":"sine"}""")]
    [InlineData("""{"inputs":"x.idx","labels":"y.idx"}""")]
    public async Task Data_that_no_folder_holds_are_not_replaced_by_one(string data)
    {
        folder.Write("recipe.json", Written(data));
        (await Tool.Run(folder.Path, "train", "recipe.json", "--data", ".")).Failed(
            "no single file or folder",
            "--data . cannot stand for them"
        );
    }

    [Theory]
    [InlineData("""{"csv":"t.csv","target":"y","normalize":"elment","mean":1}""", "normalize is element, all or none")]
    [InlineData("""{"text":"t.txt","normalize":"elment"}""", "normalize is element, all or none, not elment")]
    [InlineData("""{"csv":"t.csv","target":"y","normalize":"all","mean":1}""", "mean stands in the place of normalize")]
    [InlineData("""{"text":"t.txt","mean":3}""", "mean has no part in a text")]
    [InlineData("""{"csv":"t.csv","target":"y","text":"x","stride":3}""", "stride has no part in a column of texts")]
    [InlineData("""{"csv":"t.csv","target":"y","labels":"none.idx"}""", "labels has no part in a CSV file")]
    [InlineData("""{"csv":"t.csv","target":"y","folder":"x"}""", "folder has no part in a CSV file")]
    [InlineData("""{"csv":"t.csv","target":"y","size":[3,3]}""", "size has no part in a CSV file")]
    [InlineData("""{"known":"digits","folder":"x"}""", "folder has no part in a data set that comes with the tool")]
    [InlineData("""{"known":"mnist","holdOut":0.3}""", "holdOut has no part in a data set with a test set of its own")]
    [InlineData("""{"inputs":"x","labels":"y","channels":1}""", "channels has no part in two IDX files")]
    [InlineData("""{"images":"x","target":"y"}""", "target has no part in folders of images")]
    [InlineData("""{"text":"t.txt","vocabulary":"v"}""", "a vocabulary is for a column of texts")]
    public void A_key_that_the_source_does_not_read_is_an_error_before_data_are_read(string data, string reason)
    {
        folder.Write("recipe.json", Written(data));
        Assert.Contains(
            reason,
            Recipe.Load(folder["recipe.json"]).Match(Right: _ => string.Empty, Left: error => error.Message),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("element", "the mean", true)]
    [InlineData("all", "the mean", true)]
    [InlineData("none", "0", false)]
    public void A_missing_number_beside_a_scale_becomes_what_is_told(string normalize, string becomes, bool isMean)
    {
        folder.Write(
            "table.csv",
            $"a,y\n{string.Concat(Enumerable.Range(0, 20).Select(i => $"{(i % 5 == 0 ? string.Empty : $"{100 + i}")},{i}\n"))}"
        );
        var samples = new RecipeData
        {
            Csv = folder["table.csv"],
            Target = "y",
            Scale = 10,
            Normalize = normalize,
        }
            .Load()
            .OrThrow();
        Assert.Contains(
            samples.Remarks,
            remark => remark.StartsWith($"missing numbers become {becomes}, of 20 rows", StringComparison.Ordinal)
        );
        var known = samples.Learned.Inputs.Span.ToArray().Where(float.IsFinite).ToArray();
        Assert.Equal(isMean ? known.Average() : 0, samples.Normalization!.Mean.Single(), 1e-3);
        Assert.Equal(10, samples.Normalization.Scale.Single());
        Assert.True(samples.Normalization.FillsMissing);
        Assert.All(samples.Seen(samples.Learned).Inputs.Span.ToArray(), one => Assert.True(float.IsFinite(one)));
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(0.5f, "0.5")]
    [InlineData(-1f, "-1")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void A_label_that_is_no_whole_number_is_told_with_its_file_and_row(float label, string told)
    {
        Idx("x.idx", Bytes, [4, 2, 2], new float[16]);
        Idx("y.idx", Floats, [4], [0, 1, label, 1]);
        var error = Load().Match(Right: _ => string.Empty, Left: wrong => wrong.Message);
        Assert.Contains($"y.idx: row 2, from 0, has {told};", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_bytes_are_pixels()
    {
        Idx("y.idx", Floats, [4], [0, 1, 0, 1]);
        Idx("x.idx", Bytes, [4, 2, 2], new float[16]);
        Assert.NotNull(Load().OrThrow().Form);
        Idx("x.idx", Floats, [4, 2, 2], new float[16]);
        Assert.Null(Load().OrThrow().Form);
    }

    private LanguageExt.Either<LanguageExt.Common.Error, Samples> Load() =>
        new RecipeData { Inputs = folder["x.idx"], Labels = folder["y.idx"] }.Load();

    // The format as yann.lecun.com/exdb/mnist describes it.
    private void Idx(string file, byte type, int[] sizes, float[] numbers)
    {
        var bytes = new List<byte> { 0, 0, type, (byte)sizes.Length };
        var four = new byte[4];
        foreach (var size in sizes)
        {
            BinaryPrimitives.WriteInt32BigEndian(four, size);
            bytes.AddRange(four);
        }

        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteSingleBigEndian(four, number);
            bytes.AddRange(type == Floats ? four : [(byte)number]);
        }

        File.WriteAllBytes(folder[file], [.. bytes]);
    }

    private static string Written(string data) =>
        $$"""{"name":"x","data":{{data}},"model":"Dense(2)","loss":"SoftmaxCrossEntropy()","optimizer":"Sgd(1)","epochs":1}""";
}
