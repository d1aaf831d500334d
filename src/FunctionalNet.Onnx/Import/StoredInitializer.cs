using Onnx;

namespace FunctionalNet.Import;

/// <summary>Initializes a parameter with the values of a file.</summary>
internal sealed record StoredInitializer(TensorProto Tensor) : Initializer
{
    public override void Fill<T>(Shape shape, Key key, Span<T> values) =>
        TensorReader.Read<T>(Tensor).Span.CopyTo(values);

    public bool Equals(StoredInitializer? other) => ReferenceEquals(Tensor, other?.Tensor);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Tensor);

    protected override string Describe() => $"values of '{Tensor.Name}'";
}
