using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests;

/// <summary>
/// A tensor that exceeds the maximal size or the memory is an error with its size at the line that declares it, never an integer overflow.
/// </summary>
public class CapacityTests
{
    private static readonly Dictionary<string, (Layer Layer, Shape Input)> TooLarge = new(StringComparer.Ordinal)
    {
        ["a row of 2^31 - 1"] = (Dense(int.MaxValue), new(4)),
        ["50,000 squared"] = (Dense(50_000), new(50_000)),
        ["a million squared"] = (Dense(1_000_000) >> Dense(1_000_000), new(4)),
        ["filters"] = (Conv2d(int.MaxValue, 3), new(1, 8, 8)),
        ["filters of many channels"] = (Conv2d(100_000, 3) >> Conv2d(100_000, 3), new(1, 8, 8)),
        ["transposed filters"] = (ConvTranspose2d(int.MaxValue, 3), new(1, 8, 8)),
        ["a table"] = (Embedding(int.MaxValue, 1_000), new(4)),
        ["gates"] = (Lstm(1_000_000_000), new(3, 4)),
        ["states squared"] = (Gru(50_000), new(3, 4)),
        ["heads"] = (MultiHeadAttention(2) >> Dense(int.MaxValue), new(3, 4)),
        ["something beside"] = (Concat(-1, Dense(int.MaxValue), Dense(int.MaxValue)), new(4)),
    };

    public static TheoryData<string> Names => [.. TooLarge.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_of_too_many_numbers_is_refused_with_its_size(string name)
    {
        var (layer, input) = TooLarge[name];
        var training = FunctionalNet.Training.Of(layer, MeanSquaredError(), Sgd(0.1));
        var error = Assert.Throws<ShapeException>(() => training.Init(1, input));
        Assert.True(
            error.Message.Contains(" bytes", StringComparison.Ordinal)
                || error.Message.Contains("32 bits", StringComparison.Ordinal),
            error.Message
        );
        Assert.InRange(error.Message.Length, 1, 500);
    }

    [Fact]
    public void A_batch_of_too_many_numbers_is_refused_with_its_size()
    {
        var training = FunctionalNet.Training.Of(Dense(30_000), MeanSquaredError(), Sgd(0.1));
        var start = training.Init(1, new(1));
        var rows = Tensor.Zeros<float>(new(100_000, 1));
        foreach (
            var act in (Action[])
                [
                    () => start.Model.Predict(rows),
                    () => training.Memory(rows.Shape, new(100_000, 30_000)),
                    () => Expr.Input("x", new(100_000, 1)).Expand(new(100_000, 30_000)),
                ]
        )
        {
            var error = Assert.Throws<ShapeException>(act);
            Assert.Contains("[100000, 30000] has 3,000,000,000 elements", error.Message, StringComparison.Ordinal);
            Assert.Contains("12,000,000,000 bytes", error.Message, StringComparison.Ordinal);
        }
    }
}
