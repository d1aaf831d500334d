namespace FunctionalNet;

/// <summary>A tensor in the listing of a weight file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The element type, as safetensors names it: F32, BF16, I64.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Bytes">The size in bytes.</param>
/// <param name="File">The name of the file that contains it.</param>
public sealed record ListedTensor(string Name, string Type, Shape Shape, long Bytes, string File);
