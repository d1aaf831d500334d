namespace FunctionalNet.Benchmarks.Networks;

/// <summary>ResNet-18 up to its features, trained on ImageNet: an ONNX file in a package, for one image of 224 x 224.</summary>
internal static class ResNet18
{
    /// <summary>Its file.</summary>
    public const string File = "tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx";

    /// <summary>The name of its input: blue, green and red from 0 to 255, each less its mean.</summary>
    public const string Input = "Input247";

    // What the last block gives, before a mean over 7 x 7 places.
    private const string Last = "ReLU393_Output_0";

    /// <summary>Gets where it is from.</summary>
    public static Package Package { get; } = new("dotnet", "Microsoft.ML.DnnImageFeaturizer.ResNet18", "0.23.1");

    /// <summary>Gets a value indicating whether it can be had.</summary>
    public static bool IsThere => Package.Has(File);

    /// <summary>The blocks for batches of images of a size: [n, 3, side, side] to [n, 512, side / 32, side / 32].</summary>
    public static Layer Blocks(int side) =>
        OnnxModel
            .Parse(Package.Read(File), "ResNet18")
            .Bind(file => file.Upto(Last))
            .Bind(file => file.Resize((Input, new(Dim.Named("n"), 3, side, side))))
            .Bind(file => file.ToLayer())
            .OrThrow();
}
