using System.Collections.Immutable;
using FunctionalNet.Import;

namespace FunctionalNet.Lowering;

/// <summary>
/// An ONNX operator that the catalogue lacks, in terms of operators that it has. Every type of this assembly that implements it is
/// registered automatically: one operator, one file.
/// </summary>
internal interface ILowering
{
    /// <summary>Gets the operator type in ONNX's default domain.</summary>
    static abstract string Onnx { get; }

    /// <summary>Gets which stored operands of a node are trainable; as in the catalogue by default.</summary>
    static virtual WeightUse TrainableOperands => WeightUse.None;

    /// <summary>The results of a node, one for each of its outputs.</summary>
    /// <exception cref="FormatException">An attribute or a constant operand cannot be read.</exception>
    /// <exception cref="ShapeException">The operands do not match.</exception>
    static abstract IReadOnlyList<Expr> Lower(OnnxNode node);
}

/// <summary>Maps ONNX operator types to expressions: lowerings first, then the catalogue.</summary>
internal static partial class Lowerings
{
    private static readonly Lazy<ImmutableDictionary<string, Entry>> Found = new(() =>
        All().ToImmutableDictionary(entry => entry.Onnx, StringComparer.Ordinal)
    );

    // They have subgraphs, or refer to values of the enclosing graph, and are handled by Nodes itself.
    private static readonly string[] WithGraphs = ["Gradient", "If", "Loop", "Scan"];

    /// <summary>Gets the supported operators.</summary>
    public static IEnumerable<string> Names =>
        WithGraphs
            .Concat(Found.Value.Keys)
            .Concat(Catalog.Operators.Select(entry => entry.Onnx).Where(IsOnnx))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    /// <summary>The reader of an operator type; null if it is unknown.</summary>
    public static Func<OnnxNode, IReadOnlyList<Expr>>? Named(string onnx) =>
        Found.Value.GetValueOrDefault(onnx)?.Lower
        ?? (Catalog.Named(onnx) is { } known ? node => [known.FromOnnx(node)] : null);

    /// <summary>Which stored operands of an operator are trainable.</summary>
    public static WeightUse WeightsOf(string onnx) =>
        Found.Value.GetValueOrDefault(onnx) is { Weights: var said } && said != WeightUse.None
            ? said
            : Catalog.WeightsOf(onnx);

    /// <summary>Reads a node by the catalogue: a lowering of old forms delegates the newest form to it.</summary>
    /// <exception cref="UnsupportedException">The catalogue lacks the operator.</exception>
    public static Expr Known(this OnnxNode node) =>
        Catalog.Named(node.Operator) is { } known
            ? known.FromOnnx(node)
            : throw new UnsupportedException(node.Operator, "the operator is not supported");

    /// <summary>The same node under another operator name.</summary>
    public static Expr As(this OnnxNode node, string onnx, params IEnumerable<Expr?> inputs) =>
        (node with { Operator = onnx, Inputs = [.. inputs] }).Known();

    /// <summary>
    /// Before version 7, binary operators broadcast only if an attribute said so, and along a given axis: the node with its second operand
    /// reshaped for broadcasting from the last axis.
    /// </summary>
    public static OnnxNode Aligned(OnnxNode node)
    {
        if (node.Version >= 7 || !node.Attributes.ContainsKey("broadcast") || node.Operator == "Gemm")
        {
            return node;
        }

        var (x, y) = (node[0].Shape, node[1]);
        if (!node.Flag("broadcast", false))
        {
            return
                x.Rank == y.Shape.Rank && x.Zip(y.Shape, (a, b) => !a.IsKnown || !b.IsKnown || a == b).All(same => same)
                ? node
                : throw new FormatException(
                    $"{node.Operator} of {x} and {y.Shape} needs broadcast = 1 before opset 7, or operands of one shape."
                );
        }

        if (!node.Attributes.ContainsKey("axis"))
        {
            return node;
        }

        var axis = x.Axis(node.Int32("axis", -1), node.Operator);
        var behind = x.Rank - axis - y.Shape.Rank;
        return behind <= 0
            ? node
            : node with
            {
                Inputs = [node[0], y.Reshape(y.Shape.Append(new Shape([.. Enumerable.Repeat((Dim)1, behind)])))],
            };
    }

    // Operators that ONNX lacks have names with a dot.
    private static bool IsOnnx(string name) => !name.Contains('.', StringComparison.Ordinal);

    [ForEach(typeof(ILowering), nameof(EntryOf))]
    private static partial ImmutableArray<Entry> All();

    private static Entry EntryOf<TLowering>()
        where TLowering : ILowering => new(TLowering.Onnx, TLowering.Lower, TLowering.TrainableOperands);

    private sealed record Entry(string Onnx, Func<OnnxNode, IReadOnlyList<Expr>> Lower, WeightUse Weights);
}
