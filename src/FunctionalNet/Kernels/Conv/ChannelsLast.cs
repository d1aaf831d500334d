using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// The layout of a padded copy of some rows of a sample with channels last, so that the neighbouring taps of a patch in a row are
/// contiguous with all their channels.
/// </summary>
internal sealed unsafe class ChannelsLast<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // From here on channels are transposed strip by strip, and their number is rounded up to whole strips.
    private const int Strip = 8;

    private readonly Frame frame;
    private readonly int channels;
    private readonly PinnedMemory<int> positions;

    public ChannelsLast(Frame frame, int column, int channels)
    {
        (this.frame, Column, this.channels) = (frame, column, channels);
        Channels = channels < Strip ? channels : (channels + Strip - 1) / Strip * Strip;
        Length = frame.Depth.Extent * frame.Height.Extent * frame.Width.Extent * Channels;
        positions = new PinnedMemory<int>(frame.Outputs);
        for (var i = 0; i < frame.Outputs; i++)
        {
            var row = i / frame.Width.Outputs;
            positions.Span[i] = At(
                row / frame.Height.Outputs * frame.Depth.Stride,
                row % frame.Height.Outputs * frame.Height.Stride,
                i % frame.Width.Outputs * frame.Width.Stride
            );
        }
    }

    /// <summary>Gets the number of elements.</summary>
    public int Length { get; }

    /// <summary>Gets the index of its first window.</summary>
    public int Column { get; }

    /// <summary>Gets the number of windows.</summary>
    public int Outputs => frame.Outputs;

    /// <summary>Gets the stride of elements.</summary>
    public int Channels { get; }

    /// <summary>Gets the offset of the first tap of each window.</summary>
    public int* Positions => positions.Pointer;

    /// <summary>The elements of a patch, by taps and then channels, as runs relative to the first tap.</summary>
    public IEnumerable<Run> Runs(int first, int count)
    {
        // Neighbouring taps form one run.
        var taps = frame.Width.Dilation == 1 ? frame.Width.Kernel : 1;
        var length = taps * Channels;
        for (var at = first; at < first + count; )
        {
            var (run, within) = Math.DivRem(at, length);
            var tap = run * taps;
            var row = tap / frame.Width.Kernel;
            var place = At(
                row / frame.Height.Kernel * frame.Depth.Dilation,
                row % frame.Height.Kernel * frame.Height.Dilation,
                tap % frame.Width.Kernel * frame.Width.Dilation
            );
            var taken = Math.Min(length - within, first + count - at);
            yield return new Run(at - first, place + within, taken);
            at += taken;
        }
    }

    /// <summary>Copies the planes of a sample's channels.</summary>
    public void Load(GemmKernels<T> kernels, T* planes, T* target)
    {
        var (depth, height, width) = (frame.Depth, frame.Height, frame.Width);
        new Span<T>(target, Length).Clear();
        var first = Math.Max(0, -width.Before);
        var last = Math.Min(width.Size, width.Extent - width.Before);
        for (var d = Math.Max(0, depth.Before); d < Math.Min(depth.Extent, depth.Size + depth.Before); d++)
        {
            for (var h = Math.Max(0, height.Before); h < Math.Min(height.Extent, height.Size + height.Before); h++)
            {
                var line = ((d - depth.Before) * height.Size) + h - height.Before;
                var from = planes + ((nint)line * width.Size) + first;
                Row(kernels, from, target + At(d, h, first + width.Before), last - first);
            }
        }
    }

    private void Row(GemmKernels<T> kernels, T* from, T* to, int length)
    {
        if (length <= 0)
        {
            return;
        }

        if (channels >= Strip)
        {
            kernels.PackColumns(from, frame.Size, to, Channels, channels, length);
            return;
        }

        for (var channel = 0; channel < channels; channel++, from += frame.Size)
        {
            for (var i = 0; i < length; i++)
            {
                to[(i * channels) + channel] = from[i];
            }
        }
    }

    private int At(int d, int h, int w) => ((((d * frame.Height.Extent) + h) * frame.Width.Extent) + w) * Channels;
}
