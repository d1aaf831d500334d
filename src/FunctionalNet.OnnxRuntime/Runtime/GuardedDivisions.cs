using FunctionalNet.Import;
using Google.Protobuf;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Runtime;

/// <summary>
/// A model that counts its divisions of whole numbers without a result instead of making them: each divides by 1 there, and gives the two
/// counts, by zero and of the least number by -1, as one number. In branches, bodies of loops and functions the counts become further outputs
/// of these.
/// </summary>
internal sealed class GuardedDivisions
{
    private const string Prefix = "fnet guard ";
    private const long Overflows = 1L << 26;
    private const int MaxCalls = 10_000;
    private const int Deepest = 64;

    private readonly ModelProto model;
    private readonly List<NodeProto> divisions = [];
    private readonly List<(DataType Type, int Division)> watched = [];
    private int names;
    private int calls;

    private GuardedDivisions(ModelProto model)
    {
        this.model = model.Clone();
        var graph = this.model.Graph;
        var counts = Guard(graph, new NodeTypes(null, graph, OnnxModel.Version(model.OpsetImport)), depth: 0);
        graph.Output.Clear();
        graph.Output.AddRange(counts.Select(Count));
    }

    /// <summary>Gets the model, whose outputs are the counts.</summary>
    public byte[] File => model.ToByteArray();

    /// <summary>Gets a value indicating whether it has no such division.</summary>
    public bool IsEmpty => watched.Count == 0;

    /// <summary>The model for another one.</summary>
    /// <exception cref="FormatException">Its functions call each other too often.</exception>
    public static GuardedDivisions Of(ModelProto model) => new(model);

    /// <summary>What is wrong with a division; null if nothing is.</summary>
    /// <param name="output">The number of its output.</param>
    /// <param name="count">The two counts.</param>
    public string? Problem(int output, double count)
    {
        var (type, division) = watched[output];
        var node = divisions[division];
        var what =
            count % Overflows != 0 ? "by zero"
            : count != 0 ? FormattableString.Invariant($"of {Least(type)} by -1")
            : null;
        return what is null
            ? null
            : $"node '{node.Name}' ({node.OpType}): a division {what} in {$"{type}".ToLowerInvariant()} has no result, and would end the process in ONNX Runtime";
    }

    private static long? Least(DataType type) =>
        type switch
        {
            DataType.Int32 => int.MinValue,
            DataType.Int64 => long.MinValue,
            _ => null,
        };

