using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <content>Pooling windows in terms of plain operators, for the bodies of pools.</content>
public static partial class Ops
{
    /// <summary>x with <paramref name="value"/> as the padding that its windows read.</summary>
    private static Expr Framed(Expr x, Window window, Shape y, double value)
    {
        var after = Behind(x.Shape, window, y);
        return window.Before.Concat(after).All(places => places == 0)
            ? x
            : x.Pad([0, 0, .. window.Before], [0, 0, .. after], value: value);
    }

    /// <summary>The padding at the end of x that the last windows of y read.</summary>
    private static Ints Behind(Shape x, Window window, Shape y) =>
        new([.. Enumerable.Range(0, window.Rank).Select(axis => Behind(x, window, axis, y[axis + 2].Size))]);

    /// <summary>The padding at the end of an axis of x that its last window reads.</summary>
    private static int Behind(Shape x, Window window, int axis, int outputs) =>
        Math.Max(
            0,
            ((outputs - 1) * window.Strides[axis]) + window.Reach(axis) - window.Before[axis] - x[axis + 2].Size
        );

    /// <summary>For each window and element of it in row-major order, its offset in a plane of <paramref name="framed"/>.</summary>
    private static int[] Patches(Window window, Shape framed, Shape y)
    {
        var none = new Ints(new int[window.Rank]);
        var frame = Frame.Of(window with { Before = none }, [1, 1, .. framed[2..].Sizes()], [1, 1, .. y[2..].Sizes()]);
        return
        [
            .. Enumerable.Range(0, frame.Outputs * frame.Taps).Select(i => frame.Place(i / frame.Taps, i % frame.Taps)),
        ];
    }

    /// <summary>The shape of a pool: one output per window, other axes unchanged.</summary>
    private static Shape Pooled(string rule, Shape x, Window window, bool ceiling = false)
    {
        // Without samples or channels there are none; a window without elements is empty.
        if (x.Skip(2).Any(dim => dim == 0))
        {
            throw new ShapeException(rule, $"{x} has nothing to pool", "give at least one element along each axis");
        }

        return new([x[0], x[1], .. Enumerable.Range(0, window.Rank).Select(Outputs)]);

        Dim Outputs(int axis) => window.Outputs(rule, x, axis, ceiling);
    }

    private static Window PoolOf(
        string rule,
        Expr x,
        PerAxis kernel,
        PerAxis? stride,
        Padding? padding,
        PerAxis? dilation
    )
    {
        var sizes = kernel.For(Window.Axes(rule, x.Shape), 1, rule, "kernel");
        var window = Window.Of(rule, x.Shape, sizes, stride ?? kernel, padding, dilation);
        for (var axis = 0; axis < window.Rank; axis++)
        {
            if (Math.Max(window.Before[axis], window.After[axis]) >= window.Kernel[axis])
            {
                throw new ShapeException(
                    rule,
                    $"{window.Before[axis]} + {window.After[axis]} elements of padding around axis {axis + 2} of {x.Shape} hold a whole window of {window.Kernel[axis]}",
                    "pad by less than the kernel on each side"
                );
            }
        }

        return window;
    }

    /// <summary>
    /// The window with padding up to its last element when the number of windows is rounded up. Tools disagree about windows that start
    /// outside; explicit padding avoids them.
    /// </summary>
    private static Window RoundedUp(string rule, Expr x, Window window)
    {
        return window with { After = new([.. Enumerable.Range(0, window.Rank).Select(After)]) };

        int After(int axis) =>
            window.Strides[axis] == 1
                ? window.After[axis]
                : Behind(x.Shape, window, axis, window.Outputs(rule, x.Shape, axis, ceiling: true).Size);
    }
}
