namespace FunctionalNet;

/// <summary>
/// The declaration of an operator for the catalogue. The catalogue finds every type of this assembly that implements it, so import, export
/// and the laws learn of an operator from its own file.
/// </summary>
internal interface IOperator
{
    /// <summary>Gets the ONNX operator type that <see cref="FromOnnx"/> reads.</summary>
    static abstract string Onnx { get; }

    /// <summary>Gets the examples on which the laws test the operator.</summary>
    static abstract IEnumerable<Example> Examples { get; }

    /// <summary>Gets which stored operands of a node are trainable.</summary>
    static virtual WeightUse TrainableOperands => WeightUse.None;

    /// <summary>The expression for an ONNX node.</summary>
    /// <exception cref="FormatException">An attribute or a constant operand cannot be read.</exception>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    static abstract Expr FromOnnx(OnnxNode node);
}
