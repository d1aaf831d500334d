namespace FunctionalNet;

/// <summary>
/// Provides variables to layers and transforms. Each is named by its path: the names of the scopes, outermost first, and its own.
/// </summary>
public sealed class Scope
{
    private readonly Trace trace;
    private readonly Expr? condition;
    private readonly StepCount? step;
    private readonly ParameterUse use;
    private readonly (Expr Loss, Expr? Count)? gathered;

    internal Scope(
        Trace trace,
        string path,
        Expr? condition = null,
        StepCount? step = null,
        ParameterUse use = default,
        (Expr Loss, Expr? Count)? gathered = null
    ) =>
        (this.trace, Path, this.condition, this.step, this.use, this.gathered) = (
            trace,
            path,
            condition,
            step,
            use,
            gathered
        );

    /// <summary>Gets the path of this scope; empty for the outermost.</summary>
    public string Path { get; }

    /// <summary>The path; <c>/</c> for that of the model.</summary>
    public override string ToString() => Path.Length == 0 ? "/" : Path;

    /// <summary>Gets a value indicating whether the graph is for training, where for instance dropout drops.</summary>
    public bool IsTraining => trace.IsTraining;

    /// <summary>Gets the current step of incremental decoding; null where the model computes whole sequences, as in training.</summary>
    public DecodeStep? Decoding => trace.Decoding;

    /// <summary>Gets the number of training steps done before this one, a scalar.</summary>
    /// <remarks>In float32 it is exact for the first 2²⁴ steps, and rounded to nearest after that.</remarks>
    public Expr Step => Steps.Nearest;

    /// <summary>Gets the loss of this step, a scalar, for transforms that depend on it.</summary>
    /// <exception cref="InvalidOperationException">A layer reads it: the loss is known only after the model.</exception>
    public Expr Loss =>
        gathered?.Loss
        ?? trace.Loss
        ?? throw new InvalidOperationException(
            $"'{Path}' asks for the loss, which only transforms of an optimizer see."
        );

    /// <summary>
    /// Gets the weight of this step's batch in a mean of losses over batches, a scalar: the number of elements, or the sum of the weights
    /// of those not ignored; null if the loss is a sum, so that batches add up.
    /// </summary>
    /// <remarks>For a loss of several outputs that ignore different samples it is the mean of their counts.</remarks>
    public Expr? Count => gathered is { } all ? all.Count : trace.Count;

    /// <summary>A trainable parameter. The same path with the same shape is the same parameter: weights are shared by name.</summary>
    /// <param name="name">The name within this scope.</param>
    /// <param name="shape">Its shape, with known axes.</param>
    /// <param name="initializer">The initializer.</param>
    /// <param name="roles">The roles of its axes, on which initializers and some transforms depend. If absent, two axes are weights [in,
    /// out], and three and more are filters [out, in, ...]: state the roles of anything else, such as scales of two axes or weights
    /// [experts, in, out].</param>
    /// <exception cref="ShapeException">The path belongs to another variable, an axis is free, or the roles are for another
    /// shape.</exception>
    public Expr Parameter(string name, Shape shape, Initializer initializer, AxisRoles? roles = null)
    {
        var path = At(name);
        var parameter = trace.Parameter(path, shape, initializer, roles, use.Frozen?.Invoke(path));
        return use.Read is null ? parameter : use.Read(parameter);
    }

    /// <summary>
    /// State that is not trained (a slot); <see cref="Next"/> sets its value after the step. Applications of a layer under the same path
    /// share it: in a training step the second application reads what the first one has set, so that both count, in order.
    /// </summary>
    /// <remarks>
    /// Such a value is a constant to the gradient: none flows back through the state into the first application. Keras, Flax and PyTorch
    /// update the statistics of a shared layer at each call, too.
    /// </remarks>
    /// <param name="name">The name within this scope.</param>
    /// <param name="shape">Its shape, with known axes.</param>
    /// <param name="initializer">The initializer.</param>
    /// <exception cref="ShapeException">The path belongs to another variable, or an axis is free.</exception>
    public Expr Slot(string name, Shape shape, Initializer initializer) =>
        Trace.Reserved.Contains(At(name))
            ? throw new ShapeException(
                nameof(Slot),
                $"the path '{At(name)}' is the training's own",
                "give the slot another name"
            )
            : OwnSlot(name, shape, initializer);

