namespace FunctionalNet;

/// <summary>An input or output of a model in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its shape, whose free axes have names, and what its elements stand for.</param>
public sealed record OnnxValue(string Name, TensorType Type)
{
    /// <summary>For example <c>input: Float[batch, 64]</c>.</summary>
    public override string ToString() => $"{Name}: {Type}";
}
