using FunctionalNet.Schemas;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Operators with subgraphs, which also read values of the outer graph.</summary>
internal static class Flow
{
    private static readonly string[] Maps = ["Relu", "Neg", "Sigmoid", "Abs", "Tanh", "Identity"];

    /// <summary>Gets the operators.</summary>
    public static IEnumerable<(string Name, Draw Draw)> All => [("If", If), ("Loop", Loop), ("Scan", Scan)];

    private static string If(Sketch sketch, OperatorSchema schema)
    {
        var x = Number(sketch);
        return sketch.Node(
            schema,
            [sketch.Given(DataType.Bool, sketch.One<int[]>([], [1]), sketch.Random.Next(2))],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["then_branch"] = Branch(sketch, x, "then"),
                ["else_branch"] = Branch(sketch, x, "else"),
            },
            type: x.Type,
            shape: x.Shape
        );
    }

    private static string Loop(Sketch sketch, OperatorSchema schema)
    {
        var x = Number(sketch);
        var body = new GraphProto { Name = "body" };
        var state = $"{x.Name}_state";
        body.Input.AddRange([
            Declared("trip", DataType.Int64, []),
            Declared("goes", DataType.Bool, []),
            Declared(state, x.Type, x.Shape!),
        ]);
        body.Node.AddRange([
            Node("Identity", ["goes"], "goes_on"),
            Node("Add", [state, x.Name], "next"),
            Node(sketch.One(Maps), ["next"], "collected"),
        ]);
        body.Output.AddRange([
            Declared("goes_on", DataType.Bool, []),
            Declared("next", x.Type, x.Shape!),
            Declared("collected", x.Type, x.Shape!),
        ]);
        return sketch.Node(
            schema,
            [
                sketch.Given(DataType.Int64, sketch.One<int[]>([], [1]), sketch.Random.Next(4)),
                sketch.Chance(50)
                    ? string.Empty
                    : sketch.Given(DataType.Bool, sketch.One<int[]>([], [1]), sketch.One(1, 1, 1, 0)),
                sketch.Any(x.Type, x.Shape!),
            ],
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["body"] = body },
            2,
            x.Type,
            x.Shape
        );
    }

    private static string? Scan(Sketch sketch, OperatorSchema schema)
    {
        if (sketch.Opset < 9)
        {
            return null;
        }

        var (steps, shape) = (sketch.Random.Next(sketch.Chance(10) ? 0 : 1, 4), sketch.Shape(0, 2, mayBeEmpty: false));
        var body = new GraphProto { Name = "body" };
        body.Input.AddRange([Declared("state", DataType.Float, shape), Declared("slice", DataType.Float, shape)]);
        body.Node.AddRange([
            Node(sketch.One("Add", "Sub", "Mul"), ["state", "slice"], "next"),
            Node(sketch.One(Maps), ["next"], "collected"),
        ]);
        body.Output.AddRange([Declared("next", DataType.Float, shape), Declared("collected", DataType.Float, shape)]);
        return sketch.Node(
            schema,
            [sketch.Any(DataType.Float, shape), sketch.Any(DataType.Float, [steps, .. shape])],
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["body"] = body,
                ["num_scan_inputs"] = 1,
                ["scan_input_directions"] = sketch.One<object?>(null, new[] { 1 }),
                ["scan_output_directions"] = sketch.One<object?>(null, new[] { 1 }),
            },
            2,
            DataType.Float,
            shape
        );
    }

    private static Drawing Number(Sketch sketch)
    {
        Drawing[] there = [.. sketch.Results.Where(value => value is { Type: DataType.Float, Shape: not null })];
        if (there.Length > 0 && sketch.Chance(sketch.Shared))
        {
            return sketch.One(there);
        }

        var shape = sketch.Shape(0, 3);
        return new(sketch.Any(DataType.Float, shape), DataType.Float, shape);
    }

    private static GraphProto Branch(Sketch sketch, Drawing x, string name)
    {
        var graph = new GraphProto { Name = name };
        var last = x.Name;
        for (var i = sketch.Random.Next(1, 4); i > 0; i--)
        {
            var next = $"{x.Name}_{name}_{i}";
            graph.Node.Add(
                sketch.Chance(50)
                    ? Node(sketch.One(Maps), [last], next)
                    : Node(sketch.One("Add", "Mul"), [last, x.Name], next)
            );
            last = next;
        }

        graph.Output.Add(Declared(last, x.Type, x.Shape!));
        return graph;
    }

    private static NodeProto Node(string name, string[] inputs, string output) =>
        new()
        {
            OpType = name,
            Input = { inputs },
            Output = { output },
        };

    private static ValueInfoProto Declared(string name, DataType type, int[] shape) =>
        Sketch.Declared(
            new TensorProto
            {
                Name = name,
                DataType = (int)type,
                Dims = { shape.Select(size => (long)size) },
            }
        );
}
