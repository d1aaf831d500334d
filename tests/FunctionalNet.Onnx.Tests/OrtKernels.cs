namespace FunctionalNet.OnnxTests;

/// <summary>
/// The operators without CPU kernels in ONNX Runtime 1.31. When a later version gains a kernel, a test fails until the entry is removed.
/// </summary>
internal static class OrtKernels
{
    /// <summary>Operators with float kernels only.</summary>
    public static readonly HashSet<string> FloatOnly =
    [
        "Acos",
        "Acosh",
        "Asin",
        "Asinh",
        "Atan",
        "Atanh",
        "AveragePool",
        "Conv",
        "ConvTranspose",
        "Cosh",
        "Elu",
        "Erf",
        "Gelu",
        "GlobalAveragePool",
        "GlobalMaxPool",
        "HardSigmoid",
        "HardSwish",
        "InstanceNormalization",
        "LeakyRelu",
        "Mish",
        "OneHot",
        "PRelu",
        "RNN",
        "Selu",
        "Sinh",
        "Softplus",
        "Softsign",
        "Tan",
    ];

    /// <summary>Operators whose double kernels fail at run time.</summary>
    public static readonly HashSet<string> NotYetInDouble = ["GRU", "LSTM"];
}
