using FunctionalNet.OnnxTests.Types;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Options;

/// <summary>Resize by scales or sizes with random interpolation modes.</summary>
internal static class DrawnResize
{
    private static readonly string[] Modes = ["nearest", "linear", "cubic"];

    private static readonly string[] Coordinates =
    [
        "half_pixel",
        "half_pixel_symmetric",
        "pytorch_half_pixel",
        "align_corners",
        "asymmetric",
        "tf_half_pixel_for_nn",
        "tf_crop_and_resize",
    ];

    private static readonly string[] Roundings = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"];

    private static readonly float[] Scales = [0.5f, 2, 1.5f, 3, 0.6f, 1.2f, 0.25f, 1.25f, 0.3f, 2.4f, 1, 1 / 3f];

    public static DrawnNode Of(Random random)
    {
        var opset = new[] { 11, 13, 18, 19, 21 }[random.Next(5)];
        var mode = Modes[random.Next(3)];
        var coordinates = Coordinates[random.Next(Coordinates.Length)];
        var attributes = new List<AttributeProto>
        {
            TypedFile.Text("mode", mode),
            TypedFile.Text("coordinate_transformation_mode", coordinates),
        };
        if (mode == "nearest")
        {
            attributes.Add(TypedFile.Text("nearest_mode", Roundings[random.Next(4)]));
        }

        Maybe(4, () => Real("cubic_coeff_a", -0.5f));
        Maybe(4, () => TypedFile.Int("exclude_outside", 1));
        Maybe(4, () => Real("extrapolation_value", 7));
        if (opset >= 18)
        {
            Maybe(4, () => TypedFile.Int("antialias", 1));
        }

        int[] shape = [random.Next(1, 3), random.Next(1, 3), random.Next(1, 8), random.Next(1, 8)];
        int[] axes = [2, 3];
        var isOfSome = opset >= 18 && random.Next(3) == 0;
        if (isOfSome)
        {
            axes = new int[][] { [2, 3], [3, 2], [3], [2], [-1, -2] }[random.Next(5)];
            attributes.Add(TypedFile.Ints("axes", [.. axes.Select(axis => (long)axis)]));
        }

        int[] given = isOfSome ? [.. axes.Select(axis => (axis + 4) % 4)] : [0, 1, 2, 3];
        var constants = new List<TensorProto>();
        var (roi, scales, sizes) = (string.Empty, string.Empty, string.Empty);
        if (coordinates == "tf_crop_and_resize")
        {
            roi = "roi";
            float[] starts = [.. given.Select(axis => axis < 2 ? 0 : random.Next(-2, 5) / 10f)];
            float[] ends = [.. given.Select((axis, i) => axis < 2 ? 1 : starts[i] + (random.Next(1, 10) / 10f))];
            constants.Add(Files.Floats(roi, [2 * given.Length], [.. starts, .. ends]));
        }

        if (random.Next(2) == 0)
        {
            scales = "scales";
            constants.Add(
                Files.Floats(
                    scales,
                    [given.Length],
                    [.. given.Select(axis => axis < 2 ? 1 : Scales[random.Next(Scales.Length)])]
                )
            );
        }
        else
        {
            sizes = "sizes";
            constants.Add(
                Files.Longs(sizes, [.. given.Select(axis => axis < 2 ? (long)shape[axis] : random.Next(1, 15))])
            );
            if (opset >= 18 && isOfSome)
            {
                Maybe(
                    2,
                    () => TypedFile.Text("keep_aspect_ratio_policy", random.Next(2) == 0 ? "not_larger" : "not_smaller")
                );
            }
        }

        var node = new NodeProto { OpType = "Resize" };
        node.Input.AddRange(sizes.Length > 0 ? ["x", roi, scales, sizes] : ["x", roi, scales]);
        node.Output.Add("y");
        node.Attribute.AddRange(attributes);
        return new(node, Shape.Of(shape), constants, opset);

        void Maybe(int among, Func<AttributeProto> attribute)
        {
            if (random.Next(among) == 0)
            {
                attributes.Add(attribute());
            }
        }
    }

    private static AttributeProto Real(string name, float value) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Float,
            F = value,
        };
}
