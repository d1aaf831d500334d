namespace FunctionalNet;

/// <summary>A tensor as a file of weights lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How its numbers are stored, in the words of safetensors: F32, BF16, I64.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Bytes">How many bytes it takes.</param>
/// <param name="File">The name of the file that holds it.</param>
public sealed record ListedTensor(string Name, string Type, Shape Shape, long Bytes, string File);
