namespace FunctionalNet.Benchmarks.Networks;

/// <summary>The features of ResNet-18, pretrained on ImageNet: an ONNX file in a NuGet package, for one image of 224 x 224.</summary>
internal static class ResNet18
{
    /// <summary>The path of the ONNX file in the package.</summary>
    public const string File = "tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx";

    /// <summary>The name of the input: blue, green and red from 0 to 255, each minus its mean.</summary>
    public const string Input = "Input247";

    // The output of the last block, before the global average pool.
    private const string Last = "ReLU393_Output_0";

    /// <summary>Gets the package that contains the network.</summary>
    public static Package Package { get; } = new("dotnet", "Microsoft.ML.DnnImageFeaturizer.ResNet18", "0.23.1");

    /// <summary>Gets a value indicating whether the package is available.</summary>
    public static bool IsThere => Package.Has(File);

    /// <summary>The blocks for batches of images of a given size: [n, 3, side, side] to [n, 512, side / 32, side / 32].</summary>
    public static Layer Blocks(int side) =>
        OnnxModel
            .Parse(Package.Read(File), "ResNet18")
            .Bind(file => file.Upto(Last))
            .Bind(file => file.Resize((Input, new(Dim.Named("n"), 3, side, side))))
            .Bind(file => file.ToLayer())
            .OrThrow();
}
