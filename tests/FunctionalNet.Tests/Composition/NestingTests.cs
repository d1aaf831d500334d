using System.Collections.Immutable;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests;

/// <summary>The nesting depth of wrappers is bounded; the length of a chain is not.</summary>
public class NestingTests
{
    private const int Long = 100_000;
    private const int Max = 500;

    private static readonly Dictionary<string, Func<object, object>> Wrappers = new(StringComparer.Ordinal)
    {
        [nameof(FunctionalNet.Residual)] = inner => Residual((Layer)inner),
        [nameof(FunctionalNet.Named)] = inner => Named("name", (Layer)inner),
        [nameof(FunctionalNet.Frozen)] = inner => Frozen((Layer)inner),
        [nameof(FunctionalNet.LowRank)] = inner => LowRank((Layer)inner),
        [nameof(FunctionalNet.Remat)] = inner => Remat((Layer)inner),
        [nameof(FunctionalNet.WeightNorm)] = inner => WeightNorm((Layer)inner),
        [nameof(FunctionalNet.SpectralNorm)] = inner => SpectralNorm((Layer)inner),
        [nameof(FunctionalNet.MixedPrecision)] = inner => MixedPrecision((Layer)inner),
        [nameof(FunctionalNet.StochasticDepth)] = inner => StochasticDepth(0.1, (Layer)inner),
        [nameof(FunctionalNet.Sum)] = inner => Sum((Layer)inner),
        [nameof(FunctionalNet.Concat)] = inner => Concat(-1, (Layer)inner),
        [nameof(FunctionalNet.InParallel)] = inner => InParallel(-1, (3, (Layer)inner)),
        [nameof(FunctionalNet.Inputs)] = inner => Inputs((new(3), (Layer)inner)),
        [nameof(FunctionalNet.FeedForward)] = inner => FeedForward(3, (Layer)inner),
        [nameof(FunctionalNet.TransformerBlock)] = inner => TransformerBlock(1, norm: (Layer)inner),
        [nameof(FunctionalNet.AccumulateGradients)] = inner => AccumulateGradients(2, (Transform)inner),
        [nameof(FunctionalNet.ApplyIfFinite)] = inner => ApplyIfFinite((Transform)inner),
        [nameof(FunctionalNet.LossScale)] = inner => LossScale((Transform)inner),
        [nameof(FunctionalNet.PartitionBy)] = inner => PartitionBy(_ => true, (Transform)inner),
        [nameof(FunctionalNet.Warmup)] = inner => Warmup(1, (Schedule)inner),
        [nameof(FunctionalNet.JoinedSchedules)] = inner => ((Schedule)inner).Then(1, 0.1),
        [nameof(FunctionalNet.ScheduleProduct)] = inner => 0.5 * (Schedule)inner,
        [nameof(FunctionalNet.PenalizedLoss)] = inner => (Loss)inner + L2(1e-4),
        [nameof(FunctionalNet.NamedLoss)] = inner => ((Loss)inner).As("name"),
        [nameof(FunctionalNet.Weighted)] = inner => Weighted((ReducedLoss)inner),
        [nameof(FunctionalNet.ForOutputs)] = inner => ForOutputs((1, (Loss)inner, 1)),
    };

    public static TheoryData<string> Names => [.. Wrappers.Keys];

    [Fact]
    public void A_chain_of_any_length_is_made_told_compared_and_started_in_linear_time()
    {
        var (one, other) = (Chain(), Chain());
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.StartsWith("Relu() >> Relu()", $"{one}", StringComparison.Ordinal);
        var state = FunctionalNet.Training.Of(one, MeanSquaredError(), Sgd(0.1)).Init(1, new(3));
        Assert.Empty(state.Model.Values);

        static Layer Chain()
        {
            var chain = Relu();
            for (var i = 1; i < Long; i++)
            {
                chain >>= Relu();
            }

            return chain;
        }
    }

    [Fact]
    public void A_chain_of_transforms_too()
    {
        var chain = Scale(1);
        for (var i = 1; i < Long; i++)
        {
            chain = Scale(1) >> chain;
        }

        Assert.Equal(Long, Assert.IsType<TransformChain>(chain).Transforms.Length);
    }

