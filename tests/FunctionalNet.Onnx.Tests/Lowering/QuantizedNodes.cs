using FunctionalNet.Execution;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Lowering;

/// <summary>Chains of nodes through low-bit types, with float inputs and outputs: ONNX Runtime agrees.</summary>
public class QuantizedNodes
{
    private static readonly Dictionary<
        string,
        (long Opset, Shape Input, NodeProto[] Nodes, TensorProto[] Stored)
    > Cases = new(StringComparer.Ordinal)
    {
        ["numbers in steps of 8 bits and back"] = (
            21,
            new(3, 4),
            [Node("QuantizeLinear", "q", "x", "s", "z"), Node("DequantizeLinear", "y", "q", "s", "z")],
            [Real("s", [], 0.01f), Whole("z", DataType.Int8, [], 3)]
        ),
        ["numbers of 16 bits in steps and back"] = (
            21,
            new(5, 7),
            [
                Node("Cast", "h", "x").Int("to", (long)DataType.Float16),
                Node("Mul", "m", "h", "h"),
                Node("QuantizeLinear", "q", "m", "s", "z"),
                Node("DequantizeLinear", "d", "q", "s", "z"),
                Node("Cast", "y", "d").Int("to", 1),
            ],
            [Of16Bits("s", 0.0123), Whole("z", DataType.Uint8, [], 3)]
        ),
        ["numbers in steps along an axis"] = (
            21,
            new(3, 4),
            [
                Node("QuantizeLinear", "q", "x", "s", "z").Int("axis", 0),
                Node("DequantizeLinear", "y", "q", "s", "z").Int("axis", 0),
            ],
            [Real("s", [3], 0.02f, 0.1f, 0.5f), Whole("z", DataType.Uint8, [3], 100, 128, 0)]
        ),
        ["numbers in steps of blocks, of 4 bits"] = (
            21,
            new(2, 6),
            [
                Node("QuantizeLinear", "q", "x", "s", "z").Int("axis", 1).Int("block_size", 3),
                Node("DequantizeLinear", "y", "q", "s", "z").Int("axis", 1).Int("block_size", 3),
            ],
            [Real("s", [2, 2], 0.2f, 0.3f, 0.1f, 0.5f), Packed("z", DataType.Int4, [2, 2], 0x31, 0xF0)]
        ),
        ["numbers in steps of a named type"] = (
            21,
            new(2, 6),
            [
                Node("QuantizeLinear", "q", "x", "s").Int("output_dtype", (long)DataType.Int16),
                Node("DequantizeLinear", "y", "q", "s"),
            ],
            [Real("s", [], 0.0001f)]
        ),
        ["a weight of 4 bits in blocks"] = (
            21,
            new(2, 4),
            [
                Node("DequantizeLinear", "v", "w", "s").Int("axis", 0).Int("block_size", 2),
                Node("MatMul", "y", "x", "v"),
            ],
            [
                Packed("w", DataType.Uint4, [4, 3], 0x10, 0x32, 0x54, 0x76, 0x98, 0xFA),
                Real("s", [2, 3], 0.1f, 0.2f, 0.3f, -1, 2, 0.5f),
            ]
        ),
        ["steps that follow from the numbers, and whole matrices"] = (
            21,
            new(3, 4),
            [
                NodeOf("DynamicQuantizeLinear", ["q", "s", "z"], "x"),
                Node("MatMulInteger", "p", "q", "w", "z", "wz"),
                Node("Cast", "f", "p").Int("to", 1),
                Node("Mul", "y", "f", "s"),
            ],
            [Whole("w", DataType.Int8, [4, 2], 1, -2, 3, 4, -5, 6, 7, -128), Whole("wz", DataType.Int8, [2], 1, -3)]
        ),
        ["steps of nothing but 0"] = (
            21,
            new(2, 2),
            [
                Node("Mul", "n", "x", "none"),
                NodeOf("DynamicQuantizeLinear", ["q", "s", "z"], "n"),
                Node("DequantizeLinear", "y", "q", "s", "z"),
            ],
            [Real("none", [], 0)]
        ),
        ["a product in steps"] = (
            21,
            new(3, 4),
            [
                Node("QuantizeLinear", "q", "x", "s", "z"),
                Node("QLinearMatMul", "p", "q", "s", "z", "w", "ws", "wz", "ps", "pz"),
                Node("DequantizeLinear", "y", "p", "ps", "pz"),
            ],
            [
                Real("s", [], 0.02f),
                Whole("z", DataType.Uint8, [], 128),
                Whole("w", DataType.Int8, [4, 2], 1, -2, 3, 4, -5, 6, 7, -128),
                Real("ws", [2], 0.03f, 0.1f),
                Whole("wz", DataType.Int8, [2], 0, 0),
                Real("ps", [], 0.2f),
                Whole("pz", DataType.Uint8, [], 100),
            ]
        ),
        ["a convolution in steps"] = (
            21,
            new(1, 2, 4, 5),
            [
                Node("QuantizeLinear", "q", "x", "s", "z"),
                Node("QLinearConv", "p", "q", "s", "z", "w", "ws", "wz", "ps", "pz", "b").Int("group", 2),
                Node("DequantizeLinear", "y", "p", "ps", "pz"),
            ],
            [
                Real("s", [], 0.02f),
                Whole("z", DataType.Uint8, [], 120),
                Whole("w", DataType.Uint8, [2, 1, 2, 3], 1, 9, 3, 4, 5, 6, 7, 255, 0, 3, 6, 10),
                Real("ws", [2], 0.03f, 0.01f),
                Whole("wz", DataType.Uint8, [2], 5, 5),
                Real("ps", [], 0.1f),
                Whole("pz", DataType.Uint8, [], 90),
                Whole("b", DataType.Int32, [2], 100, -200),
            ]
        ),
        ["a convolution of whole numbers"] = (
            21,
            new(1, 2, 4, 5),
            [
                Node("QuantizeLinear", "q", "x", "s", "z"),
                Node("ConvInteger", "p", "q", "w", "z", "wz")
                    .Ints("pads", 1, 0, 0, 2)
                    .Ints("strides", 1, 2)
                    .Ints("dilations", 2, 1),
                Node("Cast", "y", "p").Int("to", 1),
            ],
            [
                Real("s", [], 0.02f),
                Whole("z", DataType.Uint8, [], 120),
                Whole("w", DataType.Uint8, [3, 2, 2, 1], 1, 9, 3, 4, 5, 6, 7, 255, 0, 3, 6, 10),
                Whole("wz", DataType.Uint8, [], 5),
            ]
        ),
    };

