using FunctionalNet.Cli.Charts;

namespace FunctionalNet.Cli.Lectures;

/// <summary>The tour through the lectures, chapter by chapter. Everything is computed on demand, and is deterministic.</summary>
internal static class Tour
{
    public const string Title = "A tour of the lectures";

    public const string Introduction =
        "Each chapter is worked out by FunctionalNet when this page is written, from fixed keys: the same numbers each time. "
        + "The buttons under a chart hide and show its lines. Everything is in this one file, and works without a network.";

    /// <summary>Gets the chapters; each is computed when it is reached.</summary>
    public static IEnumerable<Func<Chapter>> Chapters =>
        [
            OneWeight.Chapter,
            SmallExamples.Chapter,
            LineFit.Chapter,
            MiniBatches.Chapter,
            SmallNetwork.Chapter,
            Averages.Chapter,
            HardFunctions.Chapter,
            Backpropagation.Chapter,
            Probabilities.Chapter,
            Polynomials.Chapter,
            Shrinkage.Chapter,
            Overfitting.Chapter,
            Validation.Chapter,
            Shapes.Chapter,
        ];
}
