using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>The product of the filters of a convolution with the patches of a block of windows, which are not stored as a whole.</summary>
internal abstract unsafe class ConvProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gets the number of elements of scratch memory for a block.</summary>
    public abstract int Scratch { get; }

    /// <summary>Gets the number of panels of a group's filters.</summary>
    public abstract FilterPanels<T> Panels { get; }

    /// <summary>Packs the current filters.</summary>
    public abstract void Pack();

    /// <summary>
    /// sums[filter · stride + window] for some panels of filters of a group and the windows of a block, over some channels: those after the
    /// first ones are added. The channels of a block must come in order, with the same scratch memory.
    /// </summary>
    /// <param name="block">The windows.</param>
    /// <param name="source">The start of the first of these channels: in slabs, or as the planes of a sample.</param>
    /// <param name="group">The group.</param>
    /// <param name="panels">The first panel, and the index after the last.</param>
    /// <param name="channels">The first channel and their number.</param>
    /// <param name="scratch">Memory for <see cref="Scratch"/> elements.</param>
    /// <param name="sums">The result.</param>
    /// <param name="stride">The stride of its rows.</param>
    public abstract void Run(
        ConvBlock block,
        T* source,
        int group,
        (int From, int To) panels,
        (int First, int Count) channels,
        T* scratch,
        T* sums,
        int stride
    );
}
