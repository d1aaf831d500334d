using FunctionalNet.Cli.Data;
using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Commands;

/// <summary>How the digits are learned. The card in models/digits tells the same, and a test holds it to this.</summary>
internal static class DigitsRecipe
{
    public const int Epochs = 25;

    public const int Batch = 32;

    public const int Seed = 1;

    /// <summary>The raw images to learn and those held out: a fifth, the same for every seed, so that runs can be compared.</summary>
    public static (Dataset<float> Learned, Dataset<float> HeldOut) Split() => Digits.Load().HoldOut(0.2, key: 0);

    /// <summary>Model, loss and optimizer, for standardized pixels.</summary>
    /// <param name="epochs">How many times each image is seen.</param>
    /// <param name="steps">The steps of an epoch.</param>
    public static Training<float> Training(int epochs, int steps) =>
        FunctionalNet.Training.Of(
            Dense(256) >> Gelu() >> Dropout(0.3) >> Dense(10),
            SoftmaxCrossEntropy(),
            ClipByGlobalNorm(1) >> AdamW(WarmupCosine(peak: 3e-3, warmup: 2 * steps, total: epochs * steps))
        );
}
