using FunctionalNet.Benchmarks.Peers;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>A whole training step of a classifier: forward, backward and optimizer, against PyTorch.</summary>
/// <param name="Layer">The network, whose weights start as <see cref="Pattern"/>s with the seeds 2, 3, ... in order.</param>
/// <param name="Input">The shape of one input.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Batch">The samples of a step.</param>
/// <param name="Optimizer"><c>sgd</c> or <c>adam</c>.</param>
internal sealed record TrainingStep(Layer Layer, Shape Input, int Classes, int Batch, string Optimizer)
{
    private const double Rate = 1e-3;

    /// <summary>Gets the numbers that parameters start from, by path, where the layer does not say it itself.</summary>
    public IReadOnlyList<(string Path, Initializer Start)> Starts { get; init; } = [];

    /// <summary>The work against PyTorch, and against LibTorch.</summary>
    /// <param name="peers">The peers.</param>
    /// <param name="family">What it is summed up with.</param>
    /// <param name="name">What is measured.</param>
    /// <param name="function">The name of the same network in torch_peer.py.</param>
    /// <param name="arguments">What that function takes.</param>
    /// <param name="flops">Floating-point operations of a step.</param>
    public IEnumerable<Work> Against(
        PeerSet peers,
        string family,
        string name,
        string function,
        object arguments,
        double flops = 0
    ) =>
        peers.IsOnCuda
            ?
            [
                new(family, name, OnCuda, Torch.Name, () => peers.Torch.Run(function, arguments)),
                new(family, name, OnCuda, PeerSet.Processor, Ours),
            ]
            :
            [
                new(family, name, Ours, Torch.Name, () => peers.Torch.Run(function, arguments), flops),
                new(family, name, Ours, Torch.LibTorchName, () => peers.LibTorch.Run(function, arguments), flops),
            ];

    private FoldRun OnCuda()
    {
        var (training, state, batch) = Start();
        var engine = training.On(Ort.Cuda()).OrThrow();
        return new(engine, state, batch, engine);
    }

    private FoldRun Ours()
    {
        var (training, state, batch) = Start();
        return new(training, state, batch);
    }

    private (Training<float> Training, TrainState<float> State, Batch<float> Batch) Start()
    {
        var training = Training.Of(Layer, SoftmaxCrossEntropy(), Optimizer == "adam" ? Adam(Rate) : Sgd(Rate));
        var drawn = training.Init(1, Input);
        var values = Starts.Select(start =>
        {
            var shape = drawn.Values[start.Path].Shape;
            var numbers = new float[shape.Size];
            start.Start.Fill<float>(shape, 0, numbers);
            return KeyValuePair.Create(start.Path, Tensor.Of(shape, numbers));
        });
        return (
            training,
            drawn with
            {
                Values = drawn.Values.SetItems(values),
            },
            FunctionalNet.Batch.Of(Pattern.Tensor(new Shape(Batch).Append(Input), 1), Pattern.Labels(Batch, Classes))
        );
    }
}
