using FunctionalNet.Execution;
using FunctionalNet.OnnxTests.Probes;
using FunctionalNet.Runtime;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Types;

/// <summary>Operators on 64-bit integers that float64 does not hold: ONNX Runtime's digits, or an error.</summary>
public class LargeIntegersTests
{
    private static readonly long[] Signed =
    [
        long.MinValue,
        long.MinValue + 1,
        -(1L << 60),
        -7,
        3,
        (1L << 53) - 1,
        (1L << 53) + 1,
        (3L << 52) - 2,
        (1L << 60) + 256,
        long.MaxValue - 1,
        long.MaxValue,
    ];

    private static readonly ulong[] Unsigned =
    [
        3,
        (1UL << 53) + 1,
        1UL << 60,
        (1UL << 63) - 1,
        1UL << 63,
        (1UL << 63) + 2048,
        ulong.MaxValue,
    ];

    [Theory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Div")]
    [InlineData("Mod")]
    [InlineData("Less")]
    [InlineData("GreaterOrEqual")]
    [InlineData("Equal")]
    [InlineData("Max")]
    [InlineData("Min")]
    public void Of_two(string onnx)
    {
        var isDivision = onnx is "Div" or "Mod";
        var pairs = (
            from a in Signed
            from b in Signed
            where !isDivision || a != long.MinValue || b != -1
            select (A: a, B: b)
        ).ToArray();
        var expected = Theirs(
            DataType.Int64,
            Files.Node(onnx, "y", "a", "b"),
            [.. pairs.Select(pair => pair.A)],
            [.. pairs.Select(pair => pair.B)]
        );
        foreach (var ((a, b), theirs) in pairs.Zip(expected))
        {
            Right(
                Ours(Files.Node(onnx, "y", "a", "b"), Of("a", DataType.Int64, a), Of("b", DataType.Int64, b)),
                [theirs],
                $"{onnx} of {a} and {b}"
            );
        }

        var unsigned = (from a in Unsigned from b in Unsigned select (A: (long)a, B: (long)b)).ToArray();
        var wrapped = Theirs(
            DataType.Uint64,
            Files.Node(onnx, "y", "a", "b"),
            [.. unsigned.Select(pair => pair.A)],
            [.. unsigned.Select(pair => pair.B)]
        );
        foreach (var ((a, b), theirs) in unsigned.Zip(wrapped))
        {
            Right(
                Ours(Files.Node(onnx, "y", "a", "b"), Of("a", DataType.Uint64, a), Of("b", DataType.Uint64, b)),
                [theirs],
                $"{onnx} of {(ulong)a} and {(ulong)b}"
            );
        }
    }

    [Theory]
    [InlineData("Neg")]
    [InlineData("Abs")]
    [InlineData("Sign")]
    [InlineData("Identity")]
    public void Of_one(string onnx)
    {
        var node = Files.Node(onnx, "y", "a");
        foreach (var (a, theirs) in Signed.Zip(Theirs(DataType.Int64, node, Signed)))
        {
            Right(Ours(node, Of("a", DataType.Int64, a)), [theirs], $"{onnx} of {a}");
        }
    }

    [Fact]
    public void The_largest_of_several()
    {
        long[] k = [2];
        var node = Files.Node("TopK", "y", "a", "k");
        node.Output.Add("places");
        foreach (
            var numbers in (long[][])
                [
                    [long.MaxValue - 1, long.MaxValue, 5],
                    [3, -7, 1L << 60],
                    Signed,
                ]
        )
        {
            Right(
                Ours(node, Of("a", DataType.Int64, numbers), Of("k", DataType.Int64, k)),
                [.. numbers.OrderDescending().Take(2).Select(number => (Int128)number)],
                $"TopK of {string.Join(", ", numbers)}"
            );
        }
    }

    [Fact]
    public void As_inputs_they_reach_ONNX_Runtime_as_they_are()
    {
        Assert.True(WholeNumbers.Holds<double>(long.MaxValue - 1, out var last));
        using var value = TypedTensors.In(
            Tensor.Vector([last, long.MinValue, 3]),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64
        );
        Assert.Equal([long.MaxValue - 1, long.MinValue, 3], value.GetTensorDataAsSpan<long>().ToArray());
        Assert.Throws<ArgumentException>(() =>
            TypedTensors.In(
                Tensor.Vector(Math.ScaleB(1, 64)),
                Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.UInt64
            )
        );
    }

    private static void Right(double[]? ours, Int128[] theirs, string what) =>
        Assert.True(
            ours is null || ours.Select(value => (Int128)value).SequenceEqual(theirs),
            $"{what} is {string.Join(", ", ours ?? [])} instead of {string.Join(", ", theirs)}"
        );

    // Null for an error. The operands stand in the file; as given inputs they are read by the same code.
    private static double[]? Ours(NodeProto node, params TensorProto[] operands)
    {
        var model = Files.Of(node).With(operands);
        try
        {
            return model
                .Parse()
                .MatchUnsafe(
                    read =>
                        Reference
                            .Run(
                                read.Graph.WithFreeAxes(1),
                                [.. read.Graph.Inputs.Select(_ => new Tensor<double>(new(1, 2)))]
                            )[0]
                            .Span.ToArray(),
                    error =>
                    {
                        Assert.Contains("exactly", error.Message, StringComparison.Ordinal);
                        return null;
                    }
                );
        }
        catch (InexactNumberException)
        {
            return null;
        }
    }

    private static Int128[] Theirs(DataType type, NodeProto node, params long[][] operands)
    {
        var model = Files.Of(node);
        model.Graph.Input.Clear();
        foreach (var name in node.Input)
        {
            var info = Files.Info(name, "n");
            info.Type.TensorType.ElemType = (int)type;
            model.Graph.Input.Add(info);
        }

        using var session = OrtCpu.Open(model);
        using var options = new RunOptions();
        OrtValue[] values =
        [
            .. operands.Select(numbers =>
                type == DataType.Int64
                    ? OrtValue.CreateTensorValueFromMemory(numbers, [numbers.Length])
                    : OrtValue.CreateTensorValueFromMemory<ulong>(
                        [.. numbers.Select(number => (ulong)number)],
                        [numbers.Length]
                    )
            ),
        ];
        using var results = session.Run(options, [.. node.Input], values, ["y"]);
        foreach (var value in values)
        {
            value.Dispose();
        }

        return session.OutputMetadata["y"].ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool =>
            [
                .. results[0].GetTensorDataAsSpan<bool>().ToArray().Select(truth => truth ? Int128.One : 0),
            ],
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.UInt64 =>
            [
                .. results[0].GetTensorDataAsSpan<ulong>().ToArray().Select(number => (Int128)number),
            ],
            _ => [.. results[0].GetTensorDataAsSpan<long>().ToArray().Select(number => (Int128)number)],
        };
    }

    private static TensorProto Of(string name, DataType type, params long[] values)
    {
        var tensor = Files.Longs(name, type == DataType.Int64 ? values : []);
        tensor.Dims[0] = values.Length;
        tensor.DataType = (int)type;
        if (type == DataType.Uint64)
        {
            tensor.Uint64Data.AddRange(values.Select(value => (ulong)value));
        }

        return tensor;
    }
}
