using FunctionalNet.Benchmarks.Peers;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>A whole training step of a classifier: forward, backward and optimizer, against PyTorch.</summary>
/// <param name="Layer">The network; its weights are initialized with <see cref="Pattern"/>s of the seeds 2, 3, ... in order.</param>
/// <param name="Input">The shape of one input.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Batch">The batch size.</param>
/// <param name="Optimizer"><c>sgd</c> or <c>adam</c>.</param>
internal sealed record TrainingStep(Layer Layer, Shape Input, int Classes, int Batch, string Optimizer)
{
    private const double Rate = 1e-3;

    /// <summary>Gets the initial values of parameters by path, if the layer does not define them.</summary>
    public IReadOnlyList<(string Path, Initializer Start)> Starts { get; init; } = [];

    /// <summary>The works against PyTorch and LibTorch.</summary>
    /// <param name="peers">The peers.</param>
    /// <param name="family">The family by which the works are summarized.</param>
    /// <param name="name">The name of the works.</param>
    /// <param name="function">The name of the network's function in torch_peer.py.</param>
    /// <param name="arguments">The arguments of that function.</param>
    /// <param name="flops">The floating-point operations of a step.</param>
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
