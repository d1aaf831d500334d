using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// A transposed convolution of stride 1, computed as a convolution with flipped filters. That one also multiplies the padding of x, which
/// has no terms in the sum: with an infinite or NaN weight, windows are accumulated instead.
/// </summary>
internal sealed class ConvBackKernel<T>(Window window, int groups, Buffer<T> x, Buffer<T> w, Buffer<T> y, Team team)
    : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int FewestFilters = 8;

    private readonly Kernel turned = ConvKernel<T>.Back(window, groups, x, w, y, team);
    private ConvTransposeKernel<T>? added;
    private bool isFinite;

    /// <summary>Whether it is faster than accumulating windows: filters must fill panels.</summary>
    public static bool Fits(Window window, Shape w) =>
        window.Strides.All(stride => stride == 1) && w[1].Size >= FewestFilters;

    public override void Prepare()
    {
        isFinite = TensorPrimitives.IsFiniteAll<T>(w.Span);
        if (isFinite)
        {
            turned.Prepare();
        }
        else
        {
            added ??= new ConvTransposeKernel<T>(window, groups, x, w, y, team);
            added.Prepare();
        }
    }

    public override void Run()
    {
        if (isFinite)
        {
            turned.Run();
        }
        else
        {
            added!.Run();
        }
    }
}
