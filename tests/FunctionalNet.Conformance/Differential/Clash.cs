using System.Collections.Immutable;
using FunctionalNet.Cases;
using FunctionalNet.Import;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Two numbers at one place of an output, further apart than rounding explains.</summary>
/// <param name="Output">The output.</param>
/// <param name="Theirs">ONNX Runtime's.</param>
/// <param name="Ours">This library's.</param>
internal readonly record struct Pair(int Output, double Theirs, double Ours)
{
    /// <summary>Gets a value indicating whether one of them is infinite or no number.</summary>
    public bool IsWild => !double.IsFinite(Theirs) || !double.IsFinite(Ours);

    /// <summary>Gets a value indicating whether one of them is no number.</summary>
    public bool HasNaN => double.IsNaN(Theirs) || double.IsNaN(Ours);
}

/// <summary>A case in which ONNX Runtime and this library do not agree, as <see cref="Deviation"/> looks at it.</summary>
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

    /// <summary>Gets a value indicating whether they agree on the shapes.</summary>
    public bool HasSameShapes { get; }

    /// <summary>Gets the opset.</summary>
    public long Opset => one.Model.OpsetImport.FirstOrDefault(set => set.Domain.Length == 0)?.Version ?? 0;

    /// <summary>The nodes of some operators, the inner ones too.</summary>
    public IEnumerable<NodeProto> Of(IReadOnlyList<string> operators) =>
        one.Nodes.Where(node => operators.Contains(node.OpType, StringComparer.Ordinal));

    /// <summary>
    /// Whether they differ where a deviation says alone. Behind the operator others may make anything of that, so that this is known of models
    /// of one node only.
    /// </summary>
    public bool IsOnly(Func<Pair, bool> where) => one.Nodes.Skip(1).Any() || (HasSameShapes && pairs.Value.All(where));

    /// <summary>Whether there is such a number among the inputs, on the way, or in what comes out.</summary>
    public bool Has(Func<double, bool> isSuch) => HasAmong(_ => true, isSuch);

    /// <summary>Whether there is such a number among those with a fraction.</summary>
    public bool HasFloat(Func<double, bool> isSuch) => HasAmong(expr => expr.IsFloat, isSuch);

    /// <summary>The tensor that is given or stored for an operand; null where it is left out, or comes from another node.</summary>
    public TensorProto? Operand(NodeProto node, int place) =>
        place < node.Input.Count && node.Input[place].Length > 0
            ? one.Data.Concat(one.Model.Graph.Initializer).FirstOrDefault(tensor => tensor.Name == node.Input[place])
            : null;

    /// <summary>Its numbers; none where there is no such tensor.</summary>
    public ImmutableArray<double> Numbers(NodeProto node, int place) =>
        Operand(node, place) is { } tensor ? TensorReader.ReadConstant(tensor).Values : [];

    /// <summary>Whether an operand is of a type; one that comes from another node may be.</summary>
    public bool IsOf(NodeProto node, int place, DataType type) =>
        Operand(node, place) is { } tensor ? tensor.DataType == (int)type : one.Nodes.Skip(1).Any();

    /// <summary>Whether an operand is of whole numbers; one that comes from another node may be.</summary>
    public bool IsWhole(NodeProto node, int place) =>
        Operand(node, place) is { } tensor ? ElementTypes.IsWhole((DataType)tensor.DataType) : one.Nodes.Skip(1).Any();

    private bool HasAmong(Func<Expr, bool> isMeant, Func<double, bool> isSuch) =>
        onTheWay.Value.Any(value => isMeant(value.Key) && value.Value.Span.ToArray().Any(isSuch));
}
