using FunctionalNet.OnnxTests.Types;
using Onnx;

namespace FunctionalNet.OnnxTests.Options;

/// <summary>Pools and convolutions of 1 to 3 axes with random windows.</summary>
internal static class DrawnPool
{
    public static DrawnNode Of(string op, Random random)
    {
        var rank = random.Next(1, 4);
        int[] sizes = [.. Enumerable.Range(0, rank).Select(_ => random.Next(1, 9))];
        int[] kernel = [.. Enumerable.Range(0, rank).Select(_ => random.Next(1, 5))];
        var opset = new[] { 8, 10, 11, 12, 18, 19, 21, 22 }[random.Next(8)];
        var attributes = new List<AttributeProto> { TypedFile.Ints("kernel_shape", Longs(kernel)) };
        if (random.Next(3) > 0)
        {
            attributes.Add(TypedFile.Ints("strides", Longs([.. kernel.Select(_ => random.Next(1, 5))])));
        }

        var dilates = op switch
        {
            "Conv" => true,
            "MaxPool" => opset >= 10,
            "AveragePool" => opset >= 19,
            _ => opset >= 18,
        };
        if (dilates && random.Next(3) == 0)
        {
            attributes.Add(TypedFile.Ints("dilations", Longs([.. kernel.Select(_ => random.Next(1, 4))])));
        }

        switch (random.Next(4))
        {
            case 0:
                attributes.Add(
                    TypedFile.Text("auto_pad", new[] { "SAME_UPPER", "SAME_LOWER", "VALID" }[random.Next(3)])
                );
                break;
            case 1 or 2:
                attributes.Add(
                    TypedFile.Ints("pads", Longs([.. kernel.Concat(kernel).Select(size => random.Next(size))]))
                );
                break;
        }

        if (random.Next(2) == 0 && op != "Conv" && opset >= (op == "LpPool" ? 18 : 10))
        {
            attributes.Add(TypedFile.Int("ceil_mode", 1));
        }

        if (op == "AveragePool" && random.Next(2) == 0)
        {
            attributes.Add(TypedFile.Int("count_include_pad", 1));
        }

        if (op == "LpPool" && random.Next(2) == 0)
        {
            attributes.Add(TypedFile.Int("p", random.Next(1, 5)));
        }

        var hasPlaces = op == "MaxPool" && random.Next(3) == 0;
        if (hasPlaces && random.Next(2) == 0)
        {
            attributes.Add(TypedFile.Int("storage_order", 1));
        }

        int[] shape = [random.Next(1, 3), random.Next(1, 3), .. sizes];
        int[] filters = [2, shape[1], .. kernel];
        return new(
            TypedFile.Op(op, op == "Conv" ? "x w" : "x", hasPlaces ? "y places" : "y", [.. attributes]),
            Shape.Of(shape),
            op == "Conv" ? [Constant(filters)] : [],
            opset
        );
    }

    private static long[] Longs(int[] numbers) => [.. numbers.Select(number => (long)number)];

    // Marked as constant, so that the import does not make it a variable.
    private static TensorProto Constant(int[] filters)
    {
        var weights = Files.Floats("w", Longs(filters), [.. Samples.Normal<float>(Shape.Of(filters), 1).Span]);
        Kinds.MarkConstant(weights.MetadataProps);
        return weights;
    }
}
