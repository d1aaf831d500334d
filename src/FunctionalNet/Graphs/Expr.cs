using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// A node of an immutable graph: an operator applied to other expressions. Equality is reference identity; a graph may share nodes freely.
/// </summary>
/// <example><code>
/// Expr x = Expr.Input("x", new(3));
/// Expr y = (x * x).ReduceSum();             // shape []
/// Expr dx = Gradient.Of(y, [x])[0];         // 2x, an expression again
/// </code></example>
public sealed partial class Expr
{
    private static long created;

    [ThreadStatic]
    private static long? inherited;

    internal Expr(Op op, params ReadOnlySpan<Expr> inputs)
    {
        Op = op;
        Inputs = [.. inputs];
        Type = Inferred(op, inputs);
        Id = Interlocked.Increment(ref created);
        Age = inherited ?? Id;
    }

    /// <summary>Gets the operator.</summary>
    public Op Op { get; }

    /// <summary>Gets the operands.</summary>
    public ImmutableArray<Expr> Inputs { get; }

    /// <summary>Gets the shape and element type of the value.</summary>
    public TensorType Type { get; }

    /// <summary>Gets the shape of the value.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>Gets a value indicating whether the value can carry a gradient.</summary>
    public bool IsFloat => Type.Element == ElementType.Float;

    /// <summary>
    /// Gets the creation number. An operand is always older than its users, so that sorting by it gives a topological order, without
    /// recursion.
    /// </summary>
    internal long Id { get; }

    /// <summary>
    /// Gets the age: the creation number of the expression that a plan has replaced by this one, its own by default. Plans run in this
    /// order as far as they can.
    /// </summary>
    internal long Age { get; }

    /// <summary>A scalar constant.</summary>
    public static implicit operator Expr(double value) => Ops.Constant(value);

    /// <summary>Operator and type: <c>MatMul: Float[32, 10]</c>.</summary>
    public override string ToString() => $"{Op}: {Type}";

    /// <summary>The element type that a rule requires, or an error.</summary>
    internal ElementType Require(ElementType element, string rule) =>
        Type.Element == element
            ? element
            : throw new ShapeException(
                rule,
                $"the operand is {Type}, not {element}",
                $"convert it with Cast({nameof(ElementType)}.{element})"
            )
            {
                IsOfTypes = true,
            };

    // An excessive size is an error where the expression is written, not where it is computed.
    private static TensorType Inferred(Op op, ReadOnlySpan<Expr> inputs)
    {
        try
        {
            var type = op.Infer(inputs);
            return Capacity.Elements(type.Shape) <= Capacity.MaxElements
                ? type
                : throw Capacity.Exceeded(type.Shape, $"{op}");
        }
        catch (OverflowException)
        {
            throw new ShapeException(
                $"{op}",
                $"the sizes that follow from {string.Join(" and ", inputs.ToArray().Select(input => input.Shape))} are larger than whole numbers of 32 bits",
                "make them smaller"
            );
        }
    }

    /// <summary>Every expression that <paramref name="roots"/> depend on, the roots included, operands first.</summary>
    internal static List<Expr> Sort(IEnumerable<Expr> roots) => Sort(roots, []);

    /// <summary>The same, stopping at <paramref name="leaves"/>, which are excluded.</summary>
    internal static List<Expr> Sort(IEnumerable<Expr> roots, IEnumerable<Expr> leaves) =>
        Sort(roots, leaves.ToHashSet().Contains);

    /// <summary>The same, stopping at leaves, which are excluded.</summary>
    internal static List<Expr> Sort(IEnumerable<Expr> roots, Func<Expr, bool> isLeaf)
    {
        var seen = roots.Where(root => !isLeaf(root)).ToHashSet();
        var open = new Stack<Expr>(seen);
        while (open.TryPop(out var expr))
        {
            foreach (var input in expr.Inputs)
            {
                if (!isLeaf(input) && seen.Add(input))
                {
                    open.Push(input);
                }
            }
        }

        return [.. seen.OrderBy(e => e.Id)];
    }
}
