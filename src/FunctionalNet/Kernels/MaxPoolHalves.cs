using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalNet.Kernels;

/// <summary>
/// The maximum of 2 x 2 places side by side, by far the most used, and its gradient: some windows at a time, each as a pair of lanes
/// in two rows.
/// </summary>
internal static unsafe class MaxPoolHalves
{
    private const int Windows = 4;
    private const int WideWindows = 8;

    /// <summary>Whether windows are such, and fill a vector.</summary>
    public static bool Fits(Frame frame) =>
        frame.Depth is { Kernel: 1, Stride: 1, Before: 0 }
        && IsHalf(frame.Height)
        && IsHalf(frame.Width)
        && frame.Width.Outputs >= Windows;

    /// <summary>The largest of each window.</summary>
    [MethodImpl(Compiled.Alone)]
    public static void Run(Frame frame, float* x, float* y)
    {
        nint width = frame.Width.Size;
        var windows = frame.Width.Outputs;
        for (var d = 0; d < frame.Depth.Outputs; d++)
        {
            for (var h = 0; h < frame.Height.Outputs; h++, y += windows)
            {
                var row = x + (((d * frame.Height.Size) + (2 * h)) * width);
                if (Vector512.IsHardwareAccelerated && windows >= WideWindows)
                {
                    WideRow(row, width, y, windows);
                    continue;
                }

                for (var first = 0; first < windows; first += Windows)
                {
                    // The last ones may be done twice, which changes nothing.
                    var window = Math.Min(first, windows - Windows);
                    var at = row + (2 * window);
                    var largest = Vector256.Max(Vector256.Load(at), Vector256.Load(at + width));
                    largest = Vector256.Max(largest, Swap(largest));
                    Vector256.Narrow(largest.AsUInt64(), largest.AsUInt64()).GetLower().AsSingle().Store(y + window);
                }
            }
        }
    }

    /// <summary>Gives each cotangent to the first largest place of its window, and 0 to the others.</summary>
    [MethodImpl(Compiled.Alone)]
    public static void Back(Frame frame, float* x, float* dy, float* dx)
    {
        var right = Vector256.Create(0, -1, 0, -1, 0, -1, 0, -1).AsSingle();
        nint width = frame.Width.Size;
        var windows = frame.Width.Outputs;
        new Span<float>(dx, frame.Size).Clear();
        for (var d = 0; d < frame.Depth.Outputs; d++)
        {
            for (var h = 0; h < frame.Height.Outputs; h++, dy += windows)
            {
                var row = ((d * frame.Height.Size) + (2 * h)) * width;
                for (var first = 0; first < windows; first += Windows)
                {
                    // The last ones may be done twice, which changes nothing.
                    var window = Math.Min(first, windows - Windows);
                    var at = row + (2 * window);
                    var upper = Vector256.Load(x + at);
                    var lower = Vector256.Load(x + at + width);
                    var largest = Vector256.Max(upper, lower);
                    largest = Vector256.Max(largest, Swap(largest));
                    var above = Vector256.Equals(upper, largest);
                    var below = Vector256.AndNot(Vector256.Equals(lower, largest), above | Swap(above));
                    above = Vector256.AndNot(above, right & Swap(above));
                    below = Vector256.AndNot(below, right & Swap(below));
                    var flow = Vector256.Shuffle(
                        Vector128.Load(dy + window).ToVector256(),
                        Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3)
                    );
                    (flow & above).Store(dx + at);
                    (flow & below).Store(dx + at + width);
                }
            }
        }
    }

    // The left places and the right ones of the windows are brought together, which takes one maximum for all.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WideRow(float* row, nint width, float* y, int windows)
    {
        var left = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 0, 0, 0, 0, 0, 0, 0, 0);
        var right = left + Vector512<int>.One;
        for (var first = 0; first < windows; first += WideWindows)
        {
            var window = Math.Min(first, windows - WideWindows);
            var at = row + (2 * window);
            var largest = Vector512.Max(Vector512.Load(at), Vector512.Load(at + width));
            Vector256
                .Max(Vector512.Shuffle(largest, left).GetLower(), Vector512.Shuffle(largest, right).GetLower())
                .Store(y + window);
        }
    }

    private static bool IsHalf(Slide axis) =>
        axis is { Kernel: 2, Stride: 2, Dilation: 1, Before: 0 } && 2 * axis.Outputs <= axis.Size;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Swap(Vector256<float> x) =>
        Vector256.Shuffle(x, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
}
