using FunctionalNet.Benchmarks.Works;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace FunctionalNet.Benchmarks.Peers.LibTorch;

/// <summary>A training step of a network that outputs logits.</summary>
internal sealed class LibTorchStep : IDisposable
{
    private const double Rate = 1e-3;
    private const int Compared = 3;

    private readonly nn.Module<TorchTensor, TorchTensor> model;
    private readonly optim.Optimizer optimizer;
    private readonly TorchTensor inputs;
    private readonly TorchTensor targets;

    /// <param name="model">The network with its weights.</param>
    /// <param name="optimizer"><c>sgd</c> or <c>adam</c>.</param>
    /// <param name="input">The shape of a batch of inputs.</param>
    /// <param name="classes">The number of classes.</param>
    public LibTorchStep(nn.Module<TorchTensor, TorchTensor> model, string optimizer, long[] input, int classes)
    {
        this.model = model;
        this.optimizer =
            optimizer == "adam" ? optim.Adam(model.parameters(), Rate) : optim.SGD(model.parameters(), Rate);
        inputs = Numbers(input, 1, 1);
        targets = tensor([.. Enumerable.Range(0, (int)input[0]).Select(i => (long)(i * 7 % classes))]);
    }

    /// <summary>The same numbers as <see cref="Pattern"/>.</summary>
    public static TorchTensor Numbers(long[] shape, int seed, double scale) =>
        tensor(Pattern.Tensor(new([.. shape.Select(size => (Dim)(int)size)]), seed, scale).Span.ToArray(), shape);

    /// <summary>Runs one step; intermediate tensors are disposed at its end.</summary>
    public void Run()
    {
        using var scope = NewDisposeScope();
        Loss().Dispose();
    }

    /// <summary>The losses of the next steps.</summary>
    public double[] Result()
    {
        using var scope = NewDisposeScope();
        return [.. Enumerable.Range(0, Compared).Select(_ => (double)Loss().item<float>())];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
        inputs.Dispose();
        targets.Dispose();
    }

    private TorchTensor Loss()
    {
        optimizer.zero_grad();
        var loss = nn.functional.cross_entropy(model.forward(inputs), targets);
        loss.backward();
        optimizer.step();
        return loss;
    }
}
