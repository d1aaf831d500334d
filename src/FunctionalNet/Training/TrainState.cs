using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>Everything that training changes, at one moment; immutable.</summary>
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

    /// <summary>Gets the weights that no step changes, by path: those of a <see cref="Frozen"/> layer, or below a <see cref="LowRank"/> one.</summary>
    public IEnumerable<KeyValuePair<string, Tensor<T>>> FrozenValues =>
        Values.Where(value => FrozenPaths.Contains(value.Key));

    /// <summary>Gets the number of steps done.</summary>
    public long Step { get; internal init; }

    /// <summary>Gets the key from which all randomness follows.</summary>
    public Key Key { get; }

    /// <summary>Gets the loss of the last batch, before its step; NaN before the first.</summary>
    public T Loss { get; internal init; }

    /// <summary>
    /// Gets the learning rate of the step that led here, as the optimizer has applied it: times every factor that reaches the step, such as
    /// that of a <see cref="ReduceOnPlateau"/>, and without those that a rule such as Adam's takes out again; of the last step that was taken
    /// where steps are skipped or gathered, and 0 before that one. With several it is that of the first parameter that has one. NaN before the first step,
    /// and of an optimizer without a rate.
    /// </summary>
    /// <example><code>var rates = training.Scan(state, batches).Select(s => s.LearningRate);</code></example>
    public double LearningRate =>
        Step > 0 && Values.TryGetValue(Trace.LearningRate, out var rate)
            ? double.CreateTruncating(rate.Span[0])
            : double.NaN;

    /// <summary>Gets the model with the parameters and slots of this moment.</summary>
    public Model<T> Model =>
        new(Training.Layer, Input, Values)
        {
            Recipe = $"{Training}; {Step} steps from the key {Key.High:x16}{Key.Low:x16}",
            Team = Training.Team,
            Plans = Training.Plans,
        };

    /// <summary>The state with given numbers in place of one parameter or slot.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="value">The numbers, in its shape.</param>
    /// <exception cref="ArgumentException">The state has no such path, or in another shape.</exception>
    /// <example><code>TrainState&lt;float&gt; start = training.Init(1, new(64)).With("0/bias", Tensor.Vector(0f, 1f, 2f));</code></example>
    public TrainState<T> With(string path, Tensor<T> value)
    {
        ArgumentNullException.ThrowIfNull(path);
        return With(new Dictionary<string, Tensor<T>>(StringComparer.Ordinal) { [path] = value });
    }

    /// <summary>The state with given numbers in place of some parameters and slots; all others stay, step and key too. Nothing is copied.</summary>
    /// <param name="values">The numbers by path.</param>
    /// <exception cref="ArgumentException">The state lacks paths, or has them in other shapes; all are named.</exception>
    /// <example><code>TrainState&lt;float&gt; start = training.Init(1, new(64)).With(trained.Values);</code></example>
    public TrainState<T> With(IReadOnlyDictionary<string, Tensor<T>> values) =>
        this with
        {
            Values = GivenValues.Into(Values, values),
        };

    /// <summary>Gets the paths of what no step changes.</summary>
    internal ImmutableHashSet<string> FrozenPaths { get; }

    /// <summary>Gets what steps change, and with it all that the state is beside what it began with.</summary>
    internal ImmutableSortedDictionary<string, Tensor<T>> ChangingValues => Values.RemoveRange(FrozenPaths);

    /// <summary>Gets the training that made it.</summary>
    internal Training<T> Training { get; init; }
}
