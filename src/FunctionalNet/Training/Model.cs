using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Execution;
using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>A layer with the values of its parameters and slots, for prediction, evaluation and export. Immutable.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>Tensor&lt;float&gt; logits = trained.Model.Predict(test.Inputs); // [n, 64] to [n, 10]</code></example>
public sealed class Model<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Initializes a new instance of the <see cref="Model{T}"/> class.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">The shape of one input, without the batch axis.</param>
    /// <param name="values">Parameters and slots by path; others than the layer's are ignored.</param>
    public Model(Layer layer, Shape input, IReadOnlyDictionary<string, Tensor<T>> values)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(values);
        (Layer, Input) = (Nesting.Whole(layer), input);
        Values = Compose(new Shape(1).Append(input))
            .Variables.ToImmutableSortedDictionary(
                variable => variable.Variable!.Path,
                variable =>
                    values.TryGetValue(variable.Variable!.Path, out var value) && value.Shape == variable.Shape
                        ? value.HeldAs(variable.Variable.Storage)
                        : throw new ArgumentException(
                            $"{variable.Variable} of shape {variable.Shape} has {(value is null ? "no value" : $"a value of shape {value.Shape}")}.",
                            nameof(values)
                        ),
                StringComparer.Ordinal
            );
    }

    // The same model with other values.
    private Model(Model<T> model, ImmutableSortedDictionary<string, Tensor<T>> values) =>
        (Layer, Input, Recipe, Team, Plans, Values) = (
            model.Layer,
            model.Input,
            model.Recipe,
            model.Team,
            model.Plans,
            values
        );

    /// <summary>Gets the layer.</summary>
    public Layer Layer { get; }

    /// <summary>Gets the shape of one input, without the batch axis.</summary>
    public Shape Input { get; }

    /// <summary>Gets the parameters and slots of the layer by path.</summary>
    public ImmutableSortedDictionary<string, Tensor<T>> Values { get; }

    /// <summary>Gets the metadata of the training; empty without one.</summary>
    public string Recipe { get; init; } = string.Empty;

    /// <summary>Gets the number of threads of the plans.</summary>
    internal Team Team { get; init; } = Team.Shared;

    /// <summary>Gets the pool of plans, shared with the training that made the model: its models differ in values only.</summary>
    internal ResourcePool<PlanKey> Plans { get; init; } = new();

    /// <summary>The predictions for a batch: [n, ...] to [n, ...].</summary>
    /// <exception cref="ShapeException">The inputs do not have the model's input shape.</exception>
    public Tensor<T> Predict(Tensor<T> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Shape.Rank == 0 || inputs.Shape[1..] != Input)
        {
            throw new ShapeException(
                nameof(Predict),
                $"the inputs are {inputs.Shape}",
                $"give a batch of {new Shape(Dim.Named("n")).Append(Input)}{Hint(inputs.Shape)}"
            );
        }

        var key = new PlanKey(Kind: null, inputs.Shape, Targets: null);
        var rented = Plans.Rent(
            key,
            one =>
            {
                var composed = Compose(one.Inputs);
                return new Planned(Plan<T>.ForPrediction(composed.Graph, Team), composed);
            }
        );
        var outputs = rented.Plan.Run(rented.Graph.Bind(inputs, Values));
        Plans.Return(key, rented);
        return outputs[0];
    }

    /// <summary>The model with a given value for one parameter or slot.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="value">The value, in its shape.</param>
    /// <exception cref="ArgumentException">The model has no such path, or one of another shape.</exception>
    /// <example><code>Model&lt;float&gt; shifted = trained.Model.With("0/bias", Tensor.Vector(0f, 1f, 2f));</code></example>
    public Model<T> With(string path, Tensor<T> value)
    {
        ArgumentNullException.ThrowIfNull(path);
        return With(new Dictionary<string, Tensor<T>>(StringComparer.Ordinal) { [path] = value });
    }

    /// <summary>
    /// The model with given values for some parameters and slots; all others are unchanged. Values and plans are shared, not copied.
    /// </summary>
    /// <param name="values">The values by path.</param>
    /// <exception cref="ArgumentException">The model lacks paths, or has them in other shapes; the message names all.</exception>
    /// <example><code>Model&lt;float&gt; tuned = trained.Model.With(state.Model.Values);</code></example>
    public Model<T> With(IReadOnlyDictionary<string, Tensor<T>> values) => new(this, GivenValues.Into(Values, values));

    /// <summary>
    /// A table of its layers for a batch: the shape of the output, parameters, FLOPs, and memory, which is that of the outputs of the
    /// layer and of the layers within it; below it the sums, and the sizes of inputs, forward pass and parameters.
    /// </summary>
    /// <remarks>Keras: <c>model.summary()</c>; torchinfo: <c>summary</c>, whose size of a pass counts gradients too. A plan needs less:
    /// outputs share memory; see <see cref="MemoryUse"/>.</remarks>
    /// <param name="batch">The number of samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample.</exception>
    /// <example><code>Console.WriteLine(trained.Model.Summary(batch: 64));</code></example>
    public string Summary(int batch = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        return ModelSummary.Of(Layer, Input, batch, Unsafe.SizeOf<T>());
    }

    /// <summary>The <see cref="Summary"/> for one sample.</summary>
    /// <example><code>Console.WriteLine(trained.Model);</code></example>
    public override string ToString() => Summary();

    /// <summary>The prediction for inputs of a shape, whose batch axis may be free.</summary>
    internal LayerGraph Compose(Shape inputs)
    {
        var trace = new Trace(isTraining: false);
        var x = Expr.Input("input", inputs, Layer.InputType);
        var y = trace.Compose(Layer, x);
        return new(x, [.. trace.Variables], [y], trace.Origins) { Adaptations = [.. trace.Adaptations.Values] };
    }

    // The shape of a batch may have been given where that of one sample belongs.
    private string Hint(Shape inputs) =>
        inputs.Rank > 1 && Input.Rank == inputs.Rank && Input[1..] == inputs[1..]
            ? $"; or make the model for samples of {Input[1..]}, as Init takes the shape of one, without the batch axis"
            : string.Empty;

    private sealed record Planned(Plan<T> Plan, LayerGraph Graph);
}

/// <summary>Creates models without training.</summary>
public static class Model
{
    /// <summary>A model whose parameters and slots are drawn by their initializers from the key and their paths.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">The shape of one input, without the batch axis.</param>
    /// <param name="key">The key that determines all of them: the same key as for <see cref="Training{T}.Init"/> gives the same
    /// values.</param>
    /// <exception cref="ShapeException">The layer does not accept such an input.</exception>
    /// <example><code>Model&lt;float&gt; model = Model.Init&lt;float&gt;(Dense(32) >> Relu() >> Dense(10), new(64), key: 1);</code></example>
    public static Model<T> Init<T>(Layer layer, Shape input, Key key)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(input);
        var trace = new Trace(isTraining: false);
        trace.Compose(layer, Expr.Input("input", new Shape(1).Append(input), layer.InputType));
        trace.CheckMemory(Unsafe.SizeOf<T>());
        return new(
            layer,
            input,
            trace.Variables.ToImmutableSortedDictionary(
                variable => variable.Variable!.Path,
                variable => variable.Variable!.Start<T>(key),
                StringComparer.Ordinal
            )
        );
    }
}
