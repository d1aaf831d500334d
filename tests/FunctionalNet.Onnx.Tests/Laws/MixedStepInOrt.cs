using Onnx;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests.Laws;

/// <summary>Law 7 for mixed precision: values stored in 16 bits here are cast to 16 bits and back in the file.</summary>
public class MixedStepInOrt
{
    private static readonly Precision[] Halved = [Precision.Float16, Precision.BFloat16];

    private static readonly string[] Names =
    [
        "dense",
        "clipped and scaled",
        "rounded weights",
        "convolutions",
        "lstm",
        "transformer",
        "recomputed",
    ];

    public static TheoryData<string, Precision> Cases { get; } =
    [.. Names.SelectMany(_ => Halved, (name, kept) => (name, kept))];

    // Sums in another order can round single values the other way.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_and_states_are_those_of_the_fold(string name, Precision kept)
    {
        var (layer, chain) = Case(name, kept);
        var training = Training.Of(layer, SoftmaxCrossEntropy(), chain);
        var inputs = Samples.Normal<float>(new(16, 32), 8);
        var targets = Tensor.Vector([.. Enumerable.Range(0, 16).Select(i => (float)(i % 3))]);
        StepAgreement.Hold(training, StepGraph.Of(training, inputs.Shape, targets.Shape), (inputs, targets));
    }

    // The engines differ far less from each other than from full precision, so that both do round.
    [Theory]
    [InlineData(Precision.Float16)]
    [InlineData(Precision.BFloat16)]
    public void What_is_rounded_here_is_rounded_there(Precision kept)
    {
        Layer net = Dense(32) >> Tanh() >> Dense(32) >> Tanh() >> Dense(3);
        var (plain, mixed) = (
            Training.Of(net, SoftmaxCrossEntropy(), Sgd(1)),
            Training.Of(MixedPrecision(net, kept), SoftmaxCrossEntropy(), Sgd(1))
        );
        var inputs = Samples.Normal<float>(new(16, 32), 8);
        var targets = Tensor.Vector([.. Enumerable.Range(0, 16).Select(i => (float)(i % 3))]);
        var step = StepGraph.Of(mixed, inputs.Shape, targets.Shape);
        using var plan = OrtPlan<float>.Compile(step.ToGraph(), threads: 1).OrThrow();
        var start = mixed.Init(11, new(32));
        var results = plan.Run([
            inputs,
            targets,
            .. step.Variables.Select(variable => start.Values[variable.Variable!.Path]),
        ]);
        var theirs = step
            .States.Index()
            .ToDictionary(s => s.Item.Variable!.Path, s => results[s.Index + 1], StringComparer.Ordinal);
        var batch = Batch.Of(inputs, targets);
        var (full, ours) = (plain.Step(plain.Init(11, new(32)), batch), mixed.Step(start, batch));
        var (rounding, engines) = (0.0, 0.0);
        foreach (var (path, value) in ours.Parameters)
        {
            for (var i = 0; i < value.Shape.Size; i++)
            {
                rounding += Math.Abs(value.Span[i] - full.Values[path].Span[i]);
                engines += Math.Abs(value.Span[i] - theirs[path].Span[i]);
            }
        }

        Assert.InRange(engines, 0, 0.1 * rounding);
    }

    [Fact]
    public void A_file_has_a_cast_to_16_bits_and_one_back_for_each_value_that_waits()
    {
        var net = MixedPrecision(Dense(32) >> Tanh() >> Dense(32) >> Tanh() >> Dense(3), Precision.Float16);
        var training = Training.Of(net, SoftmaxCrossEntropy(), Sgd(0.1));
        var step = StepGraph.Of(training, new(16, 32), new(16));
        var casts = ModelProto
            .Parser.ParseFrom(step.ToGraph().ToOnnx())
            .Graph.Node.Where(node => node.OpType == "Cast");
        var types = casts.ToLookup(node => (TensorProto.Types.DataType)node.Attribute.Single().I);
        Assert.Equal(
            2,
            types[TensorProto.Types.DataType.Float16]
                .Select(cast => cast.Input[0])
                .Distinct(StringComparer.Ordinal)
                .Count()
        );
        Assert.All(
            types[TensorProto.Types.DataType.Float16],
            cast => Assert.Contains(types[TensorProto.Types.DataType.Float], back => back.Input[0] == cast.Output[0])
        );
    }

