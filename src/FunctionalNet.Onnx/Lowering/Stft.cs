namespace FunctionalNet.Lowering;

/// <summary>Fourier transforms of the frames of a signal: [batch, n, 1 or 2] to [batch, frames, frequencies, 2].</summary>
internal sealed class Stft : ILowering
{
    public static string Onnx => "STFT";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var x = node[0].Shape.Rank == 2 ? node[0].Unsqueeze(-1) : node[0];
        var window = node.Optional(2);
        var step = (int)node.Number(1, 0);
        if (x.Shape.Rank != 3 || step < 1 || window is { Shape.Rank: not 1 })
        {
            throw new FormatException($"STFT of {x.Shape} in steps of {step}.");
        }

        var size = x.Shape[1].Size;
        var length = (int)node.Number(3, window?.Shape[0].Size ?? size);
        var taken = window?.Shape[0].Size ?? length;
        if (length < 1 || length > size || taken > length)
        {
            throw new FormatException(
                $"STFT of {size} numbers in frames of {length}, of which a window takes {taken}."
            );
        }

        var frames = 1 + ((size - length) / step);
        int[] places = [.. Enumerable.Range(0, frames).SelectMany(frame => Enumerable.Range(frame * step, taken))];
        var cut = x.Gather(Ops.Integers(places).Reshape(frames, taken), 1);
        var faded = window is null ? cut : cut * window.Unsqueeze(-1);
        return [Fourier.Of(node, faded, length, isInverse: false, node.Flag("onesided", true))];
    }
}
