using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// A transposed convolution in steps of one, as a convolution with the filters turned around. That slides over zeros around x, which are no
/// terms of the sum: with a weight that is infinite or none, windows are added up instead.
/// </summary>
internal sealed class ConvBackKernel<T>(Window window, int groups, Buffer<T> x, Buffer<T> w, Buffer<T> y, Team team)
    : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int FewestFilters = 8;

    private readonly ConvKernel<T> turned = ConvKernel<T>.Back(window, groups, x, w, y, team);
    private ConvTransposeKernel<T>? added;
    private bool isFinite;

    /// <summary>Whether that is faster than to add windows up: filters must fill panels.</summary>
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