    /// <summary>Sets the value of a slot after this training step. At inference slots do not change.</summary>
    /// <exception cref="ShapeException">The next value has another shape.</exception>
    public void Next(Expr slot, Expr next) => trace.Next(slot, condition is null ? next : condition.Where(next, slot));

    /// <summary>
    /// Fresh random numbers in each step and at each call, drawn from (key, step, path). Applications of a layer under the same path draw
    /// separately, also with other shapes: the second draw has the path <c>name/2</c>, and so on in the order of the calls.
    /// </summary>
    /// <remarks>
    /// The graph has a variable, which the executor of the step fills before each run: <c>StepNoise.Draw</c> in the folder Training.
    /// </remarks>
    /// <param name="name">The name within this scope.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="distribution">The distribution.</param>
    /// <exception cref="ShapeException">The path belongs to another variable.</exception>
    public Expr Noise(string name, Shape shape, Initializer distribution) => trace.Noise(At(name), shape, distribution);

    /// <summary>
    /// The mean over the samples of the batch, [n, ...] to [...]: over all of them, also if ranks or shards compute parts of the batch.
    /// Layers with batch statistics use it, and compute the same on any number of ranks.
    /// </summary>
    /// <param name="x">Values per sample.</param>
    /// <remarks>In one process it is <c>x.ReduceMean([0])</c>. PyTorch: as in SyncBatchNorm.</remarks>
    /// <example><code>
    /// Expr mean = scope.BatchMean(x);                      // [n, 8] to [8]
    /// Expr variance = scope.BatchMean((x - mean).Pow(2));
    /// </code></example>
    public Expr BatchMean(Expr x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var mean = x.ReduceMean([0]);
        return trace.Share is { } share ? share.Mean(mean) : mean;
    }

    /// <summary>The child scope of this name.</summary>
    public Scope In(string name) => new(trace, At(name), condition, step, use, gathered);

    /// <summary>
    /// This scope for updates that happen in some steps only: in all other steps its slots keep their values, whatever <see cref="Next"/>
    /// sets.
    /// </summary>
    /// <param name="condition">Whether the update happens in this step: a bool scalar.</param>
    /// <param name="step">The number of updates before: <see cref="Step"/> in the returned scope.</param>
    /// <example><code>
    /// Expr isEven = scope.Step.Mod(2).Equal(0);
    /// Scope rare = scope.When(isEven, (scope.Step / 2).Floor());
    /// </code></example>
    public Scope When(Expr condition, Expr step) => When(condition, new StepCount(step, 0));

