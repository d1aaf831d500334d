using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>
/// A model, a loss and an optimizer: together a pure function from state and batch to the next state. Training is a fold of it over
/// batches.
/// </summary>
/// <typeparam name="T">The number type: <see cref="float"/> to train, <see cref="double"/> to verify.</typeparam>
/// <example><code>
/// var training = Training.Of(Dense(256) >> Gelu() >> Dense(10), SoftmaxCrossEntropy(), Adam(1e-3));
/// var trained = training.Fold(training.Init(2, digits.InputShape), digits.Shuffle(1).Batches(128).Repeat(epochs: 10));
/// </code></example>
public sealed class Training<T> : IEngine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal Training(Layer layer, Loss loss, Transform optimizer)
    {
        (Layer, Loss, Optimizer) = (Nesting.Whole(layer), Nesting.Whole(loss), Nesting.Whole(optimizer));
        Checked = new(this);
        Eager = new(this);
    }

    /// <summary>Gets the model.</summary>
    public Layer Layer { get; }

    /// <summary>Gets the loss.</summary>
    public Loss Loss { get; }

    /// <inheritdoc/>
    Training<T> IEngine<T>.Training => this;

    /// <summary>Gets the optimizer.</summary>
    public Transform Optimizer { get; }

    /// <summary>Gets an engine with the same steps that requires loss and state to be finite; see <see cref="CheckedSteps{T}"/>.</summary>
    public CheckedSteps<T> Checked { get; }

    /// <summary>Gets an engine with the same steps without a plan; see <see cref="EagerSteps{T}"/>.</summary>
    public EagerSteps<T> Eager { get; }

    /// <summary>Gets the same training without ranks and shards: this process computes the whole of each batch in one plan.</summary>
    internal Training<T> Alone => Spread is null ? this : new(Layer, Loss, Optimizer) { Team = Team };

    /// <summary>Gets the pool of plans for steps, evaluations and predictions.</summary>
    internal ResourcePool<PlanKey> Plans { get; } = new();

    /// <summary>Gets the number of threads of the plans.</summary>
    internal Team Team { get; init; } = Team.Shared;

    /// <summary>
    /// Gets the ranks and shards over which the rows of each batch are distributed; null if one process computes the whole.
    /// </summary>
    internal Spread? Spread { get; init; }

    /// <summary>The initial state: every parameter and slot drawn by its initializer from the key and its path.</summary>
    /// <param name="key">Determines all randomness of the run.</param>
    /// <param name="input">The shape of one input, without the batch axis.</param>
    /// <exception cref="ShapeException">The model does not accept such an input, or its parameters and slots exceed the available
    /// memory.</exception>
    /// <exception cref="ArgumentException">The optimizer has no learning rate for a parameter, or several.</exception>
    public TrainState<T> Init(Key key, Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return State(key, input, variable => variable.Variable!.Start<T>(key));
    }

    /// <summary>One training step: the next state after a batch. The given state is not changed.</summary>
    /// <exception cref="ShapeException">The batch does not match model, loss and state.</exception>
    /// <exception cref="LabelException">A label names no class, or a token no vector.</exception>
    /// <exception cref="ArgumentException">The batch is empty, or the state belongs to another training.</exception>
    public TrainState<T> Step(TrainState<T> state, Batch<T> batch) => Fold(state, [batch]);

    /// <summary>
    /// The state after a step on each batch in turn, bit for bit the same as that many calls of <see cref="Step"/>, but without allocation:
    /// intermediate states are not visible, so their memory is reused.
    /// </summary>
    /// <param name="state">The state before; it is not changed.</param>
    /// <param name="batches">The batches, read lazily. Stop early by ending the sequence, for instance with TakeWhile.</param>
    /// <exception cref="ShapeException">A batch does not match model, loss and state.</exception>
    /// <exception cref="LabelException">A label names no class, or a token no vector. The given state is unchanged.</exception>
    /// <exception cref="ArgumentException">A batch is empty, or the state belongs to another training.</exception>
    /// <example><code>
    /// var trained = training.Fold(training.Init(2, digits.InputShape), digits.Shuffle(1).Batches(128).Repeat(epochs: 10));
    /// </code></example>
    public TrainState<T> Fold(TrainState<T> state, IEnumerable<Batch<T>> batches) =>
        FoldWhile(state, batches, goesOn: null);

    /// <summary>The loss on held-out samples: of the model in prediction mode, without dropout.</summary>
    /// <exception cref="ShapeException">The batch does not match model, loss and state.</exception>
    /// <exception cref="ArgumentException">The state belongs to another training.</exception>
    /// <example><code>float loss = training.Evaluate(state, heldOut.All());</code></example>
    public T Evaluate(TrainState<T> state, Batch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Evaluated(state, batch, new([]));
    }

    /// <summary>
    /// The loss on held-out samples, batch by batch: equal to that of all samples at once, however they are split. NaN without batches.
    /// </summary>
    /// <exception cref="ShapeException">A batch does not match model, loss and state.</exception>
    /// <exception cref="LabelException">A label names no class.</exception>
    /// <exception cref="ArgumentException">The state belongs to another training.</exception>
    /// <example><code>double loss = training.Evaluate(state, heldOut.Batches(256));</code></example>
    public double Evaluate(TrainState<T> state, IEnumerable<Batch<T>> batches)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(batches);
        var tally = new LossTally([]);
        foreach (var batch in batches)
        {
            Evaluated(state, batch, tally);
        }

        return tally.Loss;
    }

    /// <summary>
    /// The same, called by all ranks of the training: each computes some of the batches, and all return the loss that one process would.
    /// </summary>
    internal double EvaluateTogether(TrainState<T> state, IEnumerable<Batch<T>> batches) =>
        Spread?.Ranks is { Count: > 1 } ranks
            ? SpreadEvaluation.Of(ranks, batches, (batch, tally) => Evaluated(state, batch, tally))
            : Evaluate(state, batches);

    /// <summary>
    /// The kernels of a step on a batch: forward, backward and the optimizer's update, each with its costs and its median time. The state
    /// is not changed. With ranks or shards it is the step of one process on the whole batch.
    /// </summary>
    /// <param name="state">The state before the step.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="runs">The number of timed steps, after a warm-up.</param>
    /// <exception cref="ShapeException">The batch does not match model, loss and state.</exception>
    /// <example><code>
    /// var slowest = training.Explain(state, batches.First()).OrderByDescending(kernel => kernel.Time).Take(3);
    /// </code></example>
    public ImmutableArray<PlannedKernel> Explain(TrainState<T> state, Batch<T> batch, int runs = 50)
    {
        ImmutableArray<PlannedKernel> kernels = [];
        Alone.FoldWhile(
            state,
            [batch],
            step =>
            {
                kernels = step.Plan.Profile(runs);
                return true;
            }
        );
        return kernels;
    }

    /// <summary>
    /// The memory of a step on a batch, in bytes, before any step is run: to choose a batch size that fits, or to see what
    /// <see cref="Remat"/> and <see cref="MixedPrecision"/> save. With ranks it is the memory of this process; each shard that it computes
    /// has its own copy of the state.
    /// </summary>
    /// <param name="inputs">The shape of the inputs of a batch.</param>
    /// <param name="targets">The shape of its targets.</param>
    /// <exception cref="ShapeException">Model and loss do not accept such a batch.</exception>
    /// <example><code>double megabytes = training.Memory(new(128, 1, 28, 28), new(128)).Total / 1e6;</code></example>
    public MemoryUse Memory(Shape inputs, Shape targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        return Enumerable
            .Range(0, Spread?.Reducers.Length ?? 1)
            .Select(shard =>
            {
                var step = Rent(StepKind.Step, inputs, targets, shard);
                Return(step);
                return step.Plan.Memory;
            })
            .Aggregate((one, other) => one.And(other));
    }

    /// <summary>Model and optimizer in one line, as in the metadata of an exported file.</summary>
    public override string ToString() => $"{Layer}; {Loss}; {Optimizer}";

    /// <summary>Folds while a condition holds after each step.</summary>
    internal TrainState<T> FoldWhile(
        TrainState<T> state,
        IEnumerable<Batch<T>> batches,
        Func<PlannedGraph<T>, bool>? goesOn
    )
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(batches);
        var end = Spread is { } spread
            ? Session.Fold(
                Loss,
                new SpreadExecutor<T>(this, spread, state),
                state,
                batches,
                goesOn is null ? null : step => goesOn(step.Parts[0])
            )
            : Session.Fold(Loss, new PlanExecutor<T>(this, state), state, batches, goesOn);
        return end with { Training = this };
    }

    /// <summary>Rents a plan for the shapes of a batch.</summary>
    internal PlannedGraph<T> Rent(StepKind kind, Shape inputs, Shape targets, int shard = 0) =>
        Plans.Rent(
            new PlanKey(kind, inputs, targets, shard),
            one => PlannedGraph<T>.Of(this, one.Kind!.Value, one.Inputs, one.Targets!, one.Shard)
        );

    /// <summary>Returns a plan.</summary>
    internal void Return(PlannedGraph<T> planned) =>
        Plans.Return(new(planned.Graph.Kind, planned.Inputs, planned.Targets, planned.Shard), planned);

    /// <summary>An initial state whose values come from a function.</summary>
    internal TrainState<T> State(Key key, Shape input, Func<Expr, Tensor<T>> value)
    {
        var states = StepGraph.StatesOf(this, input);
        return new TrainState<T>(
            this,
            input,
            states.ToImmutableSortedDictionary(
                v => v.Variable!.Path,
                v => value(v).HeldAs(v.Variable!.Storage),
                StringComparer.Ordinal
            ),
            [.. states.Where(v => v.Variable!.Kind == VariableKind.Parameter).Select(v => v.Variable!.Path)],
            [.. states.Where(v => v.Variable!.IsFixed).Select(v => v.Variable!.Path)],
            0,
            key,
            T.NaN
        );
    }

    /// <summary>Runs a graph without next values, such as an evaluation, through a pooled plan.</summary>
    internal TResult Use<TResult>(StepKind kind, Batch<T> batch, Func<PlannedGraph<T>, TResult> use)
    {
        var rented = Rent(kind, batch.Inputs.Shape, batch.Targets.Shape);
        try
        {
            return use(rented);
        }
        finally
        {
            Return(rented);
        }
    }

    // The loss, weighted for combination with that of other batches.
    private T Evaluated(TrainState<T> state, Batch<T> batch, LossTally tally) =>
        Use(
            StepKind.Evaluation,
            batch,
            evaluation =>
            {
                if (new TargetCheck(Loss).Find(batch) is { } wrong)
                {
                    throw wrong;
                }

                var loss = evaluation.Run(state, batch)[0].Span[0];
                evaluation.Graph.Losses.AddTo(tally, evaluation.Plan);
                return loss;
            }
        );
}
