namespace FunctionalNet;

/// <summary>
/// Which operands of an operator a framework would train if they are stored in a file, and how they relate to the result. Each operator
/// declares it in its own file.
/// </summary>
internal sealed class WeightUse
{
    /// <summary>Gets the use of operators without trainable operands, whose result is no form of an operand.</summary>
    public static WeightUse None { get; } = new();

    /// <summary>Gets the use of operators whose result is their first operand in another form, its channels preserved.</summary>
    public static WeightUse Form { get; } = Forms(0);

    /// <summary>Gets the use of operators whose result is one of their operands, or their concatenation.</summary>
    public static WeightUse FormOfAll { get; } = new() { IsForm = _ => true };

    /// <summary>Gets the use of operators whose result depends on the shapes of the operands alone.</summary>
    public static WeightUse OfShape { get; } = new() { IsOfShape = true };

    /// <summary>Gets the operands that are trainable if they are stored and numeric.</summary>
    public int[] Weights { get; private init; } = [];

    /// <summary>Gets whether the result is a form of an operand: one is trainable if the other is.</summary>
    public Func<int, bool> IsForm { get; private init; } = _ => false;

    /// <summary>Gets how two operands are combined elementwise.</summary>
    public Blend Blend { get; private init; }

    /// <summary>Gets a value indicating whether a stored operand is a table of rows that other operands index.</summary>
    public bool IsTable { get; private init; }

    /// <summary>Gets a value indicating whether stored operands may be concatenated with computed ones, as one more row.</summary>
    public bool IsJoined { get; private init; }

    /// <summary>Gets a value indicating whether the result does not depend on elements.</summary>
    public bool IsOfShape { get; private init; }

    /// <summary>The use of operators whose result is one of these operands.</summary>
    public static WeightUse Forms(params int[] operands) => new() { IsForm = operands.Contains };

    /// <summary>The use of products: these operands are weights if they are stored.</summary>
    public static WeightUse At(params int[] operands) => new() { Weights = operands };

    /// <summary>The use of elementwise sums, differences, products and quotients.</summary>
    public static WeightUse Blended(Blend blend) =>
        new() { Blend = blend, IsForm = operand => operand == 0 || blend is Blend.Sum or Blend.Product };

    /// <summary>The use of a product whose operands may both be stored, as in W + B A: both are then part of the result.</summary>
    public WeightUse AndForm(params int[] operands) => new() { Weights = Weights, IsForm = operands.Contains };

    /// <summary>The use of a table of rows.</summary>
    public WeightUse AsTable() =>
        new()
        {
            Weights = Weights,
            IsForm = IsForm,
            IsTable = true,
        };

    /// <summary>The use of concatenated operands.</summary>
    public WeightUse AsJoined() => new() { IsForm = IsForm, IsJoined = true };
}

/// <summary>How two operands are combined elementwise.</summary>
internal enum Blend
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>x + y: y may be a bias.</summary>
    Sum,

    /// <summary>x - y: y may be a mean.</summary>
    Difference,

    /// <summary>x y: y may be a scale.</summary>
    Product,

    /// <summary>x / y: y may be a deviation.</summary>
    Quotient,
}
