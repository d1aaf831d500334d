using FunctionalNet.Schemas;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Convolutions and pools over one to three spatial axes.</summary>
internal static class Windowed
{
    /// <summary>Gets the operators.</summary>
    public static IEnumerable<(string Name, Draw Draw)> All =>
        [
            .. Families.Each("Conv Conv Conv ConvTranspose ConvTranspose", Convolution),
            .. Families.Each("AveragePool AveragePool MaxPool MaxPool LpPool", Pool),
            .. Families.Each("GlobalAveragePool GlobalMaxPool GlobalLpPool", Global),
        ];

    private static string Convolution(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var (axes, group) = (sketch.Random.Next(1, 4), sketch.One(1, 1, 2, 3));
        var (from, to) = (group * sketch.Random.Next(1, 3), group * sketch.Random.Next(1, 3));
        var kernel = Sizes(sketch, axes, 1, 4);
        var isTransposed = schema.Name == "ConvTranspose";
        var x = sketch.Any(type, [sketch.Random.Next(1, 3), from, .. Sizes(sketch, axes, 2, 7)]);
        var weight = sketch.Any(type, isTransposed ? [from, to / group, .. kernel] : [to, from / group, .. kernel]);
        var bias = sketch.Chance(50) ? sketch.Any(type, [to]) : string.Empty;
        var attributes = Window(sketch, axes, kernel);
        attributes["group"] = group == 1 && sketch.Chance(50) ? null : group;
        if (sketch.Chance(50))
        {
            attributes.Remove("kernel_shape");
        }

        if (isTransposed && sketch.Chance(30))
        {
            attributes["output_padding"] = Sizes(sketch, axes, 0, 2);
        }

        return sketch.Node(schema, [x, weight, bias], attributes, type: type);
    }

    private static string Pool(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var axes = sketch.Random.Next(1, 4);
        var x = sketch.Any(type, [sketch.Random.Next(1, 3), sketch.Random.Next(1, 3), .. Sizes(sketch, axes, 2, 8)]);
        var attributes = Window(sketch, axes, Sizes(sketch, axes, 1, 4));
        foreach (
            var (name, value) in sketch.Some(
                ("ceil_mode", [0, 1]),
                ("count_include_pad", [0, 1]),
                ("storage_order", [0, 0, 1]),
                ("p", [1, 2, 3])
            )
        )
        {
            attributes[name] = value;
        }

        return sketch.Node(
            schema,
            [x],
            attributes,
            schema.Name == "MaxPool" && schema.Outputs.Length > 1 && sketch.Chance(40) ? 2 : 1,
            type
        );
    }

    private static string Global(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        var x = sketch.Any(type, [2, 3, .. Sizes(sketch, sketch.Random.Next(1, 4), 1, 5)]);
        return sketch.Node(schema, [x], sketch.Some(("p", [1, 2, 3])), type: type);
    }

    private static Dictionary<string, object?> Window(Sketch sketch, int axes, int[] kernel)
    {
        var attributes = sketch.Some(
            ("strides", [Sizes(sketch, axes, 1, 4)]),
            ("dilations", [Sizes(sketch, axes, 1, 3)])
        );
        attributes["kernel_shape"] = kernel;
        if (sketch.Chance(30))
        {
            attributes["auto_pad"] = sketch.One("SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET");
        }
        else if (sketch.Chance(50))
        {
            attributes["pads"] = Enumerable
                .Range(0, 2 * axes)
                .Select(i => sketch.Random.Next(0, kernel[i % axes]))
                .ToArray();
        }

        return attributes;
    }

    private static int[] Sizes(Sketch sketch, int count, int min, int max) =>
        [.. Enumerable.Range(0, count).Select(_ => sketch.Random.Next(min, max))];
}
