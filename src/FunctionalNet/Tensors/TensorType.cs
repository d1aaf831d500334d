namespace FunctionalNet;

/// <summary>What the elements of an expression stand for.</summary>
/// <remarks>
/// Every tensor is held in the number type of its executor (<see cref="float"/> or <see cref="double"/>); the element
/// type is static knowledge on the expression, and types the exported graph. Whole numbers are therefore exact up to 2²⁴ in
/// <see cref="float"/> and up to 2⁵³ in <see cref="double"/>; an operator that makes larger ones throws an
/// <see cref="OverflowException"/> when it runs.
/// </remarks>
public enum ElementType
{
    /// <summary>The number type of the executor; float32 in an ONNX file.</summary>
    Float,

    /// <summary>Whole numbers: labels and indices; int64 in an ONNX file.</summary>
    Int64,

    /// <summary>0 or 1; bool in an ONNX file.</summary>
    Bool,
}

/// <summary>The shape and the element type of an expression.</summary>
public readonly record struct TensorType(Shape Shape, ElementType Element = ElementType.Float)
{
    /// <summary>For example <c>Float[batch, 784]</c>.</summary>
    public override string ToString() => $"{Element}{Shape}";
}