    private static readonly Dictionary<string, (long Opset, Shape Input, NodeProto[] Nodes, TensorProto[] Stored)> All =
        Cases.Concat(Floats()).ToDictionary(StringComparer.Ordinal);

    public static TheoryData<string> Names { get; } = [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Give_what_ONNX_Runtime_gives(string name)
    {
        var (opset, shape, nodes, stored) = All[name];
        var x = Samples.Draw<float>(new Domain(shape, -3, 3), new Random(3));
        var model = new ModelProto
        {
            IrVersion = 10,
            ProducerName = "somebody",
            OpsetImport = { new OperatorSetIdProto { Version = opset } },
            Graph = new GraphProto
            {
                Name = "chain",
                Input = { Export.Tensors.Info("x", new(shape), Precision.Float32) },
                Output = { new ValueInfoProto { Name = "y" } },
                Node = { nodes },
                Initializer = { stored },
            },
        };
        var ours = model.Parse().OrThrow();
        var values = ours.Values<float>();
        using var predictor = OnnxPredictor.Load(model.ToByteArray()).OrThrow();
        Samples.Close(
            predictor.Run(x)[0],
            Plan<float>
                .Compile(ours.Graph)
                .Run([x, .. ours.Graph.Inputs.Skip(1).Select(input => values[input.Variable!.Path])])[0],
            1e-6
        );
    }

    // Casts of values inside and outside of the range, through quantization and back.
    private static Dictionary<string, (long Opset, Shape Input, NodeProto[] Nodes, TensorProto[] Stored)> Floats() =>
        new[] { DataType.Float8E4M3Fn, DataType.Float8E4M3Fnuz, DataType.Float8E5M2, DataType.Float8E5M2Fnuz }
            .SelectMany(type =>
                new[] { 1L, 0L }.Select(saturates =>
                    (
                        Name: $"numbers as {type}, saturates {saturates}",
                        Case: (
                            19L,
                            new Shape(5, 7),
                            (NodeProto[])
                                [
                                    Node("Mul", "m", "x", "far"),
                                    Node("Cast", "c", "m").Int("to", (long)type).Int("saturate", saturates),
                                    Node("Cast", "y", "c").Int("to", 1),
                                ],
                            (TensorProto[])[Real("far", [7], 1, 0.001f, 1e-6f, 100, 160, 30_000, 1e30f)]
                        )
                    )
                )
            )
            .ToDictionary(pair => pair.Name, pair => pair.Case, StringComparer.Ordinal);

    private static NodeProto Node(string op, string output, params string[] inputs) => NodeOf(op, [output], inputs);

    private static NodeProto NodeOf(string op, string[] outputs, params string[] inputs) =>
        new()
        {
            OpType = op,
            Input = { inputs },
            Output = { outputs },
        };

    private static TensorProto Real(string name, long[] dims, params float[] values) =>
        Files.Floats(name, dims, values);

    private static TensorProto Of16Bits(string name, double value) =>
        new()
        {
            Name = name,
            DataType = (int)DataType.Float16,
            Int32Data = { BitConverter.HalfToUInt16Bits((Half)value) },
        };

    private static TensorProto Whole(string name, DataType type, long[] dims, params int[] values) =>
        new()
        {
            Name = name,
            DataType = (int)type,
            Dims = { dims },
            Int32Data = { values },
        };

    private static TensorProto Packed(string name, DataType type, long[] dims, params byte[] bytes) =>
        new()
        {
            Name = name,
            DataType = (int)type,
            Dims = { dims },
            RawData = ByteString.CopyFrom(bytes),
        };
}
