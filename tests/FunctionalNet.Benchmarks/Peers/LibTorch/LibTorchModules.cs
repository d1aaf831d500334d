using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace FunctionalNet.Benchmarks.Peers.LibTorch;

/// <summary>The user-defined layer of UserLayerWorks: plain operators without fused kernels.</summary>
internal sealed class PowerRoot() : nn.Module<TorchTensor, TorchTensor>(nameof(PowerRoot))
{
    /// <inheritdoc/>
    public override TorchTensor forward(TorchTensor x)
    {
        var y = x / ((x * x).mean([-1], keepdim: true) + 1e-5).sqrt();
        return (y * (1.5 * y).sigmoid()) + (y.tanh() * (-(y * y)).exp());
    }
}

/// <summary>A pre-norm block with LibTorch's fused attention, the mean over the tokens, and a linear layer.</summary>
internal sealed class TransformerBlock : nn.Module<TorchTensor, TorchTensor>
{
    private readonly int heads;
    private readonly nn.Module<TorchTensor, TorchTensor> first;
    private readonly nn.Module<TorchTensor, TorchTensor> second;
    private readonly Linear mixed;
    private readonly Linear output;
    private readonly Linear up;
    private readonly Linear down;
    private readonly Linear head;

    public TransformerBlock(int width, int heads, int classes)
        : base(nameof(TransformerBlock))
    {
        this.heads = heads;
        (first, second) = (nn.LayerNorm([width]), nn.LayerNorm([width]));
        (mixed, output) = (nn.Linear(width, 3 * width), nn.Linear(width, width));
        (up, down) = (nn.Linear(width, 4 * width), nn.Linear(4 * width, width));
        head = nn.Linear(width, classes);
        RegisterComponents();
    }

    /// <summary>Gets its matrices in the order of their seeds: query, key, value, output, up, down, head.</summary>
    public IEnumerable<TorchTensor> Matrices =>
        [.. mixed.weight!.detach().chunk(3), output.weight!, up.weight!, down.weight!, head.weight!];

    /// <inheritdoc/>
    public override TorchTensor forward(TorchTensor x)
    {
        var (batch, tokens, width) = (x.shape[0], x.shape[1], x.shape[2]);
        var parts = mixed
            .forward(first.forward(x))
            .view(batch, tokens, 3, heads, width / heads)
            .permute(2, 0, 3, 1, 4)
            .unbind();
        var seen = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        var y = x + output.forward(seen.transpose(1, 2).reshape(batch, tokens, width));
        var z = y + down.forward(nn.functional.gelu(up.forward(second.forward(y))));
        return head.forward(z.mean([1]));
    }
}

/// <summary>The last state of LibTorch's LSTM, and a linear layer.</summary>
internal sealed class LastOfLstm : nn.Module<TorchTensor, TorchTensor>
{
    private const double Scale = 0.1;

    private readonly LSTM lstm;
    private readonly Linear head;

    public LastOfLstm(int inputs, int units, int classes)
        : base(nameof(LastOfLstm))
    {
        (lstm, head) = (nn.LSTM(inputs, units, batchFirst: true), nn.Linear(units, classes));
        RegisterComponents();
        LibTorchWorks.Started(this, []);
        using var still = no_grad();
        head.weight!.copy_(LibTorchWorks.Weight(head.weight.shape, 4));
        foreach (var (name, parameter) in lstm.named_parameters())
        {
            if (name.StartsWith("weight", StringComparison.Ordinal))
            {
                // The order of the gates is i, o, f, c in ONNX and in this library, but i, f, c, o in LibTorch.
                var gates = LibTorchStep
                    .Numbers(parameter.shape, name.Contains("ih", StringComparison.Ordinal) ? 2 : 3, Scale)
                    .chunk(4);
                parameter.copy_(cat([gates[0], gates[2], gates[3], gates[1]]));
            }
            else
            {
                parameter.zero_();
            }
        }
    }

    /// <inheritdoc/>
    public override TorchTensor forward(TorchTensor x) => head.forward(lstm.forward(x).Item1.select(1, -1));
}
