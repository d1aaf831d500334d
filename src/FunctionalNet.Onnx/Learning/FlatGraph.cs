using FunctionalNet.Lowering;
using FunctionalNet.Rewriting;
using Onnx;

namespace FunctionalNet.Learning;

/// <summary>
/// The nodes of a file in one list, with numbers for their values: functions are inlined, branches and bodies of loops included once. So a
/// tensor is one value, by whatever name it is read.
/// </summary>
internal sealed class FlatGraph
{
    private const int MaxNodes = 2_000_000;
    private const int Deepest = 64;
    private const int MaxIdentities = 4;

    private readonly Dictionary<(string, string, string), FunctionProto> functions = [];
    private readonly List<FlatNode> nodes = [];
    private readonly Dictionary<int, StoredNumbers> stored = [];
    private readonly Dictionary<TensorProto, int> places = new(ReferenceEqualityComparer.Instance);
    private int read;

    private FlatGraph(ModelProto model)
    {
        foreach (var function in model.Functions)
        {
            functions.TryAdd((function.Domain, function.Name, function.Overload), function);
        }

        if (new ExpandedSize(functions, Deepest).Of(model.Graph) > MaxNodes)
        {
            throw TooLarge();
        }

        var names = new Scope(null);
        foreach (var input in model.Graph.Input)
        {
            names[input.Name] = New();
        }

        Read(model.Graph, names, 0);
    }

    /// <summary>Gets the nodes in topological order.</summary>
    public IReadOnlyList<FlatNode> Nodes => nodes;

    /// <summary>Gets the stored tensors by the number of their value, in the order of the file.</summary>
    public IReadOnlyDictionary<int, StoredNumbers> Stored => stored;

    /// <summary>Gets the number of values.</summary>
    public int Count { get; private set; }

    /// <summary>Flattens a file.</summary>
    /// <exception cref="FormatException">Functions and graphs are nested too deeply, or expand to too many nodes.</exception>
    public static FlatGraph Of(ModelProto model) => new(model);

    private static FormatException TooLarge() => new($"unrolled and inlined, the graph has more than {MaxNodes} nodes");

    private int New() => Count++;

    private void Read(GraphProto graph, Scope names, int depth)
    {
        foreach (var tensor in graph.Initializer)
        {
            names[tensor.Name] = Store(tensor, tensor.Name, isInitializer: depth == 0);
        }

        Read(graph.Node, names, depth);
    }

    private void Read(IEnumerable<NodeProto> all, Scope names, int depth)
    {
        if (depth > Deepest)
        {
            throw new FormatException($"graphs and functions within each other are more than {Deepest} deep");
        }

        foreach (var node in all)
        {
            if (++read > MaxNodes)
            {
                throw TooLarge();
            }

            int[] inputs = [.. node.Input.Select(name => name.Length == 0 ? -1 : names.Find(name) ?? New())];
            int[] outputs =
                functions.TryGetValue((node.Domain, node.OpType, node.Overload), out var function)
                    ? Called(function, inputs, depth)
                : FileWeights.IsConstant(node) && node.Attribute is [{ Name: "value", T: { } value }]
                    ? [Store(value, node.Output[0], isInitializer: false)]
                : node.Domain is not ("" or "ai.onnx") ? Add(WeightUse.None, inputs, node.Output.Count)
                : node.OpType switch
                {
                    "If" => Branches(node, names, depth),
                    "Loop" => Loop(node, inputs, names, depth),
                    "Scan" => Scan(node, inputs, names, depth),
                    _ => Add(Lowerings.WeightsOf(node.OpType), inputs, node.Output.Count),
                };
            foreach (var (name, output) in node.Output.Zip(outputs))
            {
                names[name] = output;
            }
        }
    }

    private int[] Add(WeightUse use, IReadOnlyList<int> inputs, int outputs)
    {
        int[] given = [.. Enumerable.Range(0, outputs).Select(_ => New())];
        nodes.Add(new(use, [.. inputs], given));
        return given;
    }

    // One value that is any of these.
    private int Any(params IEnumerable<int> values) => Add(WeightUse.FormOfAll, [.. values], 1)[0];

    private int Store(TensorProto tensor, string name, bool isInitializer)
    {
        if (!places.TryGetValue(tensor, out var place))
        {
            places[tensor] = place = New();
            stored[place] = new(tensor, name, isInitializer);
        }

        return place;
    }

    private int[] Called(FunctionProto function, int[] inputs, int depth)
    {
        var names = new Scope(null);
        for (var i = 0; i < function.Input.Count; i++)
        {
            names[function.Input[i]] = i < inputs.Length ? inputs[i] : -1;
        }

        Read(function.Node, names, depth + 1);
        return [.. function.Output.Select(output => names.Find(output) ?? New())];
    }

