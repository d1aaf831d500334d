namespace FunctionalNet;

/// <summary>The element type of an expression.</summary>
/// <remarks>
/// Every tensor is stored in the number type of its executor (<see cref="float"/> or <see cref="double"/>); the element type is static
/// knowledge on the expression, and types the exported graph. Integers are therefore exact up to 2²⁴ in <see cref="float"/> and up to 2⁵³
/// in <see cref="double"/>; an operator with a larger result throws an <see cref="OverflowException"/> at run time.
/// </remarks>
public enum ElementType
{
    /// <summary>The number type of the executor; float32 in an ONNX file.</summary>
    Float,

    /// <summary>Integers: labels and indices; int64 in an ONNX file.</summary>
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
