namespace FunctionalNet;

/// <summary>An input or output of a model in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its shape, with named free axes, and its element type.</param>
public sealed record OnnxValue(string Name, TensorType Type)
{
    /// <summary>For example <c>input: Float[batch, 64]</c>.</summary>
    public override string ToString() => $"{Name}: {Type}";
}