    private int[] Branches(NodeProto node, Scope names, int depth)
    {
        int[][] results = [.. Graphs(node).Select(branch => Results(branch, new Scope(names), depth))];
        return [.. node.Output.Select((_, i) => Any(results.Where(one => i < one.Length).Select(one => one[i])))];
    }

    // A loop-carried value changes, unless the body returns it unchanged.
    private int[] Loop(NodeProto node, int[] inputs, Scope names, int depth)
    {
        if (Graphs(node) is not [var body])
        {
            return Add(WeightUse.None, inputs, node.Output.Count);
        }

        var inner = new Scope(names);
        int[] starts = [.. inputs.Skip(2)];
        Carry(body, inner, skipped: 2, starts, resultsBefore: 1);
        var results = Results(body, inner, depth);
        return
        [
            .. node.Output.Select(
                (_, i) =>
                    i + 1 >= results.Length ? New()
                    : i < starts.Length ? Any(starts[i], results[i + 1])
                    : results[i + 1]
            ),
        ];
    }

    private int[] Scan(NodeProto node, int[] inputs, Scope names, int depth)
    {
        var count = node.Attribute.FirstOrDefault(one => one.Name == "num_scan_inputs")?.I ?? 0;
        if (Graphs(node) is not [var body] || count < 0 || count > body.Input.Count || inputs.Length < body.Input.Count)
        {
            return Add(WeightUse.None, inputs, node.Output.Count);
        }

        // Before version 9 the sequence lengths came first.
        int[] operands = [.. inputs.Skip(inputs.Length - body.Input.Count)];
        var states = body.Input.Count - (int)count;
        var inner = new Scope(names);
        Carry(body, inner, skipped: 0, operands[..states], resultsBefore: 0);
        for (var i = states; i < operands.Length; i++)
        {
            inner[body.Input[i].Name] = operands[i] < 0 ? New() : Any(operands[i]);
        }

        var results = Results(body, inner, depth);
        return
        [
            .. node.Output.Select(
                (_, i) =>
                    i >= results.Length ? New()
                    : i < states ? Any(operands[i], results[i])
                    : results[i]
            ),
        ];
    }

    private void Carry(GraphProto body, Scope inner, int skipped, int[] starts, int resultsBefore)
    {
        foreach (var input in body.Input)
        {
            inner[input.Name] = New();
        }

        for (var i = 0; i < starts.Length && i + skipped < body.Input.Count; i++)
        {
            var name = body.Input[i + skipped].Name;
            var result = i + resultsBefore < body.Output.Count ? body.Output[i + resultsBefore].Name : string.Empty;
            for (
                var steps = 0;
                steps < MaxIdentities
                    && result != name
                    && body.Node.FirstOrDefault(one => one.OpType == "Identity" && one.Output.Contains(result))
                        is { Input: [var before] };
                steps++
            )
            {
                result = before;
            }

            if (result == name && starts[i] >= 0)
            {
                inner[name] = starts[i];
            }
        }
    }

    private int[] Results(GraphProto graph, Scope inner, int depth)
    {
        Read(graph, inner, depth + 1);
        return [.. graph.Output.Select(output => inner.Find(output.Name) ?? New())];
    }

    private static GraphProto[] Graphs(NodeProto node) =>
        [.. node.Attribute.Select(attribute => attribute.G).OfType<GraphProto>()];

    /// <summary>The numbers of names, in nested graphs.</summary>
    private sealed class Scope(Scope? outer)
    {
        private readonly Dictionary<string, int> values = new(StringComparer.Ordinal);

        private Scope? Outer => outer;

        public int this[string name]
        {
            set => values[name] = value;
        }

        public int? Find(string name)
        {
            for (var scope = this; scope is not null; scope = scope.Outer)
            {
                if (scope.values.TryGetValue(name, out var value))
                {
                    return value;
                }
            }

            return null;
        }
    }
}

/// <summary>A node of a flat graph.</summary>
/// <param name="Use">Which of its stored operands are trainable.</param>
/// <param name="Inputs">The values that it reads; -1 for an absent optional one.</param>
/// <param name="Outputs">The values that it computes.</param>
internal sealed record FlatNode(WeightUse Use, int[] Inputs, int[] Outputs);

/// <summary>A stored tensor.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Name">The name of its value in the file.</param>
/// <param name="IsInitializer">Whether it is an initializer of the model's graph, rather than a node or in a nested graph.</param>
internal sealed record StoredNumbers(TensorProto Tensor, string Name, bool IsInitializer);
