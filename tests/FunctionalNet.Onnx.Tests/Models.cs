using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests;

/// <summary>Whole models with initial weights.</summary>
internal static class Models
{
    public static IReadOnlyDictionary<string, (Layer Layer, Shape Input)> All { get; } =
        new Dictionary<string, (Layer, Shape)>(StringComparer.Ordinal)
        {
            ["linear"] = (Dense(3), new(4)),
            ["mlp of all activations"] = (
                Dense(9)
                    >> Relu()
                    >> Dense(8)
                    >> Sigmoid()
                    >> Dense(9)
                    >> Tanh()
                    >> Dense(8)
                    >> Softplus()
                    >> Dense(9)
                    >> Gelu()
                    >> Dense(8)
                    >> Gelu(approximate: true)
                    >> Dense(9)
                    >> Elu()
                    >> Dense(8)
                    >> LeakyRelu()
                    >> Dense(5)
                    >> Softmax(),
                new(6)
            ),
            ["residual"] = (Dense(6) >> Residual(Dense(6) >> Relu() >> Dense(6)) >> Dense(2), new(3)),
            ["dropout"] = (Dense(16) >> Relu() >> Dropout(0.5) >> Dense(4), new(5)),
            ["flatten"] = (Flatten() >> Dense(7, bias: false) >> Tanh() >> Named("head", Dense(2)), new(2, 3, 4)),
            ["dense over rows"] = (Dense(4) >> Gelu() >> Dense(2), new(5, 3)),
            ["batch norm"] = (Dense(6) >> BatchNorm() >> Relu() >> Dense(2), new(3)),
            ["norms of channels"] = (
                Reshape(4, 3, 2) >> GroupNorm(2) >> InstanceNorm() >> Flatten() >> Dense(2),
                new(24)
            ),
            ["transformer"] = (
                Embedding(7, 8)
                    >> SinusoidalPositions()
                    >> LearnedPositions(9)
                    >> TransformerBlock(2, causal: true, rotary: true)
                    >> TransformerBlock(2, norm: RmsNorm())
                    >> MixerBlock(3, 4)
                    >> Flatten()
                    >> Dense(3),
                new(5)
            ),
            ["recurrent"] = (
                Lstm(4, Direction.Bidirectional) >> Gru(3) >> Rnn(5, Direction.Reverse, lastOnly: true) >> Dense(2),
                new(5, 3)
            ),
            ["recurrent with a mask"] = (
                Lstm(4, Direction.Bidirectional, masked: 0) >> Gru(3, lastOnly: true, masked: 0) >> Dense(2),
                new(3, 2)
            ),
            ["structure"] = (
                Concat(1, Upsample(2) >> ZeroPad(1, 1), Upsample(2) >> Pad([1, 1], [1, 1], PadMode.Edge))
                    >> PixelShuffle(2)
                    >> SpatialDropout(0.1)
                    >> Transpose(0, 2, 3, 1)
                    >> InParallel(-1, (1, Sum(Dense(2), Dense(2))), (1, StochasticDepth(0.1, Dense(1)))),
                new(4, 2, 3)
            ),
            ["lambda"] = (Dense(4) >> Lambda(x => (x * x.Sigmoid()) + 0.1), new(3)),
        };

    public static Model<float> Of(string name) => Of<float>(name);

    public static Model<T> Of<T>(string name)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var (layer, input) = All[name];
        return Training.Of<T>(layer, MeanSquaredError(), Sgd(0.1)).Init(3, input).Model;
    }
}