    /// <summary>Applies a layer in a child scope. Shape errors within it name the path.</summary>
    public Expr Apply(string name, Layer layer, Expr x)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var scope = In(name);
        try
        {
            var y = trace.Bounded(layer, scope, x);
            trace.Attribute(y, x, scope.Path);
            trace.Results[scope.Path] = y;
            return y;
        }
        catch (ShapeException error) when (error.At(scope.Path))
        {
            throw;
        }
    }

    /// <summary>A slot that the training itself may own, such as the number of steps.</summary>
    internal Expr OwnSlot(string name, Shape shape, Initializer initializer) =>
        trace.Slot(At(name), shape, initializer);

    /// <summary>
    /// A parameter beside another one, by its full path. It is read as it is even if the other one is replaced, and is trained unless it
    /// may be frozen.
    /// </summary>
    internal Expr Beside(string path, Shape shape, Initializer initializer, AxisRoles roles, bool mayBeFixed = false) =>
        trace.Parameter(path, shape, initializer, roles, mayBeFixed ? use.Frozen?.Invoke(path) : null);

    /// <summary>A slot beside a parameter, by its full path.</summary>
    internal Expr SlotBeside(string path, Shape shape, Initializer initializer) => trace.Slot(path, shape, initializer);

    /// <summary>Records the adaptation of a parameter.</summary>
    internal void Adapted(Adaptation adaptation) => trace.Adaptations.TryAdd(adaptation.Path, adaptation);

    /// <summary>The number of values in the whole batch, given the number in this rank or shard.</summary>
    internal long BatchCount(int here) => trace.Share is { } share ? (long)here * share.Whole / share.Count : here;

    /// <summary>Gets how the parameters requested here are treated.</summary>
    internal ParameterUse Parameters => use;

    /// <summary>Gets the condition of the steps in which this scope updates slots, a bool scalar; null for all.</summary>
    internal Expr? Condition => condition;

    /// <summary>Gets the number of training steps done before this one, exactly.</summary>
    internal StepCount Steps => step ?? trace.Steps;

    /// <summary>This scope for updates that happen in some steps only, counted exactly.</summary>
    internal Scope When(Expr condition, StepCount step) =>
        new(trace, Path, this.condition?.And(condition) ?? condition, step, use, gathered);

    /// <summary>Whether this step is the last of a period: a bool scalar.</summary>
    internal Expr IsEach(int period) => Steps.Mod(period).Equal(period - 1);

    /// <summary>The count after this step.</summary>
    internal void NextCount(StepCount count, StepCount next)
    {
        Next(count.Nearest, next.Nearest);
        Next(count.Rest, next.Rest);
    }

    /// <summary>The paths of the parameters that the model trains, also of those that a transform does not see.</summary>
    internal IEnumerable<string> ParameterPaths() =>
        trace
            .Variables.Select(one => one.Variable!)
            .Where(one => one is { Kind: VariableKind.Parameter, IsFixed: false })
            .Select(one => one.Path);

    /// <summary>Applies a layer in this scope itself, as wrappers do.</summary>
    internal Expr Within(Layer layer, Expr x) => trace.Bounded(layer, this, x);

    /// <summary>This scope with parameters treated differently.</summary>
    internal Scope Using(ParameterUse parameters) => new(trace, Path, condition, step, parameters, gathered);

    /// <summary>This scope with the loss of several batches, and their weight.</summary>
    internal Scope Gathering(Expr loss, Expr? count) => new(trace, Path, condition, step, use, (loss, count));

    /// <summary>The next values set so far.</summary>
    internal IReadOnlyDictionary<Expr, Expr> Nexts() => trace.Nexts.ToDictionary();

    /// <summary>Replaces the next value of a slot.</summary>
    internal void Replace(Expr slot, Expr next) => trace.Next(slot, next);

    /// <summary>Records that an expression replaces another: it belongs to the same layer.</summary>
    internal void InheritPath(Expr expr, Expr next) => trace.InheritPath(expr, next);

    /// <summary>The value of a slot after this step, given the condition of the scope.</summary>
    internal void NextElse(Expr slot, Expr next, Expr otherwise) =>
        trace.Next(slot, condition is null ? next : condition.Where(next, otherwise));

    /// <summary>Updates the rate by which the updates of a parameter have been multiplied.</summary>
    internal void ChangeRate(string path, Func<AppliedRate, AppliedRate> change) =>
        trace.Rates[path] = change(trace.Rates.GetValueOrDefault(path));

    /// <summary>Declares that the loss is multiplied by a slot of this scope before it is differentiated.</summary>
    internal void ScaleLoss() => trace.Scaled.Add(Path);

    /// <summary>Whether it is.</summary>
    internal bool IsLossScaled() => trace.Scaled.Contains(Path);

    /// <summary>Whether it is multiplied by a slot of one of the enclosing scopes.</summary>
    internal bool IsWithinLossScale() =>
        trace.Scaled.Any(path => Path.StartsWith($"{path}/", StringComparison.Ordinal));

    private string At(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Path.Length == 0 ? name : $"{Path}/{name}";
    }
}