    // With a free batch axis, values are stored in 16 bits if one sample has enough elements.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_for_any_batch_agrees_too(bool functions)
    {
        var net = MixedPrecision(Dense(256) >> Tanh() >> BatchNorm() >> Dense(256) >> Gelu() >> Dense(3));
        var training = Training.Of(net, SoftmaxCrossEntropy(), ClipByGlobalNorm(1) >> Sgd(0.1));
        var folder = Directory.CreateTempSubdirectory("functionalnet");
        try
        {
            var rows = Batch.Of(Samples.Normal<float>(new(7, 4), 8), Tensor.Vector(0f, 1f, 2f, 1f, 0f, 2f, 1f));
            var file = Path.Combine(folder.FullName, "step.onnx");
            var report = training
                .ToOnnx(file, training.Init(1, new(4)), rows, new() { Functions = functions })
                .OrThrow();
            Assert.Equal([7, 4], report.Batches);
            Assert.InRange(report.LargestDifference, 0, 1e-4);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // ONNX supports casts to bfloat16 from opset 13 on; float16 was always supported.
    [Fact]
    public void Where_an_opset_has_no_such_type_there_is_an_error()
    {
        var old = new ExportOptions { Opset = 12 };
        Assert.NotEmpty(Step(Precision.Float16).ToOnnx(old));
        var thrown = Assert.Throws<InvalidOperationException>(() => Step(Precision.BFloat16).ToOnnx(old));
        Assert.Contains("needs opset 13", thrown.Message, StringComparison.Ordinal);

        static Graph Step(Precision kept)
        {
            var net = MixedPrecision(Dense(32) >> Tanh() >> Dense(3), kept);
            return StepGraph.Of(Training.Of(net, SoftmaxCrossEntropy(), Sgd(0.1)), new(16, 32), new(16)).ToGraph();
        }
    }

    private static (Layer Layer, Transform Chain) Case(string name, Precision kept) =>
        name switch
        {
            "clipped and scaled" => (
                MixedPrecision(Dense(32) >> Gelu() >> Dropout(0.2) >> Dense(3), kept),
                LossScale(ClipByGlobalNorm(1) >> Sgd(0.1), initial: 1024, interval: 2)
            ),
            "rounded weights" => (MixedPrecision(Dense(32) >> Tanh() >> Dense(3), kept, roundWeights: true), Sgd(0.1)),
            "convolutions" => (
                MixedPrecision(
                    Reshape(2, 4, 4)
                        >> Conv2d(4, 3, padding: Padding.Same)
                        >> Relu()
                        >> MaxPool2d(2)
                        >> Flatten()
                        >> Dense(3),
                    kept
                ),
                Sgd(0.1)
            ),
            "lstm" => (MixedPrecision(Reshape(8, 4) >> Lstm(8, lastOnly: true) >> Dense(3), kept), Sgd(0.1)),
            "transformer" => (
                MixedPrecision(Reshape(4, 8) >> TransformerBlock(2, dropout: 0.1) >> Flatten() >> Dense(3), kept),
                Sgd(0.1)
            ),
            "recomputed" => (
                Dense(32)
                    >> Remat(Dense(32) >> Tanh(), kept)
                    >> Remat(MixedPrecision(Dense(32) >> Tanh(), kept))
                    >> Dense(3),
                Sgd(0.1)
            ),
            _ => (
                MixedPrecision(Dense(32) >> Gelu() >> BatchNorm() >> Dense(32) >> Relu() >> Dense(3), kept),
                Sgd(0.1)
            ),
        };
}