    [Fact]
    public void A_chain_is_flat_however_it_is_grouped_and_stays_as_it_was()
    {
        Layer first = Dense(1) >> Dense(2);
        var text = $"{first}";
        var both = first >> (Dense(3) >> Dense(4));
        Assert.Equal("Dense(1) >> Dense(2) >> Dense(3) >> Dense(4)", $"{both}");
        Assert.Equal(text, $"{first}");
        Assert.Equal(Dense(1) >> (Dense(2) >> Dense(3)) >> Dense(4), both);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_wrapper_within_itself_is_walked_over_up_to_the_bound_and_refused_behind_it(string name)
    {
        var deepest = Deep(name, Max);
        Assert.NotEmpty($"{deepest}");
        Assert.Equal(deepest, Deep(name, Max));
        Assert.Equal(deepest.GetHashCode(), Deep(name, Max).GetHashCode());
        var error = Assert.ThrowsAny<Exception>(() => Wrappers[name](deepest));
        Assert.Contains($"{Max + 1} levels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_wrapper_of_the_library_is_tried()
    {
        Type[] kinds = [typeof(Layer), typeof(Loss), typeof(Transform), typeof(Schedule), typeof(Initializer)];
        var wrappers = typeof(Layer)
            .Assembly.GetExportedTypes()
            .Where(type =>
                !type.IsAbstract
                && kinds.Any(kind =>
                    type.IsAssignableTo(kind)
                    && type.GetConstructors()
                        .SelectMany(constructor => constructor.GetParameters())
                        .Any(parameter => Holds(parameter.ParameterType, kind))
                )
            )
            .Select(type => type.Name);
        Assert.Equal(wrappers.Order(StringComparer.Ordinal), Wrappers.Keys.Order(StringComparer.Ordinal));

        static bool Holds(Type type, Type kind) =>
            type.IsAssignableTo(kind)
            || (type.GetElementType() is { } element && Holds(element, kind))
            || type.GetGenericArguments().Any(argument => Holds(argument, kind));
    }

    [Theory]
    [InlineData(nameof(FunctionalNet.Residual))]
    [InlineData(nameof(FunctionalNet.Named))]
    [InlineData(nameof(FunctionalNet.Remat))]
    [InlineData(nameof(FunctionalNet.MixedPrecision))]
    [InlineData(nameof(FunctionalNet.StochasticDepth))]
    [InlineData(nameof(FunctionalNet.Sum))]
    [InlineData(nameof(FunctionalNet.Concat))]
    public void The_deepest_model_that_is_taken_learns(string name) =>
        OnStack(
            megabytes: 4,
            () =>
            {
                var training = FunctionalNet.Training.Of((Layer)Deep(name, Max), MeanSquaredError(), Sgd(1e-9));
                var rows = Tensor.Of<float>(new(2, 3), 1, 2, 3, 4, 5, 6);
                var next = training.Step(training.Init(1, new(3)), new Dataset<float>(rows, rows).All());
                Assert.Equal(1, next.Step);
            }
        );

    [Fact]
    public void Layers_of_a_user_within_one_another_are_refused_before_the_stack_overflows()
    {
        Layer deep = new Wrapped(null, []);
        for (var i = 0; i < Long; i++)
        {
            deep = i % 2 == 0 ? new Wrapped(deep, []) : new Wrapped(null, [Relu(), deep]);
        }

        Assert.NotEmpty($"{deep}");
        Assert.Throws<ArgumentException>(() => FunctionalNet.Training.Of(deep, MeanSquaredError(), Sgd(0.1)));
        Assert.Throws<ArgumentException>(() => Residual(deep));
    }

    [Fact]
    public void What_is_too_deep_is_left_out_of_a_text_and_not_compared()
    {
        Assert.Contains("Wrapped(Inner = ..., ", $"{Deep()}", StringComparison.Ordinal);
        OnStack(
            megabytes: 1,
            () =>
            {
                Assert.Throws<InsufficientExecutionStackException>(() => Deep().GetHashCode());
                Assert.Throws<InsufficientExecutionStackException>(() => Deep().Equals(Deep()));
            }
        );

        static Layer Deep()
        {
            Layer deep = new Wrapped(null, []);
            for (var i = 0; i < Long; i++)
            {
                deep = new Wrapped(deep, []);
            }

            return deep;
        }
    }

    [Fact]
    public void A_list_that_nobody_gave_holds_nothing()
    {
        var rows = Tensor.Of<float>(new(2, 3), 1, 2, 3, 4, 5, 6);
        foreach (
            var layer in (Layer[])
                [new Lists(default, default, null), new Lists([], new([]), []), new Lists([Relu()], default, [Relu()])]
        )
        {
            var training = FunctionalNet.Training.Of(Dense(3) >> Residual(layer), MeanSquaredError(), Sgd(0.1));
            var next = training.Step(training.Init(1, new(3)), new Dataset<float>(rows, rows).All());
            Assert.Equal(1, next.Step);
            Assert.Contains("Lists(", $"{layer}", StringComparison.Ordinal);
        }
    }

    private static object Deep(string name, int levels)
    {
        object inner = null!;
        foreach (var innermost in (object[])[Dense(3), Scale(1), new ConstantRate(0.1), new MeanSquaredError()])
        {
            inner = innermost;
            try
            {
                Wrappers[name](inner);
                break;
            }
            catch (InvalidCastException) { }
        }

        for (var level = 1; level < levels; level++)
        {
            inner = Wrappers[name](inner);
        }

        return inner;
    }

    private static void OnStack(int megabytes, Action act)
    {
        Exception? thrown = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    act();
                }
                catch (Exception e)
                {
                    thrown = e;
                }
            },
            megabytes << 20
        );
        thread.Start();
        thread.Join();
        Assert.Null(thrown);
    }

    private sealed record Lists(ImmutableArray<Layer> First, ArraySegment<Layer> Second, List<Layer>? Third) : Layer
    {
        public override Expr Apply(Scope scope, Expr x) => x;
    }

    private sealed record Wrapped(Layer? Inner, Layer[] Others) : Layer
    {
        public override Expr Apply(Scope scope, Expr x) => Inner?.Apply(scope, x) ?? x;
    }
}
