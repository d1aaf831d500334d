namespace FunctionalNet;

/// <summary>
/// What a layer or a transform asks for its variables. Each is named by its path: the names of the scopes, outermost
/// first, and its own.
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

    /// <summary>Gets the path of this scope; empty at the top.</summary>
    public string Path { get; }

    /// <summary>Gets a value indicating whether the graph is for training, where for instance dropout drops.</summary>
    public bool IsTraining => trace.IsTraining;

    /// <summary>Gets the step of decoding that is composed; null where the model is given whole sequences, as in training.</summary>
    public DecodeStep? Decoding => trace.Decoding;

    /// <summary>Gets the number of training steps done before this one, a scalar.</summary>
    /// <remarks>In float32 it is exact for the first 2²⁴ steps, and then the number of float32 that is nearest.</remarks>
    public Expr Step => Steps.Nearest;

    /// <summary>Gets the loss of this step, a scalar, for transforms that look at it.</summary>
    /// <exception cref="InvalidOperationException">A layer asks for it: the loss is known only behind the model.</exception>
    public Expr Loss =>
        gathered?.Loss
        ?? trace.Loss
        ?? throw new InvalidOperationException(
            $"'{Path}' asks for the loss, which only transforms of an optimizer see."
        );

    /// <summary>
    /// Gets how much the batch of this step counts beside others in the mean of its loss, a scalar: elements, or the weights of what is not
    /// left out; null where the loss is a sum, so that batches add up.
    /// </summary>
    /// <remarks>Of a loss of several outputs that leave out different samples it is the mean of their counts.</remarks>
    public Expr? Count => gathered is { } all ? all.Count : trace.Count;

    /// <summary>What the optimizer changes. The same path with the same shape is the same parameter: weights are shared by name.</summary>
    /// <param name="name">The name within this scope.</param>
    /// <param name="shape">Its shape, with known axes.</param>
    /// <param name="initializer">How it starts.</param>
    /// <param name="roles">
    /// What its axes stand for, by which initializers and some transforms go. Where it is absent, two axes are weights [in, out], three
    /// and more are filters [out, in, ...]: say it of anything else, such as scales of two axes or weights [experts, in, out].
    /// </param>
    /// <exception cref="ShapeException">The path is taken by another variable, an axis is free, or the roles are those of another shape.</exception>
    public Expr Parameter(string name, Shape shape, Initializer initializer, AxisRoles? roles = null)
    {
        var path = At(name);
        var parameter = trace.Parameter(path, shape, initializer, roles, use.IsFixed?.Invoke(path) == true);
        return use.Read is null ? parameter : use.Read(parameter);
    }

    /// <summary>
    /// State that is not trained; say by <see cref="Next"/> how it goes on. A layer that is applied twice in one path shares it: in a
    /// training step the second application reads what the first one has said, so that both count, in their order.
    /// </summary>
    /// <remarks>
    /// What is read so is a number: no gradient flows back through the state into the first application. Keras, Flax and PyTorch
    /// update the statistics of a shared layer at each call too.
    /// </remarks>
    /// <param name="name">The name within this scope.</param>
    /// <param name="shape">Its shape, with known axes.</param>
    /// <param name="initializer">How it starts.</param>
    /// <exception cref="ShapeException">The path is taken by another variable, or an axis is free.</exception>
    public Expr Slot(string name, Shape shape, Initializer initializer) =>
        Trace.Reserved.Contains(At(name))
            ? throw new ShapeException(
                nameof(Slot),
                $"the path '{At(name)}' is the training's own",
                "give the slot another name"
            )
            : OwnSlot(name, shape, initializer);

    /// <summary>The value of a slot after this training step. At inference slots stay as they are.</summary>
    /// <exception cref="ShapeException">The next value is of another shape.</exception>
    public void Next(Expr slot, Expr next) => trace.Next(slot, condition is null ? next : condition.Where(next, slot));

    /// <summary>
    /// Fresh random numbers in each step and at each call, drawn from (key, step, path). A layer that is applied twice in one path draws
    /// twice, also of another shape: the second draw has the path <c>name/2</c>, and so on in the order of the calls.
    /// </summary>
    /// <param name="name">The name within this scope.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="distribution">How it is drawn.</param>
    /// <exception cref="ShapeException">The path is taken by another variable.</exception>
    public Expr Noise(string name, Shape shape, Initializer distribution) => trace.Noise(At(name), shape, distribution);

    /// <summary>
    /// The mean over the samples of the batch, [n, ...] to [...]: over all of them, also where several ranks or shards have some each. A layer
    /// that uses statistics of the batch takes them by this, and is then the same layer on any number of ranks.
    /// </summary>
    /// <param name="x">Values of each sample.</param>
    /// <remarks>Where the samples are in one place it is <c>x.ReduceMean([0])</c>. PyTorch: what SyncBatchNorm does.</remarks>
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

    /// <summary>The scope of this name below this one.</summary>
    public Scope In(string name) => new(trace, At(name), condition, step, use, gathered);

    /// <summary>This scope for what happens in some steps only: elsewhere its slots stay, whatever is said by <see cref="Next"/>.</summary>
    /// <param name="condition">Whether it happens in this step: a bool scalar.</param>
    /// <param name="step">How often it has happened before: what <see cref="Step"/> is in there.</param>
    /// <example><code>
    /// Expr isEven = scope.Step.Mod(2).Equal(0);
    /// Scope rare = scope.When(isEven, (scope.Step / 2).Floor());
    /// </code></example>
    public Scope When(Expr condition, Expr step) => When(condition, new StepCount(step, 0));

    /// <summary>A layer applied in a scope of its own. Shape errors within it name the path.</summary>
    public Expr Apply(string name, Layer layer, Expr x)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var scope = In(name);
        try
        {
            var y = Trace.Bounded(layer, scope, x);
            trace.Attribute(y, x, scope.Path);
            return y;
        }
        catch (ShapeException error) when (error.At(scope.Path))
        {
            throw;
        }
    }

    /// <summary>A slot that may be the training's own, such as the number of steps.</summary>
    internal Expr OwnSlot(string name, Shape shape, Initializer initializer) =>
        trace.Slot(At(name), shape, initializer);

    /// <summary>
    /// A parameter beside another one, by its whole path, which is read as it is wherever that one lies, and learns there too unless it
    /// may be fixed.
    /// </summary>
    internal Expr Beside(string path, Shape shape, Initializer initializer, AxisRoles roles, bool mayBeFixed = false) =>
        trace.Parameter(path, shape, initializer, roles, mayBeFixed && use.IsFixed?.Invoke(path) == true);

    /// <summary>A slot beside a parameter, by its whole path.</summary>
    internal Expr SlotBeside(string path, Shape shape, Initializer initializer) => trace.Slot(path, shape, initializer);

    /// <summary>Notes how a parameter is adapted.</summary>
    internal void Adapted(Adaptation adaptation) => trace.Adaptations.TryAdd(adaptation.Path, adaptation);

    /// <summary>How many values the batch has, of which so many are here.</summary>
    internal long BatchCount(int here) => trace.Share is { } share ? (long)here * share.Whole / share.Count : here;

    /// <summary>Gets what becomes of the parameters that are asked for here.</summary>
    internal ParameterUse Parameters => use;

    /// <summary>Gets in which steps slots go on in this scope: a bool scalar; null for all.</summary>
    internal Expr? Condition => condition;

    /// <summary>Gets the number of training steps done before this one, exactly.</summary>
    internal StepCount Steps => step ?? trace.Steps;

    /// <summary>This scope for what happens in some steps only, counted exactly.</summary>
    internal Scope When(Expr condition, StepCount step) =>
        new(trace, Path, this.condition?.And(condition) ?? condition, step, use, gathered);

    /// <summary>Whether this step is the last one of a period: a bool scalar.</summary>
    internal Expr IsEach(int period) => Steps.Mod(period).Equal(period - 1);

    /// <summary>The value of a count after this step.</summary>
    internal void NextCount(StepCount count, StepCount next)
    {
        Next(count.Nearest, next.Nearest);
        Next(count.Rest, next.Rest);
    }

    /// <summary>A layer applied in this very scope, as one that wraps another does.</summary>
    internal Expr Within(Layer layer, Expr x) => Trace.Bounded(layer, this, x);

    /// <summary>This scope where parameters are used otherwise.</summary>
    internal Scope Using(ParameterUse parameters) => new(trace, Path, condition, step, parameters, gathered);

    /// <summary>This scope where the loss is that of several batches, and counts as much as they do.</summary>
    internal Scope Gathering(Expr loss, Expr? count) => new(trace, Path, condition, step, use, (loss, count));

    /// <summary>The next values that are known by now.</summary>
    internal IReadOnlyDictionary<Expr, Expr> Nexts() => trace.Nexts.ToDictionary();

    /// <summary>Puts another expression in the place of the next value of a slot.</summary>
    internal void Replace(Expr slot, Expr next) => trace.Next(slot, next);

    /// <summary>Says that an expression has taken the place of another one: it is of the same layer.</summary>
    internal void Became(Expr expr, Expr next) => trace.Became(expr, next);

    /// <summary>The value of a slot after this step, and after a step in which nothing happens.</summary>
    internal void NextElse(Expr slot, Expr next, Expr otherwise) =>
        trace.Next(slot, condition is null ? next : condition.Where(next, otherwise));

    /// <summary>Says what becomes of the rate that the updates of a parameter were multiplied by.</summary>
    internal void ChangeRate(string path, Func<AppliedRate, AppliedRate> change) =>
        trace.Rates[path] = change(trace.Rates.GetValueOrDefault(path));

    /// <summary>Says that the loss is multiplied by what this scope keeps, before it is differentiated.</summary>
    internal void ScaleLoss() => trace.Scaled.Add(Path);

    /// <summary>Whether it is.</summary>
    internal bool IsLossScaled() => trace.Scaled.Contains(Path);

    /// <summary>Whether it is multiplied by what one of the scopes around this one keeps.</summary>
    internal bool IsWithinLossScale() =>
        trace.Scaled.Any(path => Path.StartsWith($"{path}/", StringComparison.Ordinal));

    private string At(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Path.Length == 0 ? name : $"{Path}/{name}";
    }
}
