using static FunctionalNet.Ops;

namespace FunctionalNet.OnnxTests.Lowering;

/// <summary>Operators on images: sampling between pixels, regions, blocks and resizing.</summary>
internal static class ImageCases
{
    // Sampling points inside and outside of the image, none of them equally near to two pixels.
    private static readonly Domain Grid = new(new(2, 3, 5, 2), -1.7, 1.7);
    private static readonly Domain Image = new(new(2, 3, 4, 6));

    public static IEnumerable<ForeignCase> All =>
        [
            .. from mode in new[] { "linear", "nearest", "cubic" }
            from beyond in new[] { "zeros", "border", "reflection" }
            from aligned in new[] { 0L, 1L }
            select new ForeignCase(
                $"GridSample, {mode}, {beyond}, aligned {aligned}",
                x => Sampled(x, mode, beyond, aligned),
                Image,
                Grid
            )
            {
                Tolerance = 2e-5,
            },
            .. from mode in new[] { "linear", "nearest" }
            from beyond in new[] { "zeros", "border", "reflection" }
            select new ForeignCase(
                $"GridSample of volumes, {mode}, {beyond}",
                x => Sampled(x, mode, beyond, 0),
                new Domain(new(1, 2, 3, 4, 5)),
                new Domain(new(1, 2, 2, 3, 3), -1.4, 1.4)
            ),
            new(
                "GridSample by its older names",
                x => new OnnxNode("GridSample", [.. x]) { Version = 16 }.With("mode", "bicubic"),
                Image,
                Grid
            ),
            .. from aligned in new[] { 0L, 1L }
            from size in new int[][] { [2, 3, 4, 5], [2, 3, 3, 4, 5], [2, 1, 1, 1] }
            select new ForeignCase(
                $"AffineGrid to {size.Length} axes, {size[^1]}, aligned {aligned}",
                x => new OnnxNode("AffineGrid", [x[0], Integers(size)]) { Version = 20 }.With("align_corners", aligned),
                new Domain(size.Length == 4 ? new(2, 2, 3) : new(2, 3, 4))
            )
            {
                Apart = aligned == 1 && size[^1] == 1 ? "a size of 1 gives NaN there" : string.Empty,
            },
            new(
                "DeformConv",
                x => Deformed([x[0], x[1], x[2]]),
                new Domain(new(2, 4, 5, 6)),
                new Domain(new(3, 4, 2, 3)),
                new Domain(new(2, 12, 4, 4), -1.3, 1.3)
            ),
            new(
                "DeformConv in groups, with strides, a bias and a mask",
                x =>
                    Deformed([x[0], x[1], x[2], x[3], x[4]])
                        .With("group", 2L)
                        .With("offset_group", 2L)
                        .With("strides", Two(2, 1))
                        .With("dilations", Two(1, 2))
                        .With("pads", (long[])[1, 0, 1, 2]),
                new Domain(new(2, 4, 5, 6)),
                new Domain(new(6, 2, 2, 3)),
                new Domain(new(2, 24, 3, 4), -1.3, 1.3),
                new Domain(new(6)),
                new Domain(new(2, 12, 3, 4))
            ),
            .. from mode in new[] { "avg", "max" }
            from moved in new[] { "half_pixel", "output_half_pixel" }
            from ratio in new[] { 0L, 2L }
            select new ForeignCase(
                $"RoiAlign, {mode}, {moved}, {ratio} samples",
                x => Aligned([x[0], Regions, Integers(0, 1, 1)], mode, moved, ratio),
                new Domain(new(2, 3, 8, 9))
            ),
            new(
                "RoiAlign of regions that are computed",
                x => Aligned([x[0], x[1], Integers(0, 1)], "avg", "half_pixel", 3),
                new Domain(new(2, 2, 6, 7)),
                new Domain(new(2, 4), 0.3, 5.6)
            ),
            new(
                "MaxRoiPool",
                x =>
                    new OnnxNode("MaxRoiPool", [x[0], NumberedRegions]) { Version = 1 }
                        .With("pooled_shape", Two(3, 2))
                        .With("spatial_scale", 0.5),
                new Domain(new(2, 3, 8, 9))
            ),
            new(
                "Col2Im",
                x => new OnnxNode("Col2Im", [x[0], Integers(5, 6), Integers(2, 3)]) { Version = 18 },
                new Domain(new(2, 12, 16))
            ),
            new(
                "Col2Im with strides, dilations and padding",
                x =>
                    new OnnxNode("Col2Im", [x[0], Integers(6, 7), Integers(2, 3)]) { Version = 18 }
                        .With("strides", Two(2, 1))
                        .With("dilations", Two(1, 2))
                        .With("pads", (long[])[1, 0, 0, 2]),
                new Domain(new(1, 6, 15))
            ),
            new(
                "Col2Im of one axis",
                x =>
                    new OnnxNode("Col2Im", [x[0], Integers(8), Integers(3)]) { Version = 18 }.With(
                        "strides",
                        (long[])[2]
                    ),
                new Domain(new(2, 6, 3))
            )
            {
                Apart = "it takes images of two axes",
            },
            new(
                "CenterCropPad",
                x => new OnnxNode("CenterCropPad", [x[0], Integers(5, 2, 4)]) { Version = 18 },
                new Domain(new(2, 5, 4))
            )
            {
                NeedsBatch = true,
            },
            new(
                "CenterCropPad of some axes",
                x => new OnnxNode("CenterCropPad", [x[0], Integers(8, 3)]) { Version = 18 }.With("axes", Two(-1, 0)),
                new Domain(new(4, 5, 3))
            )
            {
                NeedsBatch = true,
            },
            .. from mode in new[] { "linear", "cubic" }
            from excludes in new[] { 0L, 1L }
            select new ForeignCase(
                $"Resize with antialiasing, {mode}, excludes outside {excludes}",
                x =>
                    new OnnxNode("Resize", [x[0], null, Constant(new(4), [1, 1, 0.6, 0.5])]) { Version = 19 }
                        .With("mode", mode)
                        .With("antialias", 1L)
                        .With("exclude_outside", excludes),
                new Domain(new(1, 2, 9, 8))
            ),
            .. from policy in new[] { "not_larger", "not_smaller" }
            select new ForeignCase(
                $"Resize by one ratio, {policy}",
                x =>
                    new OnnxNode("Resize", [x[0], null, null, Integers(7, 8)]) { Version = 19 }
                        .With("mode", "linear")
                        .With("axes", Two(3, 2))
                        .With("keep_aspect_ratio_policy", policy),
                new Domain(new(1, 2, 5, 3))
            ),
            new(
                "Resize of a region of some axes",
                x =>
                    new OnnxNode("Resize", [x[0], Constant(new(4), [0.1, 0.2, 0.9, 1.3]), null, Integers(3, 4)])
                    {
                        Version = 19,
                    }
                        .With("mode", "linear")
                        .With("axes", Two(3, 2))
                        .With("coordinate_transformation_mode", "tf_crop_and_resize")
                        .With("extrapolation_value", 10.0),
                new Domain(new(1, 2, 5, 6))
            ),
            new(
                "Resize by a scale that leaves one size",
                x =>
                    new OnnxNode("Resize", [x[0], null, Constant(new(4), [1, 1, 1.1, 1.3])]) { Version = 19 }.With(
                        "mode",
                        "linear"
                    ),
                new Domain(new(1, 2, 5, 4))
            ),
        ];

    private static Expr Regions => Constant(new(3, 4), [0.5, 1, 4.5, 6.2, 2.2, 0.3, 2.9, 7.9, -1.5, -2, 11, 10]);

    private static Expr NumberedRegions =>
        Constant(new(4, 5), [0, 1, 2, 9, 11, 1, 0, 0, 16, 15, 1, 5, 5, 5, 5, 0, 12, 13, 40, 44]);

    private static OnnxNode Sampled(Expr[] x, string mode, string beyond, long aligned) =>
        new OnnxNode("GridSample", [.. x]) { Version = 20 }
            .With("mode", mode)
            .With("padding_mode", beyond)
            .With("align_corners", aligned);

    private static OnnxNode Deformed(Expr[] x) => new("DeformConv", [.. x]) { Version = 19 };

    private static OnnxNode Aligned(Expr[] x, string mode, string moved, long ratio) =>
        new OnnxNode("RoiAlign", [.. x]) { Version = 16 }
            .With("mode", mode)
            .With("coordinate_transformation_mode", moved)
            .With("output_height", 3L)
            .With("output_width", 2L)
            .With("sampling_ratio", ratio)
            .With("spatial_scale", 0.75);

    private static long[] Two(long first, long second) => [first, second];
}
