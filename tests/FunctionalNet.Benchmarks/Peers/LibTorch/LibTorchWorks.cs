using System.Text.Json;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace FunctionalNet.Benchmarks.Peers.LibTorch;

/// <summary>The networks of torch_peer.py, with the same initial weights.</summary>
internal static class LibTorchWorks
{
    private const int Classes = 10;

    /// <summary>Sets up a work by the name and arguments of torch_peer.py.</summary>
    public static LibTorchStep Make(string work, JsonElement arguments)
    {
        var (batch, optimizer) = (Number("batch"), arguments.GetProperty("optimizer").GetString()!);
        switch (work)
        {
            case "mlp":
                var widths = Widths();
                return new(Started(Mlp(widths)), optimizer, [batch, widths[0]], widths[^1]);
            case "user_layer":
                var sizes = Widths();
                var user = nn.Sequential(nn.Linear(sizes[0], sizes[1]), new PowerRoot(), nn.Linear(sizes[1], sizes[2]));
                return new(Started(user), optimizer, [batch, sizes[0]], sizes[^1]);
            case "cnn":
                return new(Started(Cnn()), optimizer, [batch, 1, 28, 28], Classes);
            case "transformer":
                var width = Number("width");
                var block = new TransformerBlock(width, Number("heads"), Classes);
                return new(Started(block, block.Matrices), optimizer, [batch, Number("tokens"), width], Classes);
            case "lstm":
                var (inputs, units) = (Number("inputs"), Number("units"));
                return new(
                    new LastOfLstm(inputs, units, Classes),
                    optimizer,
                    [batch, Number("tokens"), inputs],
                    Classes
                );
            default:
                throw new NotSupportedException($"TorchSharp has no work '{work}'.");
        }

        int Number(string name) => arguments.GetProperty(name).GetInt32();

        int[] Widths() => [.. arguments.GetProperty("widths").EnumerateArray().Select(one => one.GetInt32())];
    }

    /// <summary>Sets biases to 0, and matrices and filters to the patterns with the seeds 2, 3, ...</summary>
    public static TModule Started<TModule>(TModule model, IEnumerable<TorchTensor>? matrices = null)
        where TModule : nn.Module
    {
        using var still = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
        }

        var seed = 2;
        foreach (var parameter in matrices ?? model.parameters().Where(one => one.dim() > 1))
        {
            parameter.copy_(Weight(parameter.shape, seed++));
        }

        return model;
    }

    /// <summary>
    /// Creates a weight: matrices are [in, out] in this library and [out, in] in LibTorch; filters are [out, in, ...] in both.
    /// </summary>
    public static TorchTensor Weight(long[] shape, int seed)
    {
        var scale = Math.Sqrt(3.0 / shape.Skip(1).Aggregate(1L, (a, b) => a * b));
        return shape.Length == 2
            ? LibTorchStep.Numbers([shape[1], shape[0]], seed, scale).t()
            : LibTorchStep.Numbers(shape, seed, scale);
    }

    private static nn.Module<TorchTensor, TorchTensor> Mlp(int[] widths) =>
        nn.Sequential([
            nn.Linear(widths[0], widths[1]),
            .. widths
                .Skip(1)
                .Zip(
                    widths.Skip(2),
                    (width, next) => new nn.Module<TorchTensor, TorchTensor>[] { nn.ReLU(), nn.Linear(width, next) }
                )
                .SelectMany(pair => pair),
        ]);

    private static nn.Module<TorchTensor, TorchTensor> Cnn() =>
        nn.Sequential(
            nn.Conv2d(1, 32, 3, padding: 1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding: 1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(64 * 7 * 7, 128),
            nn.ReLU(),
            nn.Linear(128, Classes)
        );
}
