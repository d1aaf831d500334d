namespace FunctionalNet;

/// <summary>
/// What the catalogue knows of an operator. The catalogue finds every type of this assembly that implements it, so that
/// import, export and the laws learn of an operator from its own file.
/// </summary>
internal interface IOperator
{
    /// <summary>Gets the ONNX operator type that <see cref="FromOnnx"/> reads.</summary>
    static abstract string Onnx { get; }

    /// <summary>Gets what the laws try the operator on.</summary>
    static abstract IEnumerable<Example> Examples { get; }

    /// <summary>Gets which stored operands of a node learn.</summary>
    static virtual WeightUse Learns => WeightUse.None;

    /// <summary>The expression that an ONNX node stands for.</summary>
    /// <exception cref="FormatException">An attribute or a constant operand cannot be read.</exception>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    static abstract Expr FromOnnx(OnnxNode node);
}
