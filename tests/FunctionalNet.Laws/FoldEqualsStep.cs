using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>Law 5: the planned step equals the reference step, and folding equals taking pure steps, bit for bit.</summary>
public class FoldEqualsStep
{
    private const int Few = 25;

    public static TheoryData<string> Optimizers { get; } = Inventory.Names(Inventory.Optimizers);

    public static TheoryData<string> PlannerRules { get; } = [.. Rules.All.Select(rule => rule.Name)];

    [Fact]
    public void For_random_chains() =>
        Run.ForAll(
            Few,
            run =>
            {
                var training = run.Training<float>();
                var batches = run.Batches<float>();
                var start = run.Start(training);
                var before = start.Bits();
                var folded = training.Fold(start, batches);
                var stepped = batches.Aggregate(start, (state, batch) => training.Step(state, batch));
                Assert.Null(States.Difference(stepped, folded));
                Assert.Equal(before, start.Bits());
            }
        );

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void For_each_optimizer_as_the_reference_computes_it(string optimizer)
    {
        var run = Run.Of(["dense", "gelu", "dropout", "residual"], optimizer, 7, 5);
        var training = run.Training<double>();
        var state = run.Start(training);
        foreach (var batch in run.Batches<double>(epochs: 1))
        {
            var (next, loss) = States.ReferenceStep(training, state, batch);
            var before = state.Values;
            state = training.Step(state, batch);
            Assert.Equal(loss, state.Loss, 1e-9);

            // Frozen parameters have no next value in the reference step; they must not change.
            foreach (var path in before.Keys.Except(next.Keys, StringComparer.Ordinal))
            {
                Laws.Identical(before[path], state.Values[path]);
            }

            foreach (var (path, value) in next)
            {
                Laws.Close(value, state.Values[path], 1e-7);
            }
        }
    }

    [Fact]
    public void States_of_a_scan_stay_as_they_were() =>
        Run.ForAll(
            Few,
            run =>
            {
                var training = run.Training<float>();
                var batches = run.Batches<float>();
                var held = new List<(TrainState<float> State, int Bits)>();
                foreach (var state in training.Scan(run.Start(training), batches))
                {
                    held.Add((state, state.Bits()));
                }

                Assert.Equal(batches.Length, held.Count);
                Assert.All(held, one => Assert.Equal(one.Bits, one.State.Bits()));
                Assert.Null(States.Difference(training.Fold(run.Start(training), batches), held[^1].State));
            }
        );

    [Theory]
    [MemberData(nameof(PlannerRules))]
    public void Each_planner_rule_can_be_left_out(string rule)
    {
        foreach (var optimizer in Inventory.Optimizers.Keys)
        {
            var run = Run.Of(["dense", "gelu", "softmax", "wide", "relu"], optimizer, 8, 11);
            var training = run.Training<double>();
            var batch = run.Batches<double>()[0];
            var step = StepGraph.Of(training, batch.Inputs.Shape, batch.Targets.Shape);
            var graph = step.ToGraph([step.Loss, .. step.Updates.Select(update => update.Next)]);
            var state = run.Start(training);
            Tensor<double>[] values =
            [
                batch.Inputs,
                batch.Targets,
                .. step.Variables.Select(variable =>
                    state.Values.GetValueOrDefault(variable.Variable!.Path) ?? new Tensor<double>(variable.Shape)
                ),
            ];
            var expected = Plan<double>.Compile(graph).Run(values);
            var actual = Plan<double>.Compile(graph, [], Team.Shared, rule).Run(values);
            foreach (var (e, a) in expected.Zip(actual))
            {
                Laws.Close(e, a, 1e-9);
            }
        }
    }

    [Theory]
    [MemberData(nameof(PlannerRules))]
    public void Each_planner_rule_can_be_left_out_of_a_prediction(string rule)
    {
        // 16 images that exceed the cache together, one bias that commutes with the pool, and one that does not.
        Expr images = Expr.Input("images", new(16, 2, 28, 28)),
            first = Expr.Input("first", new(8, 2, 3, 3)),
            bias = Expr.Input("bias", new(8, 1, 1)),
            second = Expr.Input("second", new(4, 8, 3, 3)),
            plane = Expr.Input("plane", new(14, 14));
        var hidden = (images.Conv(first, padding: Padding.Same) + bias).Relu().MaxPool(2);
        var graph = new Graph(
            [images, first, bias, second, plane],
            [(hidden.Conv(second, padding: Padding.Same) + plane).MaxPool(2).Softmax(1)]
        );
        Tensor<double>[] values =
        [
            .. graph.Inputs.Select(
                (input, k) =>
                    Tensor.Of<double>(
                        input.Shape,
                        [.. Enumerable.Range(0, input.Shape.Size).Select(i => Math.Sin((1.3 * i) + k))]
                    )
            ),
        ];
        var expected = Reference.Run(graph, values)[0];
        Laws.Close(expected, Plan<double>.Compile(graph).Run(values)[0], 1e-9);
        Laws.Close(expected, Plan<double>.Compile(graph, [], Team.Shared, rule).Run(values)[0], 1e-9);
    }
}
