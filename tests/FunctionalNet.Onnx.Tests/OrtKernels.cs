namespace FunctionalNet.OnnxTests;

/// <summary>What ONNX Runtime 1.31 has kernels for on the CPU. When it learns one of them, a test asks to take it off the list.</summary>
internal static class OrtKernels
{
    /// <summary>What it runs in float only.</summary>
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

    /// <summary>What it has a kernel for in double that fails when it is run.</summary>
    public static readonly HashSet<string> NotYetInDouble = ["GRU", "LSTM"];
}
