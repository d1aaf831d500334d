using FunctionalNet.Execution;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Layers;

/// <summary>Recurrent layers that continue from a state, and masks from sequence lengths.</summary>
public class RecurrentStateTests
{
    private static readonly Dictionary<string, RecurrentLayer> Layers = new(StringComparer.Ordinal)
    {
        ["lstm"] = new Lstm(3),
        ["gru"] = new Gru(3),
        ["rnn"] = new Rnn(3),
    };

    public static TheoryData<string, bool> Cases =>
        [.. from name in Layers.Keys from reverse in (bool[])[false, true] select (name, reverse)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_sequence_in_two_parts_is_the_whole_sequence(string name, bool isReversed)
    {
        var layer = Layers[name] with { Direction = isReversed ? Direction.Reverse : Direction.Forward };
        var x = Expr.Input("x", new(2, 5, 4));
        var (scope, part) = (
            new Trace(isTraining: true).Root,
            (Func<int, int, Expr>)((from, count) => x.Narrow(1, from, count))
        );
        var whole = layer.Remember(scope, x);

        // A reversed layer reads the sequence from its end, so that the later part comes first.
        var (first, second) = isReversed ? (part(3, 2), part(0, 3)) : (part(0, 3), part(3, 2));
        var begun = layer.Remember(scope, first);
        var ended = layer.Remember(scope, second, begun.End);
        Expr[] parts = isReversed ? [ended.Outputs, begun.Outputs] : [begun.Outputs, ended.Outputs];
        Same(x, (whole.Outputs, Ops.Concat(1, parts)), (whole.End.Hidden, ended.End.Hidden));
        if (whole.End.Cell is { } cell)
        {
            Same(x, (cell, ended.End.Cell!));
        }
    }

    [Fact]
    public void The_end_of_a_layer_that_goes_both_ways_is_that_of_each_way()
    {
        var x = Expr.Input("x", new(2, 4, 3));
        var scope = new Trace(isTraining: true).Root;
        var layer = new Gru(2, Direction.Bidirectional);
        var (outputs, end) = layer.Remember(scope, x);
        Assert.Equal(new Shape(2, 2, 2), end.Hidden.Shape);
        Same(
            x,
            (end.Hidden.Narrow(0, 0, 1).Squeeze(0), outputs.Narrow(1, 3, 1).Squeeze(1).Narrow(-1, 0, 2)),
            (end.Hidden.Narrow(0, 1, 1).Squeeze(0), outputs.Narrow(1, 0, 1).Squeeze(1).Narrow(-1, 2, 2))
        );
    }

    [Fact]
    public void A_mask_from_lengths_passes_padding_over()
    {
        var mask = Ops.Constant(new(3), [2, 0, 4], ElementType.Int64).SequenceMask(4);
        Assert.Equal(new TensorType(new(3, 4), ElementType.Bool), mask.Type);
        Assert.Equal([1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1], mask.Cast(ElementType.Float).Value());

        var x = Expr.Input("x", new(3, 4, 2));
        var scope = new Trace(isTraining: true).Root;
        var layer = new Lstm(3);
        var masked = layer.Remember(scope, x, mask: mask).End.Hidden.Squeeze(0);
        var shorter = layer.Remember(scope, x.Narrow(1, 0, 2)).End.Hidden.Squeeze(0);
        var whole = layer.Remember(scope, x).End.Hidden.Squeeze(0);
        Same(
            x,
            (shorter.Narrow(0, 0, 1), masked.Narrow(0, 0, 1)),
            (Ops.Constant(0).Expand(new(1, 3)), masked.Narrow(0, 1, 1)),
            (whole.Narrow(0, 2, 1), masked.Narrow(0, 2, 1))
        );
    }

    [Fact]
    public void A_state_of_another_size_is_refused()
    {
        var (x, start) = (Expr.Input("x", new(2, 4, 3)), new RecurrentState(Expr.Input("h", new(1, 2, 5))));
        var error = Assert.Throws<ShapeException>(() => new Gru(4).Remember(new Trace(true).Root, x, start));
        Assert.Contains("[1, 2, 4]", error.Repair, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoder_and_a_decoder_learn_to_repeat()
    {
        var random = new System.Random(3);
        var bits = Enumerable.Range(0, 64 * 4).Select(_ => (float)random.Next(2)).ToArray();
        var batch = Batch.Of<float>(new(new(64, 4, 1), bits), new(new(64, 4, 1), bits));
        var training = FunctionalNet.Training.Of(new Repeater() >> Dense(1), BinaryCrossEntropy(), Adam(0.02));
        var trained = training.Fold(training.Init(1, new(4, 1)), Enumerable.Repeat(batch, 300));
        Assert.True(trained.Loss < 0.1f, $"the loss is {trained.Loss}");
    }

    private static void Same(Expr x, params (Expr Expected, Expr Actual)[] pairs)
    {
        Expr[] variables =
        [
            .. Expr.Sort(pairs.SelectMany(pair => new[] { pair.Expected, pair.Actual }))
                .Where(e => e.Variable is not null),
        ];
        var values = variables
            .Select(v => new Tensor<double>(
                v.Shape,
                [.. Enumerable.Range(1, v.Shape.Size).Select(i => Math.Sin(i * (v == x ? 1.3 : 0.7)))]
            ))
            .ToArray();
        var flows = pairs.SelectMany(pair => new[] { pair.Expected, pair.Actual }).ToArray();
        var slopes = flows.SelectMany(y => Gradient.Of((y * Weights(y.Shape)).ReduceSum(), variables)).ToArray();
        var results = Plan<double>
            .Compile(new Graph(variables, [.. flows, .. slopes]))
            .Run(values)
            .Select(r => r.Doubles())
            .ToArray();
        for (var i = 0; i < pairs.Length; i++)
        {
            Numbers.Close(results[2 * i], results[(2 * i) + 1], 1e-12);
            for (var j = 0; j < variables.Length; j++)
            {
                var at = flows.Length + (2 * i * variables.Length) + j;
                Numbers.Close(results[at], results[at + variables.Length], 1e-12);
            }
        }
    }

    private static Expr Weights(Shape shape) =>
        Ops.Constant(shape, [.. Enumerable.Range(0, shape.Size).Select(i => Math.Cos(i))]);

    /// <summary>The decoder receives only the final state of the encoder.</summary>
    private sealed record Repeater : Layer
    {
        public override Expr Apply(Scope scope, Expr x)
        {
            var (_, end) = new Lstm(16).Remember(scope.In("encoder"), x);
            return new Lstm(16).Remember(scope.In("decoder"), x * 0, end).Outputs;
        }
    }
}
