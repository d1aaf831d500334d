using FunctionalNet.Schemas;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Operators that resize images.</summary>
internal static class Resizing
{
    /// <summary>Draws a CenterCropPad node.</summary>
    public static string Crop(Sketch sketch, OperatorSchema schema)
    {
        var x = sketch.Operand(schema, leastRank: 1);
        var rank = x.Shape!.Length;
        int[] axes =
        [
            .. Enumerable.Range(0, rank).OrderBy(_ => sketch.Random.Next()).Take(sketch.Random.Next(1, rank + 1)),
        ];
        var hasAxes = sketch.Chance(60);
        return sketch.Node(
            schema,
            [
                x.Name,
                sketch.Whole([
                    .. Enumerable.Range(0, hasAxes ? axes.Length : rank).Select(_ => sketch.Random.Next(1, 7)),
                ]),
            ],
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["axes"] = hasAxes ? axes : null },
            type: x.Type
        );
    }

    /// <summary>Draws a Resize node.</summary>
    public static string? Resize(Sketch sketch, OperatorSchema schema)
    {
        var type = sketch.Type(schema);
        int[] shape = [1, sketch.Random.Next(1, 3), .. sketch.Shape(sketch.Opset < 11 ? 2 : 1, 2, mayBeEmpty: false)];
        var axes = shape.Length - 2;
        double[] scales =
        [
            1,
            1,
            .. Enumerable.Range(0, axes).Select(_ => sketch.One(1.0, 2.0, 0.5, 1.5, 0.6, 3.0, 0.8, 2.6)),
        ];
        if (sketch.Opset < 11)
        {
            return sketch.Node(
                schema,
                [sketch.Any(type, shape), sketch.Given(DataType.Float, [scales.Length], scales)],
                sketch.Some(("mode", ["nearest", "linear"])),
                type: type
            );
        }

        var attributes = sketch.Some(
            ("mode", ["nearest", "linear", "cubic"]),
            (
                "coordinate_transformation_mode",
                ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric"]
            ),
            ("nearest_mode", ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]),
            ("cubic_coeff_a", [-0.5, -0.75]),
            ("exclude_outside", [0, 1]),
            ("antialias", [0, 0, 1]),
            ("keep_aspect_ratio_policy", ["stretch", "not_larger", "not_smaller"])
        );
        string roi = string.Empty;
        if (sketch.Opset < 19 && Equals(attributes["coordinate_transformation_mode"], "half_pixel_symmetric"))
        {
            attributes["coordinate_transformation_mode"] = "tf_crop_and_resize";
            roi = sketch.Given(
                DataType.Float,
                [2 * shape.Length],
                [0, 0, .. Enumerable.Repeat(0.1, axes), 1, 1, .. Enumerable.Repeat(0.8, axes)]
            );
        }

        if (sketch.Opset < 13)
        {
            roi = roi.Length > 0 ? roi : sketch.Given(DataType.Float, [0]);
        }

        if (sketch.Chance(50))
        {
            attributes.Remove("keep_aspect_ratio_policy");
            return sketch.Node(
                schema,
                [sketch.Any(type, shape), roi, sketch.Given(DataType.Float, [scales.Length], scales)],
                attributes,
                type: type
            );
        }

        int[] sizes = [shape[0], shape[1], .. shape.Skip(2).Select(_ => sketch.Random.Next(1, 8))];
        return sketch.Node(
            schema,
            [
                sketch.Any(type, shape),
                roi,
                sketch.Opset < 13 ? sketch.Given(DataType.Float, [0]) : string.Empty,
                sketch.Whole(sizes),
            ],
            attributes,
            type: type
        );
    }

    /// <summary>Draws an Upsample node.</summary>
    public static string? Upsample(Sketch sketch, OperatorSchema schema)
    {
        if (sketch.Opset < 7)
        {
            return null;
        }

        var type = sketch.Type(schema);
        int[] shape = [1, 2, .. sketch.Shape(2, 2, mayBeEmpty: false)];
        double[] scales = [1, 1, sketch.One(1.0, 2.0, 1.5, 3.0), sketch.One(1.0, 2.0, 1.3)];
        var attributes = sketch.Some(("mode", ["nearest", "linear"]));
        attributes["scales"] = scales;
        return sketch.Node(
            schema,
            schema.Inputs.Length == 1
                ? [sketch.Any(type, shape)]
                : [sketch.Any(type, shape), sketch.Given(DataType.Float, [4], scales)],
            attributes,
            type: type
        );
    }
}
