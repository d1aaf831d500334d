using System.Collections.Immutable;
using FunctionalNet.Cases;
using FunctionalNet.Import;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>A pair of output elements that differ by more than rounding explains.</summary>
/// <param name="Output">The index of the output.</param>
/// <param name="Theirs">ONNX Runtime's element.</param>
/// <param name="Ours">This library's element.</param>
internal readonly record struct Pair(int Output, double Theirs, double Ours)
{
    /// <summary>Gets a value indicating whether one of the elements is infinite or NaN.</summary>
    public bool IsWild => !double.IsFinite(Theirs) || !double.IsFinite(Ours);

    /// <summary>Gets a value indicating whether one of the elements is NaN.</summary>
    public bool HasNaN => double.IsNaN(Theirs) || double.IsNaN(Ours);
}

/// <summary>A case in which ONNX Runtime and this library disagree, with the queries that a <see cref="Deviation"/> needs.</summary>
internal sealed class Clash
{
    private readonly Case one;
    private readonly Lazy<IReadOnlyDictionary<Expr, Tensor<double>>> onTheWay;
    private readonly Lazy<Pair[]> pairs;

    /// <summary>Initializes a new instance of the <see cref="Clash"/> class.</summary>
    public Clash(Own own, Case one, ImmutableArray<TypedTensor> theirs, ImmutableArray<TypedTensor> ours)
    {
        this.one = one;
        onTheWay = new(() => OnTheWay.Of(own));
        HasSameShapes =
            theirs.Length == ours.Length
            && theirs.Zip(ours, (their, our) => their.Tensor.Shape == our.Tensor.Shape).All(same => same);
        pairs = new(() => HasSameShapes ? [.. Rounding.Beyond(own, one, theirs, ours)] : []);
    }

    /// <summary>Gets a value indicating whether both give the same shapes.</summary>
    public bool HasSameShapes { get; }

    /// <summary>Gets the opset.</summary>
    public long Opset => one.Model.OpsetImport.FirstOrDefault(set => set.Domain.Length == 0)?.Version ?? 0;

    /// <summary>The nodes of the given operators, including those in subgraphs.</summary>
    public IEnumerable<NodeProto> Of(IReadOnlyList<string> operators) =>
        one.Nodes.Where(node => operators.Contains(node.OpType, StringComparer.Ordinal));

    /// <summary>
    /// Whether all differences are at elements that the deviation affects. Operators behind a deviating one can spread the difference, so
    /// that only models of one node are checked.
    /// </summary>
    public bool IsOnly(Func<Pair, bool> where) => one.Nodes.Skip(1).Any() || (HasSameShapes && pairs.Value.All(where));

    /// <summary>Whether any input, intermediate value or output contains such a number.</summary>
    public bool Has(Func<double, bool> isSuch) => HasAmong(_ => true, isSuch);

    /// <summary>The same for floating-point values only.</summary>
    public bool HasFloat(Func<double, bool> isSuch) => HasAmong(expr => expr.IsFloat, isSuch);

    /// <summary>The tensor that is the operand's input or initializer; null if the operand is left out or computed by a node.</summary>
    public TensorProto? Operand(NodeProto node, int place) =>
        place < node.Input.Count && node.Input[place].Length > 0
            ? one.Data.Concat(one.Model.Graph.Initializer).FirstOrDefault(tensor => tensor.Name == node.Input[place])
            : null;

    /// <summary>The operand's numbers; empty if they are not known in advance.</summary>
    public ImmutableArray<double> Numbers(NodeProto node, int place) =>
        Operand(node, place) is { } tensor ? TensorReader.ReadConstant(tensor).Values : [];

    /// <summary>Whether an operand has the type; assumed to be true if a node computes it.</summary>
    public bool IsOf(NodeProto node, int place, DataType type) =>
        Operand(node, place) is { } tensor ? tensor.DataType == (int)type : one.Nodes.Skip(1).Any();

    /// <summary>Whether an operand is an integer tensor; assumed to be true if a node computes it.</summary>
    public bool IsWhole(NodeProto node, int place) =>
        Operand(node, place) is { } tensor ? ElementTypes.IsWhole((DataType)tensor.DataType) : one.Nodes.Skip(1).Any();

    private bool HasAmong(Func<Expr, bool> isMeant, Func<double, bool> isSuch) =>
        onTheWay.Value.Any(value => isMeant(value.Key) && value.Value.Span.ToArray().Any(isSuch));
}
