namespace FunctionalNet;

/// <summary>
/// What an operator makes of its operands where some of them are numbers that a file stores: which of them a framework would train. Each
/// operator says it in its own file.
/// </summary>
internal sealed class WeightUse
{
    /// <summary>Gets a use of none: a result is neither a form of an operand, nor does one learn.</summary>
    public static WeightUse None { get; } = new();

    /// <summary>Gets that of operators whose result is their first operand in another form, its channels still channels.</summary>
    public static WeightUse Form { get; } = Forms(0);

    /// <summary>Gets that of operators whose result is any of their operands, or all of them side by side.</summary>
    public static WeightUse FormOfAll { get; } = new() { IsForm = _ => true };

    /// <summary>Gets that of results that are known from the shapes of operands alone.</summary>
    public static WeightUse OfShape { get; } = new() { IsOfShape = true };

    /// <summary>Gets the operands that learn where they are stored, if they are of numbers.</summary>
    public int[] Weights { get; private init; } = [];

    /// <summary>Gets whether the result is a form of an operand: what the one learns, the other does.</summary>
    public Func<int, bool> IsForm { get; private init; } = _ => false;

    /// <summary>Gets how two operands become one, element by element.</summary>
    public Blend Blend { get; private init; }

    /// <summary>Gets a value indicating whether a stored operand is a table of rows, of which others choose.</summary>
    public bool IsTable { get; private init; }

    /// <summary>Gets a value indicating whether stored operands may stand beside computed ones, as one more row.</summary>
    public bool IsJoined { get; private init; }

    /// <summary>Gets a value indicating whether the result does not depend on elements.</summary>
    public bool IsOfShape { get; private init; }

    /// <summary>That of operators whose result is one of these operands.</summary>
    public static WeightUse Forms(params int[] operands) => new() { IsForm = operands.Contains };

    /// <summary>That of products: these operands are weights where they are stored.</summary>
    public static WeightUse At(params int[] operands) => new() { Weights = operands };

    /// <summary>That of sums and multiples of elements.</summary>
    public static WeightUse Blended(Blend blend) =>
        new() { Blend = blend, IsForm = operand => operand == 0 || blend is Blend.Sum or Blend.Product };

    /// <summary>That of a product whose operands may both be stored, as in W + B A: then both are in the result.</summary>
    public WeightUse AndForm(params int[] operands) => new() { Weights = Weights, IsForm = operands.Contains };

    /// <summary>That of a table of rows.</summary>
    public WeightUse AsTable() =>
        new()
        {
            Weights = Weights,
            IsForm = IsForm,
            IsTable = true,
        };

    /// <summary>That of operands side by side.</summary>
    public WeightUse AsJoined() => new() { IsForm = IsForm, IsJoined = true };
}

/// <summary>How two operands become one, element by element.</summary>
internal enum Blend
{
    /// <summary>They do not.</summary>
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
