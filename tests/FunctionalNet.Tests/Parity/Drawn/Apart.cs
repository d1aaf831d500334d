namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>
/// Where ours deviates from PyTorch 1.13 on purpose, or PyTorch loses digits: only cases in which both agree are recorded.
/// </summary>
internal static class Apart
{
    private const string NoDivisor =
        "without ε and with β₂ = 0 PyTorch divides a mean by the last gradient, which may be 0, where ours divides by 1: not both are 0";

    private const string NothingCounts =
        "PyTorch's mean over labels none of which counts is NaN, ours is 0: it is not looked at";

    private const string Norms = "PyTorch adds 1e-6 to the norm, ours nothing: the formula is recorded";

    private const string Behind =
        "PyTorch has the output padding below the dilation too, ours below the stride alone: it is below the stride";

    public static IReadOnlyDictionary<string, string> Reasons { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Adam"] = NoDivisor,
            ["AdamW"] = NoDivisor,
            ["Adamax"] = NoDivisor,
            ["AmsGrad"] = NoDivisor,
            ["AdaptiveMaxPool"] =
                "of equal elements PyTorch gives the first the whole slope, ours each its share, as PyTorch's amax: no two are equal",
            ["AverageWeights"] =
                "PyTorch's average begins at the first weights that it is shown: these are those before the first step",
            ["BinaryCrossEntropyOfProbabilities"] =
                "PyTorch ends logarithms at -100, ours at -87.3, and divides slopes by 1e-12 at least: probabilities stay between",
            ["Celu"] = "PyTorch takes α in float32: it is one that float32 holds",
            ["ClipByGlobalNorm"] = Norms,
            ["ClipByNorm"] = Norms,
            ["ConvTranspose1d"] = Behind,
            ["ConvTranspose2d"] = Behind,
            ["ConvTranspose3d"] = Behind,
            ["CosineDecay"] = "PyTorch rises again behind the end, ours stays: up to the end",
            ["CosineEmbedding"] = "PyTorch adds 1e-12 to the squares of the lengths: the vectors are long",
            ["Ctc"] = "PyTorch's mean divides each sample by its labels: the mean of its terms is recorded",
            ["CosineDistance"] =
                "of vectors shorter than 1e-8 PyTorch's slope is not that of its value: they are longer, or 0",
            ["GaussianNegativeLogLikelihood"] = "PyTorch's slope squares the variance: its square is a number",
            ["HardSigmoid"] = "PyTorch takes 1/6 from float32, ours is exact: the formula is recorded",
            ["HardSwish"] = "at -3 and 3 PyTorch has the slope from within, ours that from without: not there",
            ["HingeEmbedding"] = "at the margin PyTorch has the slope from within, ours 0: not there",
            ["L2Normalize"] = "of a vector of zeros PyTorch's slope is that of the norm, 0 / 0: there is none",
            ["NAdam"] =
                "PyTorch up to 1.13 multiplies the product of momenta twice: the formula that it documents is recorded",
            ["NegativeLogLikelihood"] = NothingCounts,
            ["RAdam"] =
                "PyTorch takes one large number from another for β₂ near 1, ours keeps the digits: β₂ up to 0.999",
            ["RmsProp"] =
                "PyTorch's variance of one gradient alone is its rounding, ours 0: a centered mean is of several",
            ["SoftmaxCrossEntropy"] = NothingCounts,
            ["Softplus"] = "PyTorch's is x from 20 on, where the formula is 2e-9 more: that bound is taken away",
        };
}
