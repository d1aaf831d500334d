using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>Transforms that select parameters, project weights, or combine several steps.</summary>
public class ChainsTests
{
    private const int Steps = 12;

    [Fact]
    public void Frozen_parameters_stay_to_the_last_bit()
    {
        var state = Bowl.States(
            Freeze(path => path.StartsWith("matrix", StringComparison.Ordinal)) >> Adam(0.1),
            Steps
        )[^1];
        Assert.Equal(Bowl.Path(Scale(0), 1)[0][Bowl.Matrix], Bowl.Weights(state.Values)[Bowl.Matrix]);
        Assert.Equal(Bowl.Path(Adam(0.1), Steps)[^1][Bowl.Vector], Bowl.Weights(state.Values)[Bowl.Vector]);
        Assert.DoesNotContain(state.Values.Keys, path => path.Contains("/matrix", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_group_of_paths_has_its_transform()
    {
        var (adam, sgd) = (Bowl.Path(Adam(0.1), Steps)[^1], Bowl.Path(Sgd(0.2), Steps)[^1]);
        var both = Bowl.Path(
            PartitionByPath(path => path.EndsWith("bias", StringComparison.Ordinal), Adam(0.1), Sgd(0.2)),
            Steps
        )[^1];
        Numbers.Close([.. sgd[Bowl.Matrix], .. adam[Bowl.Vector]], both, 1e-15);
        var matrices = Bowl.Path(PartitionBy(parameter => parameter.Shape.Rank > 1, Scale(0)) >> Adam(0.1), Steps)[^1];
        Numbers.Close([.. Bowl.Path(Scale(0), 1)[0][Bowl.Matrix], .. adam[Bowl.Vector]], matrices, 1e-15);
    }

    [Fact]
    public void A_mask_spares_paths()
    {
        static bool IsWeight(string path) => path.EndsWith("weight", StringComparison.Ordinal);
        var plain = Bowl.Path(Sgd(0.2), Steps)[^1];
        Transform[] chains = [Sgd(0.2) >> ProximalL1(0.2, 0.3, IsWeight), Sgd(0.2) >> ProjectToMaxNorm(0.1, IsWeight)];
        foreach (var chain in chains)
        {
            var masked = Bowl.Path(chain, Steps)[^1];
            Assert.Equal(plain[Bowl.Vector], masked[Bowl.Vector]);
            Assert.NotEqual(plain[Bowl.Matrix], masked[Bowl.Matrix]);
        }
    }

    [Fact]
    public void The_proximal_step_finds_the_lasso_with_exact_zeros()
    {
        // c (w - b)² / 2 + λ |w| is minimal at b shrunk towards 0 by λ / c, and at 0 where c is 0.
        double[] optimum = [0, 0, -0.15, 0, 0, -0.225, 0.6, 0];
        var last = Bowl.Path(Sgd(0.4) >> ProximalL1(0.4, strength: 0.3), 300)[^1];
        Numbers.Close(optimum, last, 1e-12);
        Assert.Equal(optimum.Select(w => w.Equals(0)), last.Select(w => w.Equals(0)));
    }

    [Fact]
    public void The_projection_holds_each_unit_to_the_norm()
    {
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (w, g, _) =>
                {
                    double[] v = [.. w.Zip(g, (w, g) => w - (0.2 * g))];
                    double Norm(int column) => Bowl.Norm([v[column], v[column + 2], v[column + 4]]);
                    return [.. v.Select((x, i) => (i < 6 ? x * Math.Min(1, 0.6 / Norm(i % 2)) : x) - w[i])];
                }
            ),
            Bowl.Path(Sgd(0.2) >> ProjectToMaxNorm(0.6), Steps)
        );
    }

    [Fact]
    public void The_average_of_the_weights_is_a_model()
    {
        var training = Small.Training(Adam(0.1) >> AverageWeights(0.8));
        var start = training.Init(0, new(3));
        var average = Small.Weights(start).ToArray();
        Assert.Equal(
            start.Model.Predict(Small.Batch.Inputs).Doubles(),
            start.Averaged().Predict(Small.Batch.Inputs).Doubles()
        );
        var state = start;
        for (var i = 0; i < Steps; i++)
        {
            state = training.Step(state, Small.Batch);
            average = [.. average.Zip(Small.Weights(state), (a, w) => (0.8 * a) + (0.2 * w))];
        }

        Numbers.Close(Small.Weights(Small.States(Adam(0.1), Steps)[^1]), Small.Weights(state), 1e-12);
        var parts = new (string Path, Range Range)[]
        {
            ("0/weight", ..12),
            ("0/bias", 12..16),
            ("2/weight", 16..24),
            ("2/bias", 24..),
        };
        var expected = state with
        {
            Values = state.Values.SetItems(
                parts.Select(part =>
                    KeyValuePair.Create(
                        part.Path,
                        new Tensor<double>(state.Values[part.Path].Shape, average[part.Range])
                    )
                )
            ),
        };
        Numbers.Close(
            expected.Model.Predict(Small.Batch.Inputs).Doubles(),
            state.Averaged().Predict(Small.Batch.Inputs).Doubles(),
            1e-12
        );
    }

    [Fact]
    public void Without_an_average_there_is_no_averaged_model()
    {
        var error = Assert.Throws<ArgumentException>(() => Small.States(Adam(0.1), 1)[0].Averaged());
        Assert.Contains("AverageWeights()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Accumulated_gradients_are_those_of_a_larger_batch()
    {
        var chain = ClipByGlobalNorm(0.5) >> AdamW(StepDecay(0.1, every: 2)) >> AverageWeights(0.7);
        var large = Small.States(chain, 4);
        var training = Small.Training(AccumulateGradients(3, chain));
        var thirds = Small.Batch.Data.Batches(2).Repeat(4);
        var small = training.Scan(training.Init(0, new(3)), thirds).ToArray();
        for (var i = 0; i < large.Length; i++)
        {
            Numbers.Close(Small.Weights(large[i]), Small.Weights(small[(3 * i) + 2]), 1e-12);
            Numbers.Close(
                large[i].Averaged().Predict(Small.Batch.Inputs).Doubles(),
                small[(3 * i) + 2].Averaged().Predict(Small.Batch.Inputs).Doubles(),
                1e-12
            );
        }

        // Before the first accumulated step, the average equals the initial weights.
        Assert.Equal(
            training.Init(0, new(3)).Model.Predict(Small.Batch.Inputs).Doubles(),
            small[0].Averaged().Predict(Small.Batch.Inputs).Doubles()
        );

        // Between accumulated steps, the weights do not change.
        Assert.Equal(Small.Weights(small[2]), Small.Weights(small[3]));
        Assert.Equal(Small.Weights(small[2]), Small.Weights(small[4]));
    }

    [Fact]
    public void Lookahead_goes_back_a_share_of_the_way()
    {
        var (slow, count) = (Array.Empty<double>(), 0);
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (w, g, t) =>
                {
                    slow = t == 1 ? w : slow;
                    double[] fast = [.. w.Zip(g, (w, g) => w - (0.1 * g))];
                    if (++count % 5 > 0)
                    {
                        return [.. fast.Zip(w, (x, w) => x - w)];
                    }

                    slow = [.. slow.Zip(fast, (s, x) => s + (0.3 * (x - s)))];
                    return [.. slow.Zip(w, (s, w) => s - w)];
                }
            ),
            Bowl.Path(Sgd(0.1) >> Lookahead(every: 5, share: 0.3), Steps)
        );
    }

    [Fact]
    public void Sharpness_awareness_takes_the_gradient_at_the_worst_place_nearby()
    {
        Bowl.Same(
            Bowl.Loop(
                Steps,
                (w, g, _) =>
                {
                    var away = 0.2 / Bowl.Norm(g);
                    return [.. Bowl.Gradient([.. w.Zip(g, (w, g) => w + (away * g))]).Select(g => -0.1 * g)];
                }
            ),
            Bowl.Path(SharpnessAware(0.2) >> Sgd(0.1), Steps)
        );
    }

    [Fact]
    public void A_gradient_of_0_leaves_the_trust_ratio_at_1_and_the_weights_where_they_are()
    {
        Transform[] chains =
        [
            Scale(0) >> Net.Lamb(0.1),
            Scale(0) >> Net.Muon(0.1),
            Scale(0) >> SharpnessAware(0.1) >> Sgd(0.1),
            Scale(0) >> Net.Rprop(),
            Scale(0) >> Net.Lion(0.1),
            Scale(0) >> ClipByNorm(1) >> Net.RmsProp(0.1, centered: true),
        ];
        foreach (var chain in chains)
        {
            Assert.Equal(Bowl.Path(Scale(0), 1)[0], Bowl.Path(chain, 3)[^1]);
        }
    }
}
