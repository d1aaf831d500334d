using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FunctionalNet.Kernels;

/// <summary>
/// The maximum of adjacent 2 x 2 windows, by far the most common, and its gradient: several windows at a time, each as a pair of lanes in
/// two rows.
/// </summary>
internal sealed unsafe class MaxPool2x2
{
    private const int Windows = 4;
    private const int WideWindows = 8;

    private readonly int size;
    private readonly int planes;
    private readonly int height;
    private readonly int width;
    private readonly int rows;
    private readonly int windows;

    private MaxPool2x2(Frame frame)
    {
        (size, planes) = (frame.Size, frame.Depth.Outputs);
        (height, width) = (frame.Height.Size, frame.Width.Size);
        (rows, windows) = (frame.Height.Outputs, frame.Width.Outputs);
    }

    /// <summary>The kernel for such windows, if a row has enough of them for a vector; null otherwise.</summary>
    public static MaxPool2x2? Of<T>(Frame frame) =>
        typeof(T) == typeof(float)
        && frame.Depth is { Kernel: 1, Stride: 1, Before: 0 }
        && IsHalf(frame.Height)
        && IsHalf(frame.Width)
        && frame.Width.Outputs >= Windows
            ? new(frame)
            : null;

    /// <summary>The maximum of each window.</summary>
    public void Run(float* x, float* y)
    {
        if (Simd.Width == SimdWidth.Bits512)
        {
            Wide(x, y);
        }
        else
        {
            Narrow(x, y);
        }
    }

    /// <summary>Passes each cotangent to the first maximum of its window, and 0 to the other elements.</summary>
    [MethodImpl(Compiled.Alone)]
    public void Back(float* x, float* dy, float* dx)
    {
        var right = Vector256.Create(0, -1, 0, -1, 0, -1, 0, -1).AsSingle();
        new Span<float>(dx, size).Clear();
        for (var d = 0; d < planes; d++)
        {
            for (var h = 0; h < rows; h++, dy += windows)
            {
                var row = (nint)((d * height) + (2 * h)) * width;
                for (var first = 0; first < windows; first += Windows)
                {
                    // The last windows may be computed twice, with the same result.
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

    [MethodImpl(Compiled.Alone)]
    private void Narrow(float* x, float* y)
    {
        for (var d = 0; d < planes; d++)
        {
            for (var h = 0; h < rows; h++, y += windows)
            {
                var row = x + ((nint)((d * height) + (2 * h)) * width);
                for (var first = 0; first < windows; first += Windows)
                {
                    // The last windows may be computed twice, with the same result.
                    var window = Math.Min(first, windows - Windows);
                    var at = row + (2 * window);
                    var largest = Vector256.Max(Vector256.Load(at), Vector256.Load(at + width));
                    largest = Vector256.Max(largest, Swap(largest));
                    Vector256.Narrow(largest.AsUInt64(), largest.AsUInt64()).GetLower().AsSingle().Store(y + window);
                }
            }
        }
    }

    // Gathers the left and the right elements of the windows, so that one maximum serves all.
    [MethodImpl(Compiled.Alone)]
    private void Wide(float* x, float* y)
    {
        var left = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 0, 0, 0, 0, 0, 0, 0, 0);
        var right = left + Vector512<int>.One;
        var places = Lanes512<float>.Mask(2 * windows);
        var used = Lanes512<float>.Mask(windows);
        for (var d = 0; d < planes; d++)
        {
            for (var h = 0; h < rows; h++, y += windows)
            {
                var row = x + ((nint)((d * height) + (2 * h)) * width);
                if (windows < WideWindows)
                {
                    var upper = Lanes512<float>.LoadMasked(row, places);
                    var all = Vector512.Max(upper, Lanes512<float>.LoadMasked(row + width, places));
                    all = Vector512.Max(Vector512.Shuffle(all, left), Vector512.Shuffle(all, right));
                    Lanes512<float>.StoreMasked(y, used, all);
                    continue;
                }

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
        }
    }

    private static bool IsHalf(WindowAxis axis) =>
        axis is { Kernel: 2, Stride: 2, Dilation: 1, Before: 0 } && 2 * axis.Outputs <= axis.Size;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Swap(Vector256<float> x) =>
        Vector256.Shuffle(x, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
}
