using FunctionalNet.Execution;
using FunctionalNet.OnnxTests.Probes;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Options;

/// <summary>Starts and ends of a slice are clamped to the axis, however large they are, as in ONNX Runtime.</summary>
public class SliceBoundsTests
{
    private const int Size = 5;

    private static readonly long[] Bounds =
    [
        long.MinValue,
        long.MinValue + 1,
        long.MinValue + 2,
        -(1L << 62),
        int.MinValue,
        .. Enumerable.Range(-Size - 1, (2 * Size) + 3).Select(bound => (long)bound),
        int.MaxValue,
        1L << 62,
        long.MaxValue - 1,
        long.MaxValue,
    ];

    private static readonly long[] Steps = [1, 2, -1, -3, long.MaxValue, -long.MaxValue];

    [Fact]
    public void They_are_clamped_as_in_onnx_runtime()
    {
        var theirs = Files
            .Of(Files.Node("Slice", "y", "x", "starts", "ends", "axes", "steps"))
            .With(Files.Longs("axes", 1));
        theirs.Graph.Input.Clear();
        theirs.Graph.Input.Add(Files.Info("x", "batch", Size));
        theirs.Graph.Input.AddRange(new[] { "starts", "ends", "steps" }.Select(Whole));
        using var session = OrtCpu.Open(theirs);
        using var x = OrtValue.CreateTensorValueFromMemory<float>([0, 1, 2, 3, 4], [1, Size]);
        using var options = new RunOptions();
        var wrong = new List<string>();
        foreach (var (start, end, step) in Cases())
        {
            // A negative step to the largest integer is skipped: empty by ONNX's specification and reference evaluation, but the whole axis
            // in ONNX Runtime.
            if (step < 0 && end is (int.MaxValue or long.MaxValue))
            {
                continue;
            }

            using var starts = OrtValue.CreateTensorValueFromMemory<long>([start], [1]);
            using var ends = OrtValue.CreateTensorValueFromMemory<long>([end], [1]);
            using var steps = OrtValue.CreateTensorValueFromMemory<long>([step], [1]);
            using var results = session.Run(options, ["x", "starts", "ends", "steps"], [x, starts, ends, steps], ["y"]);
            double[] expected = [.. results[0].GetTensorDataAsSpan<float>().ToArray().Select(value => (double)value)];
            double[] actual = [.. Ours(start, end, step)];
            if (!expected.SequenceEqual(actual))
            {
                wrong.Add(
                    $"{start}:{end}:{step} is [{string.Join(", ", actual)}], there [{string.Join(", ", expected)}]"
                );
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}: {string.Join("\n", wrong.Take(20))}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_padding_that_is_turned_around_is_read(bool isOdd)
    {
        // PyTorch's export of F.pad(x, (0, n % 2)): the pads are listed from the last axis on and reversed by a slice with an unbounded
        // end.
        var model = Files
            .Of(
                Files.Node("Reshape", "pairs", "given", "two"),
                Files.Node("Slice", "turned", "pairs", "last", "end", "zero", "back"),
                Files.Node("Transpose", "sides", "turned").Ints("perm", 1, 0),
                Files.Node("Reshape", "pads", "sides", "all"),
                Files.Node("Pad", "y", "x", "pads")
            )
            .With(
                Files.Longs("given", 0, isOdd ? 1 : 0, 0, 0),
                Files.Longs("two", -1, 2),
                Files.Longs("last", -1),
                Files.Longs("end", -long.MaxValue),
                Files.Longs("zero", 0),
                Files.Longs("back", -1),
                Files.Longs("all", -1)
            );
        var graph = model.Parse().OrThrow().Graph;
        var y = Reference.Run(graph.WithFreeAxes(1), Tensor.Of(new(1, 2), 1.0, 2))[0];
        Assert.Equal(isOdd ? [1.0, 2, 0] : [1.0, 2], y.Span.ToArray());
    }

    [Fact]
    public void A_constant_keeps_the_ends_of_64_bits_apart()
    {
        long[] numbers = [long.MinValue, long.MinValue + 1, long.MaxValue - 1, long.MaxValue];
        foreach (var number in numbers)
        {
            Assert.True(WholeNumbers.Holds<double>(number, out var held));
            Assert.Equal(number, WholeNumbers.ToInteger(held));
            Assert.True(WholeNumbers.Holds<float>(number, out var single));
            Assert.Equal(number, WholeNumbers.ToInteger(single));
        }

        foreach (var number in new[] { (1L << 53) + 1, long.MaxValue - 100_000_001, long.MinValue + 100_000_001 })
        {
            Assert.False(WholeNumbers.Holds<double>(number, out _));
            var node = Files.Node("Constant", "c").Ints("value_ints", number);
            Files
                .Of(node, Files.Node("Cast", "f", "c").Int("to", 1), Files.Node("Add", "y", "x", "f"))
                .Parse()
                .ErrorOf()
                .Says("too large to be computed with exactly");
        }
    }

    private static IEnumerable<(long Start, long End, long Step)> Cases() =>
        from start in Bounds
        from end in Bounds
        from step in Steps
        select (start, end, step);

    // Passes the bounds both as a Constant node's attribute and as initializers.
    private static IEnumerable<double> Ours(long start, long end, long step)
    {
        var model = Files
            .Of(
                Files.Node("Constant", "ends").Ints("value_ints", end),
                Files.Node("Slice", "y", "x", "starts", "ends", "axes", "steps")
            )
            .With(Files.Longs("starts", start), Files.Longs("axes", 1), Files.Longs("steps", step));
        model.Graph.Input.Clear();
        model.Graph.Input.Add(Files.Info("x", "batch", Size));
        var graph = model.Parse().OrThrow().Graph.WithFreeAxes(1);
        return Reference.Run(graph, Tensor.Of(new(1, Size), 0.0, 1, 2, 3, 4))[0].Span.ToArray();
    }

    private static ValueInfoProto Whole(string name)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 1 });
        return new()
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Int64, Shape = shape },
            },
        };
    }
}
