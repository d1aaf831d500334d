using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace FunctionalNet;

/// <summary>The complete state of a training at one moment; immutable.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed record TrainState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ImmutableHashSet<string> parameters;

    internal TrainState(
        Training<T> training,
        Shape input,
        ImmutableSortedDictionary<string, Tensor<T>> values,
        ImmutableHashSet<string> parameters,
        ImmutableHashSet<string> frozen,
        long step,
        Key key,
        T loss
    ) =>
        (Training, Input, Values, this.parameters, FrozenPaths, Step, Key, Loss) = (
            training,
            input,
            values,
            parameters,
            frozen,
            step,
            key,
            loss
        );

    /// <summary>Gets the shape of one input, without the batch axis.</summary>
    public Shape Input { get; }

    /// <summary>Gets parameters and slots by path.</summary>
    public ImmutableSortedDictionary<string, Tensor<T>> Values { get; internal init; }

    /// <summary>Gets the parameters by path.</summary>
    public IEnumerable<KeyValuePair<string, Tensor<T>>> Parameters =>
        Values.Where(value => parameters.Contains(value.Key));

    /// <summary>Gets the frozen weights by path: those of a <see cref="Frozen"/> layer, or below a <see cref="LowRank"/> one.</summary>
    public IEnumerable<KeyValuePair<string, Tensor<T>>> FrozenValues =>
        Values.Where(value => FrozenPaths.Contains(value.Key));

    /// <summary>Gets the number of steps done.</summary>
    public long Step { get; internal init; }

    /// <summary>Gets the key that determines all randomness.</summary>
    public Key Key { get; }

    /// <summary>Gets the loss of the last batch, before its step; NaN before the first.</summary>
    public T Loss { get; internal init; }

    /// <summary>
    /// Gets the learning rate that the optimizer applied in the last step: including every factor that affects the step, such as that of a
    /// <see cref="ReduceOnPlateau"/>, and without factors that a rule such as Adam's cancels. Where steps are skipped or accumulated, it is
    /// that of the last applied step, and 0 before it. With several rates it is that of the first parameter that has one. NaN before the
    /// first step, and for an optimizer without a rate.
    /// </summary>
    /// <example><code>var rates = training.Scan(state, batches).Select(s => s.LearningRate);</code></example>
    public double LearningRate =>
        Step > 0 && Values.TryGetValue(Trace.LearningRate, out var rate)
            ? double.CreateTruncating(rate.Span[0])
            : double.NaN;

    /// <summary>The number of steps, the loss of the last batch, and the memory of the values.</summary>
    public override string ToString()
    {
        var (count, all) = (Parameters.Sum(one => (long)one.Value.Length), Values.Values.Sum(one => one.Bytes));
        var loss = double.CreateTruncating(Loss).ToString("G6", CultureInfo.InvariantCulture);
        var hint = Step > 0 && !T.IsFinite(Loss) ? " (training.Checked tells where it began)" : string.Empty;
        return $"step {ModelSummary.Number(Step)}, loss {loss}{hint}, {ModelSummary.Number(count)} parameters, {ModelSummary.Bytes(all)} with slots";
    }

    /// <summary>Gets the model with the current parameters and slots.</summary>
    public Model<T> Model =>
        new(Training.Layer, Input, Values)
        {
            Recipe = $"{Training}; {Step} steps from the key {Key.High:x16}{Key.Low:x16}",
            Team = Training.Team,
            Plans = Training.Plans,
        };

    /// <summary>The state with a given value for one parameter or slot.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="value">The value, in its shape.</param>
    /// <exception cref="ArgumentException">The state has no such path, or one of another shape.</exception>
    /// <example><code>TrainState&lt;float&gt; start = training.Init(1, new(64)).With("0/bias", Tensor.Vector(0f, 1f, 2f));</code></example>
    public TrainState<T> With(string path, Tensor<T> value)
    {
        ArgumentNullException.ThrowIfNull(path);
        return With(new Dictionary<string, Tensor<T>>(StringComparer.Ordinal) { [path] = value });
    }

    /// <summary>
    /// The state with given values for some parameters and slots; all others are unchanged, as are step and key. Nothing is copied.
    /// </summary>
    /// <param name="values">The values by path.</param>
    /// <exception cref="ArgumentException">The state lacks paths, or has them in other shapes; the message names all.</exception>
    /// <example><code>TrainState&lt;float&gt; start = training.Init(1, new(64)).With(trained.Values);</code></example>
    public TrainState<T> With(IReadOnlyDictionary<string, Tensor<T>> values) =>
        this with
        {
            Values = GivenValues.Into(Values, values),
        };

    /// <summary>Gets the paths of the frozen weights.</summary>
    internal ImmutableHashSet<string> FrozenPaths { get; }

    /// <summary>Gets the values that steps change: the difference between the state and its initial one.</summary>
    internal ImmutableSortedDictionary<string, Tensor<T>> ChangingValues => Values.RemoveRange(FrozenPaths);

    /// <summary>Gets the training that created it.</summary>
    internal Training<T> Training { get; init; }
}
