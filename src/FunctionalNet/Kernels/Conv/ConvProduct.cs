using System.Numerics;

namespace FunctionalNet.Kernels;

/// <summary>The filters of a convolution times the patches of a block of windows, none of which is there as a whole.</summary>
internal abstract unsafe class ConvProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gets the elements of scratch memory that a block takes.</summary>
    public abstract int Scratch { get; }

    /// <summary>Gets the panels of a group's filters.</summary>
    public abstract FilterPanels<T> Panels { get; }

    /// <summary>Takes the filters as they are now.</summary>
    public abstract void Pack();

    /// <summary>
    /// sums[filter · stride + window] for some panels of filters of a group and the windows of a block, over some channels: those after
    /// the first ones are added. The channels of a block come in their order, with the same scratch memory.
    /// </summary>
    /// <param name="block">The windows.</param>
    /// <param name="source">Where the first of these channels lies: in slabs, or as the planes of a sample.</param>
    /// <param name="group">The group.</param>
    /// <param name="panels">The first panel, and that behind the last.</param>
    /// <param name="channels">The first channel and their number.</param>
    /// <param name="scratch">Memory for <see cref="Scratch"/> elements.</param>
    /// <param name="sums">The result.</param>
    /// <param name="stride">The distance of its rows.</param>
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