    private static ValueInfoProto Count(string name) =>
        new()
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Int64 } },
        };

    // Mod of C's fmod is computed in floating point.
    private static bool IsDivision(NodeProto node) =>
        node is { Domain: "" or "ai.onnx", OpType: "Div", Input.Count: 2 }
        || (
            node is { Domain: "" or "ai.onnx", OpType: "Mod", Input.Count: 2 }
            && !node.Attribute.Any(one => one is { Name: "fmod", I: not 0 })
        );

    private static bool IsWhole(DataType type) =>
        type
            is DataType.Int8
                or DataType.Int16
                or DataType.Int32
                or DataType.Int64
                or DataType.Uint8
                or DataType.Uint16
                or DataType.Uint32
                or DataType.Uint64;

    // The names of the counts of a graph, each a scalar.
    private List<string> Guard(GraphProto graph, NodeTypes types, int depth)
    {
        NodeProto[] nodes = [.. graph.Node];
        var (counts, written) = (new List<string>(), new List<NodeProto>());
        foreach (var node in nodes)
        {
            var inner =
                node is { Domain: "" or "ai.onnx", OpType: "If" or "Loop" or "Scan" } ? Within(node, types, depth)
                : Function(node) is { } function ? Called(node, function, types, depth)
                : [];
            types.Add(node);
            if (IsDivision(node) && types.Of(node.Input[1]) is var type && IsWhole(type))
            {
                counts.Add(Divide(node, type, written));
                continue;
            }

            written.Add(node);
            foreach (var count in inner)
            {
                written.Add(With(Op("ReduceSum", [count], New()), "keepdims", 0));
                counts.Add(written[^1].Output[0]);
            }
        }

        graph.Node.Clear();
        graph.Node.AddRange(written);
        return counts;
    }

    private FunctionProto? Function(NodeProto node) =>
        model.Functions.FirstOrDefault(function =>
            (function.Domain, function.Name, function.Overload) == (node.Domain, node.OpType, node.Overload)
        );

    // The counts of the graphs within a node, which become outputs of it: one, or one for each round of a loop.
    private List<string> Within(NodeProto node, NodeTypes types, int depth)
    {
        var given = new List<string>();
        var graphs = node.Attribute.Where(one => one.G is not null).Select(one => one.G).ToArray();
        Fill(
            node,
            graphs.Select(graph => graph.Output.Count).DefaultIfEmpty(0).Max() - (node.OpType == "Loop" ? 1 : 0)
        );
        foreach (var graph in graphs)
        {
            foreach (var count in Guard(graph, types.Within(node, graph), depth + 1))
            {
                graph.Output.Add(Count(count));
                foreach (var other in graphs.Where(other => !ReferenceEquals(other, graph)))
                {
                    other.Node.Add(Constant(0, New()));
                    other.Output.Add(Count(other.Node[^1].Output[0]));
                }

                foreach (
                    var list in node.Attribute.Where(one => one.Name is "scan_output_axes" or "scan_output_directions")
                )
                {
                    list.Ints.Add(0);
                }

                node.Output.Add(New());
                given.Add(node.Output[^1]);
            }
        }

        return given;
    }

    // A call is of a function of its own, since types hang on the call.
    private List<string> Called(NodeProto node, FunctionProto function, NodeTypes types, int depth)
    {
        if (++calls > MaxCalls || depth > Deepest)
        {
            throw new FormatException("its functions call each other too often");
        }

        var own = function.Clone();
        var body = new GraphProto { Node = { own.Node } };
        var inner = types.Of(node, function, body);
        var counts = Guard(body, inner, depth + 1);
        Fill(node, function.Output.Count);
        types.Take(node, function, inner);
        if (counts.Count == 0)
        {
            return [];
        }

        own.Name = New();
        own.Node.Clear();
        own.Node.AddRange(body.Node);
        own.Output.AddRange(counts);
        model.Functions.Add(own);
        node.OpType = own.Name;
        string[] given = [.. counts.Select(_ => New())];
        node.Output.AddRange(given);
        return [.. given];
    }

    // Trailing results that nobody reads may be left out.
    private void Fill(NodeProto node, int outputs)
    {
        while (node.Output.Count < outputs)
        {
            node.Output.Add(New());
        }
    }

    private string Divide(NodeProto node, DataType type, List<NodeProto> written)
    {
        divisions.Add(node.Clone());
        watched.Add((type, divisions.Count - 1));
        var (left, right) = (Whole(node.Input[0]), Whole(node.Input[1]));

        // The divisor of each quotient, so that nothing is divided by it where there is no quotient.
        var spread = Give("Add", Give("Mul", left, Number(0)), right);
        var isZero = Whole(Give("Equal", spread, Number(0)));
        var bad = isZero;
        var count = Any(isZero);
        if (Least(type) is { } least)
        {
            var isOver = Whole(Give("And", Give("Equal", left, Number(least)), Give("Equal", right, Number(-1))));
            bad = Give("Add", isZero, isOver);
            count = Give("Add", count, Give("Mul", Any(isOver), Number(Overflows)));
        }

        node.Input[1] = Cast(Give("Add", spread, Give("Mul", bad, Give("Sub", Number(1), spread))), type);
        written.Add(node);
        return count;

        string Any(string truths)
        {
            written.Add(With(Op("ReduceSum", [truths], New()), "keepdims", 0));
            return Whole(Cast(written[^1].Output[0], DataType.Bool));
        }

        string Whole(string value) => Cast(value, DataType.Int64);

        string Cast(string value, DataType to)
        {
            written.Add(With(Op("Cast", [value], New()), "to", (long)to));
            return written[^1].Output[0];
        }

        string Give(string op, params IEnumerable<string> operands)
        {
            written.Add(Op(op, operands, New()));
            return written[^1].Output[0];
        }

        string Number(long value)
        {
            var constant = Constant(value, New());
            written.Add(constant);
            return constant.Output[0];
        }
    }

    private string New() => FormattableString.Invariant($"{Prefix}{names++}");

    private static NodeProto Op(string op, IEnumerable<string> inputs, string output) =>
        new()
        {
            OpType = op,
            Input = { inputs },
            Output = { output },
        };

    private static NodeProto With(NodeProto node, string attribute, long value)
    {
        node.Attribute.Add(
            new AttributeProto
            {
                Name = attribute,
                Type = AttributeType.Int,
                I = value,
            }
        );
        return node;
    }

    private static NodeProto Constant(long value, string output)
    {
        var node = Op("Constant", [], output);
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "value",
                Type = AttributeType.Tensor,
                T = new TensorProto { DataType = (int)DataType.Int64, Int64Data = { value } },
            }
        );
        return node;
    }
}
