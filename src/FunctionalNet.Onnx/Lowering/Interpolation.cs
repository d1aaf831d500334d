using System.Collections.Immutable;

namespace FunctionalNet.Lowering;

/// <summary>The interpolation of a resized image, in ONNX's terms.</summary>
/// <param name="Mode">nearest, linear or cubic.</param>
/// <param name="Coordinates">The mapping of result coordinates to operand coordinates.</param>
internal sealed record Interpolation(string Mode, string Coordinates)
{
    /// <summary>
    /// The rounding to the nearest element before opset 11, as in ONNX Runtime and in ONNX's test of that time: down, but up when
    /// downsampling.
    /// </summary>
    public const string Simple = "simple";

    /// <summary>Gets the rounding of the nearest mode.</summary>
    public string Rounding { get; init; } = "round_prefer_floor";

    /// <summary>Gets the coefficient of the cubic kernel.</summary>
    public double Cubic { get; init; } = -0.75;

    /// <summary>Gets a value indicating whether elements outside are excluded, rather than replaced by the edge.</summary>
    public bool ExcludesOutside { get; init; }

    /// <summary>Gets the value outside of a cropped region.</summary>
    public double Outside { get; init; }

    /// <summary>Gets a value indicating whether downsampling uses antialiasing.</summary>
    public bool Antialiases { get; init; }

    /// <summary>Gets the cropped region: the starts of all axes, then the ends, from 0 to 1.</summary>
    public ImmutableArray<double> Region { get; init; } = [];

    /// <summary>The operand coordinate of a result index.</summary>
    public double Source(int place, int size, int result, double scale, int axis, int rank)
    {
        // As in ONNX Runtime, PyTorch and the code of the standard, in float32: 6 / 1.2 is 5 there, and one index less in float64.
        var (ratio, center) = ((float)scale, (place + 0.5f) / (float)scale);
        return Coordinates switch
        {
            "half_pixel" => center - 0.5f,
            "half_pixel_symmetric" => (float)(
                (size / 2f * (1 - (result / (ratio * size)))) + ((place + 0.5) / ratio) - 0.5
            ),
            "pytorch_half_pixel" => result > 1 ? center - 0.5f : 0,
            "align_corners" => result > 1 ? place * (size - 1f) / (result - 1) : 0,
            "asymmetric" => place / ratio,
            "tf_half_pixel_for_nn" => center,
            "tf_crop_and_resize" => Cropped(place, size, result, axis, rank),
            var other => throw new FormatException($"Resize has the unknown coordinates '{other}'."),
        };
    }

    /// <summary>The nearest of two elements.</summary>
    public int Nearest(double source, double scale) =>
        (int)(
            Rounding switch
            {
                "round_prefer_floor" => Math.Ceiling(source - 0.5),
                "round_prefer_ceil" => Math.Floor(source + 0.5),
                Simple => scale < 1 ? Math.Ceiling(source) : Math.Floor(source),
                "floor" => Math.Floor(source),
                "ceil" => Math.Ceiling(source),
                var other => throw new FormatException($"Resize rounds by '{other}', which is unknown."),
            }
        );

    /// <summary>The weight of an element at a distance.</summary>
    public double Weight(double distance)
    {
        var (x, a) = (Math.Abs(distance), Cubic);
        return Mode == "linear" ? Math.Max(0, 1 - x)
            : x <= 1 ? (((((a + 2) * x) - (a + 3)) * x * x) + 1)
            : x < 2 ? ((((((x - 5) * x) + 8) * x) - 4) * a)
            : 0;
    }

    /// <summary>The support of the kernel.</summary>
    public int Reach => Mode == "linear" ? 1 : 2;

    /// <summary>Whether an axis is not cropped.</summary>
    public bool IsWhole(int axis, int rank) =>
        Region.Length == 2 * rank && Region[axis].Equals(0) && Region[axis + rank].Equals(1);

    private double Cropped(int place, int size, int result, int axis, int rank)
    {
        if (Region.Length != 2 * rank)
        {
            throw new FormatException($"Resize crops {rank} axes by {Region.Length} numbers.");
        }

        var (start, end) = ((float)Region[axis], (float)Region[axis + rank]);
        return result > 1
            ? (start * (size - 1f)) + (place * (end - start) * (size - 1f) / (result - 1f))
            : (float)(0.5 * (start + end) * (size - 1f));
    }
}
