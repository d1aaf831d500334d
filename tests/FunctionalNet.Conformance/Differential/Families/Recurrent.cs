using FunctionalNet.Schemas;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Recurrent operators.</summary>
internal static class Recurrent
{
    private static readonly string[] Activations =
    [
        "Sigmoid",
        "Tanh",
        "Relu",
        "HardSigmoid",
        "LeakyRelu",
        "ThresholdedRelu",
        "Affine",
        "ScaledTanh",
        "Elu",
        "Softsign",
        "Softplus",
    ];

    /// <summary>Gets the operators.</summary>
    public static IEnumerable<(string Name, Draw Draw)> All => Families.Each("RNN GRU LSTM LSTM", Of);

    private static string Of(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Chance(75) ? DataType.Float : sketch.Type(schema);
        var (gates, functions) = schema.Name switch
        {
            "RNN" => (1, 1),
            "GRU" => (3, 2),
            _ => (4, 3),
        };
        var direction = sketch.One<string?>(null, "forward", "reverse", "bidirectional");
        var directions = direction == "bidirectional" ? 2 : 1;
        var (length, batch, input, hidden) = (
            sketch.Random.Next(1, 5),
            sketch.Random.Next(1, 3),
            sketch.Random.Next(1, 4),
            sketch.Random.Next(1, 4)
        );
        var isBatchFirst = schema.Attributes.ContainsKey("layout") && sketch.Chance(10);
        string? Some(int percent, params int[] shape) =>
            sketch.Chance(percent) ? sketch.Any(type, shape, Style.Usual) : string.Empty;
        int[] state = isBatchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
        var operands = new List<string>
        {
            sketch.Any(
                type,
                isBatchFirst ? [batch, length, input] : [length, batch, input],
                sketch.One(Style.Usual, Style.Tied)
            ),
            sketch.Any(type, [directions, gates * hidden, input], Style.Usual),
            sketch.Any(type, [directions, gates * hidden, hidden], Style.Usual),
            Some(60, directions, 2 * gates * hidden)!,
            sketch.Chance(30)
                ? sketch.Given(
                    DataType.Int32,
                    [batch],
                    [
                        .. Enumerable
                            .Range(0, batch)
                            .Select(_ => (double)sketch.Random.Next(sketch.Chance(10) ? 0 : 1, length + 1)),
                    ]
                )
                : string.Empty,
            Some(50, state)!,
        };
        if (schema.Name == "LSTM")
        {
            operands.Add(Some(50, state)!);
            operands.Add(Some(30, directions, 3 * hidden)!);
        }

        var attributes = sketch.Some(
            ("clip", [0.5, 3.0]),
            ("input_forget", [0, 0, 1]),
            ("linear_before_reset", [0, 1])
        );
        attributes["hidden_size"] = hidden;
        attributes["direction"] = direction;
        attributes["layout"] = isBatchFirst ? 1 : null;
        if (sketch.Chance(80))
        {
            attributes.Remove("clip");
        }

        if (sketch.Chance(35))
        {
            attributes["activations"] = Enumerable
                .Range(0, functions * directions)
                .Select(_ => sketch.One(Activations))
                .ToArray();
            if (sketch.Chance(40))
            {
                attributes["activation_alpha"] = Enumerable
                    .Range(0, functions * directions)
                    .Select(i => 0.1 + (0.1 * i))
                    .ToArray();
                attributes["activation_beta"] = Enumerable
                    .Range(0, functions * directions)
                    .Select(i => 0.5 + (0.1 * i))
                    .ToArray();
            }
        }

        return sketch.Node(schema, operands, attributes, sketch.Random.Next(1, schema.Outputs.Length + 1), type);
    }
}
