using System.Collections.Immutable;
using CsCheck;
using FunctionalNet.Execution;
using FunctionalNet.Verification;
using Xunit.Sdk;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws;

/// <summary>A random training for the laws: a chain of layers, an optimizer, data and batches.</summary>
/// <param name="Name">The names of its parts.</param>
/// <param name="Layer">The model, from rows of <see cref="Features"/> numbers to <see cref="Classes"/> scores.</param>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="BatchSize">The size of all batches but the last.</param>
/// <param name="Seed">The seed of data, weights and noise.</param>
internal sealed record Run(string Name, Layer Layer, Transform Optimizer, int BatchSize, int Seed)
{
    public const int Features = 6;
    public const int Classes = 3;
    private const int Rows = 23;
    private const int MaxLayers = 50;

    private static Gen<Run> Any =>
        from layers in Gen.OneOf<string>([.. Pieces.Keys]).Array[0, MaxLayers]
        from optimizer in Gen.OneOf<string>([.. Inventory.Optimizers.Keys])
        from batch in Gen.Int[1, 30]
        from seed in Gen.Int[0, 1000]
        select Of(layers, optimizer, batch, seed);

    private static Dictionary<string, Layer> Pieces { get; } =
        new(StringComparer.Ordinal)
        {
            ["dense"] = Dense(5),
            ["wide"] = Dense(17, bias: false),
            ["relu"] = Relu(),
            ["gelu"] = Gelu(),
            ["tanh"] = Tanh(),
            ["softmax"] = Softmax(),
            ["dropout"] = Dropout(0.3),
            ["residual"] = Residual(Elu()),
        };

    /// <summary>
    /// Checks a law on random trainings. They are the same each time, unless FUNCTIONALNET_SEED sets another seed. A failing one is shrunk
    /// to smaller batches.
    /// </summary>
    public static void ForAll(int count, Action<Run> law)
    {
        var seed = new GradientCheckOptions().Seed;
        (Run Run, Exception Error)? simplest = null;
        Property.ForAll(Any, seed, count, Holds, Smaller);
        if (simplest is { } failed)
        {
            var (run, why) = failed;
            throw new XunitException($"{run}: {why.Message}; see it again: FUNCTIONALNET_SEED={seed}", why);
        }

        bool Holds(Run run)
        {
            try
            {
                law(run);
                return true;
            }
            catch (Exception error)
            {
                simplest = (run, error);
                return false;
            }
        }
    }

    public static Run Of(string[] layers, string optimizer, int batch, int seed) =>
        new(
            $"{string.Join(" ", layers)}; {optimizer}",
            layers.Aggregate((Layer)Flatten(), (chain, piece) => chain >> Pieces[piece]) >> Dense(Classes),
            Inventory.Optimizers[optimizer],
            batch,
            seed
        );

    public Training<T> Training<T>(int threads = 1)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        FunctionalNet.Training.Of<T>(Layer, SoftmaxCrossEntropy(), Optimizer, threads);

    public TrainState<T> Start<T>(Training<T> training)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => training.Init(Seed, new(Features));

    public Batch<T>[] Batches<T>(int epochs = 2)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var inputs = new T[Rows * Features];
        ((Key)Seed).Split("data").Normal<T>(inputs);
        var labels = ((Key)Seed).Split("labels").Permutation(Rows).Select(i => T.CreateChecked(i % Classes)).ToArray();
        return
        [
            .. new Dataset<T>(Tensor.Of(new Shape(Rows, Features), inputs), Tensor.Vector(labels))
                .Shuffle(Seed)
                .Batches(BatchSize)
                .Repeat(epochs),
        ];
    }

    public override string ToString() => $"{Name}, batches of {BatchSize}, seed {Seed}";

    private static IEnumerable<Run> Smaller(Run run) =>
        run.BatchSize > 1 ? [run with { BatchSize = run.BatchSize - 1 }] : [];
}

/// <summary>Comparison of states by their bits.</summary>
internal static class States
{
    /// <summary>A hash of all bits of a state.</summary>
    public static int Bits<T>(this TrainState<T> state)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var hash = default(HashCode);
        hash.Add(state.Step);
        hash.Add(state.Loss);
        foreach (var (path, value) in state.Values)
        {
            hash.Add(path, StringComparer.Ordinal);
            hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(value.Span));
        }

        return hash.ToHashCode();
    }

    /// <summary>The path of the first value whose bits differ; null if all are equal.</summary>
    public static string? Difference<T>(TrainState<T> expected, TrainState<T> actual)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        expected.Step != actual.Step ? "step"
        : !expected.Loss.Equals(actual.Loss) ? "loss"
        : expected
            .Values.Where(value =>
                !System
                    .Runtime.InteropServices.MemoryMarshal.AsBytes(value.Value.Span)
                    .SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(actual.Values[value.Key].Span))
            )
            .Select(value => value.Key)
            .FirstOrDefault();

    /// <summary>A training step by the reference executor: the next values by path, and the loss.</summary>
    public static (ImmutableDictionary<string, Tensor<T>> Next, T Loss) ReferenceStep<T>(
        Training<T> training,
        TrainState<T> state,
        Batch<T> batch
    )
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var (inputs, targets) = (batch.Inputs, batch.Targets);
        var step = StepGraph.Of(training, inputs.Shape, targets.Shape);
        var noise = state.Key.Split("noise").Split((ulong)state.Step);
        var results = Reference.Run(
            step.ToGraph([step.Loss, .. step.Updates.Select(update => update.Next)]),
            [inputs, targets, .. step.Variables.Select(Value)]
        );
        return (
            step.Updates.Select((update, i) => (update.Variable.Variable!.Path, Value: results[i + 1]))
                .ToImmutableDictionary(next => next.Path, next => next.Value, StringComparer.Ordinal),
            results[0].Span[0]
        );

        Tensor<T> Value(Expr variable)
        {
            var (path, shape) = (variable.Variable!.Path, variable.Shape);
            if (variable.Variable.Kind != VariableKind.Noise)
            {
                return state.Values[path];
            }

            var drawn = new Tensor<T>(shape);
            variable.Variable.Initializer!.Fill(shape, noise.Split(path), drawn.Writable);
            return drawn;
        }
    }
}
