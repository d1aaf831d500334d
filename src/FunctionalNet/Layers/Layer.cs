using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace FunctionalNet;

/// <summary>
/// A pure function from expression to expression, an immutable record of its hyperparameters. Its weights are stored in the training state
/// under their paths, so that a layer can be applied many times.
/// </summary>
/// <remarks>
/// A chain may have any length; layers within layers may be nested 500 levels deep, and deeper nesting is rejected when it is made or
/// applied. The same holds for losses, transforms and schedules.
/// </remarks>
/// <example><code>
/// public sealed record Scale : Layer
/// {
///     public override Expr Apply(Scope scope, Expr x) => x * scope.Parameter("scale", new(x.Shape[^1]), Ones());
/// }
/// </code></example>
[MadeBy(typeof(Net))]
public abstract partial record Layer : IComposed
{
    /// <summary>Gets the name of the layer in the paths of a chain; null for its index in the chain.</summary>
    protected internal virtual string? Label => null;

    /// <summary>Gets the element type of the input of a model that begins with this layer: tokens are integers.</summary>
    protected internal virtual ElementType InputType => ElementType.Float;

    /// <summary>Gets whether it prints the name of a file, which may be moved, instead of its definition.</summary>
    internal virtual bool IsNamedByFile => false;

    /// <summary>Two layers in sequence. Chains are flat: grouping changes no path.</summary>
    public static Layer operator >>(Layer first, Layer second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Chain.Of(first, second);
    }

    /// <summary>A layer from a function, for languages that cannot derive a record, and for small layers.</summary>
    /// <param name="name">The printed name, also used in errors.</param>
    /// <param name="apply">From the scope, which provides variables, and the input to the output.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <example><code>
    /// Layer scale = Layer.Of("Scale", (scope, x) => x * scope.Parameter("scale", new(x.Shape[^1]), Ones()));
    /// </code></example>
    public static Layer Of(string name, Func<Scope, Expr, Expr> apply)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(apply);
        return new LayerFunction(name, apply);
    }

    /// <summary>This layer followed by another: <c>first >> second</c>, for languages without that operator.</summary>
    /// <example><code>Layer model = Dense(32).Then(Gelu()).Then(Dense(10));</code></example>
    public Layer Then(Layer next) => this >> next;

    /// <summary><c>first >=> second</c> in F#, where <c>>></c> composes only functions.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [SuppressMessage("Naming", "CA1707", Justification = "F# looks for its operators by these names.")]
    [SuppressMessage(
        "StyleCop.CSharp.NamingRules",
        "SA1300",
        Justification = "F# looks for its operators by these names."
    )]
    public static Layer op_GreaterEqualsGreater(Layer first, Layer second) => first >> second;

    /// <summary>
    /// The layer as a graph for inputs of one shape: from <c>"input"</c>, its parameters and slots by path, and noise while training, to
    /// its output.
    /// </summary>
    /// <param name="input">The whole shape of the input including the batch, which may be free.</param>
    /// <param name="isTraining">Whether the graph is for training, where for instance dropout drops.</param>
    /// <exception cref="ShapeException">The layer does not accept this shape.</exception>
    /// <remarks>
    /// <see cref="Derivatives"/> differentiates the graph, <see cref="Execution.Reference"/> and plans run it, and ToOnnx writes it.
    /// </remarks>
    /// <example><code>
    /// Graph graph = (Dense(8) >> Tanh() >> Dense(1)).ToGraph(new(Dim.Named("n"), 4));
    /// Graph saliency = graph.Gradient("input");
    /// </code></example>
    public Graph ToGraph(Shape input, bool isTraining = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        var trace = new Trace(isTraining);
        var x = Expr.Input("input", input, InputType);
        var y = trace.Compose(this, x);
        return new([x, .. trace.Variables], [y]) { Intermediates = trace.Results };
    }

    /// <summary>
    /// The loss of the layer as a graph: <c>"input"</c>, <c>"target"</c>, then its parameters and slots, and noise while training, to the loss with what
    /// is added to it for the parameters.
    /// </summary>
    /// <param name="input">The whole shape of the input, with the batch, which may be free.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="target">The whole shape of the target.</param>
    /// <param name="isTraining">Whether it is as in a training step, where for instance dropout drops.</param>
    /// <exception cref="ShapeException">The layer does not take such an input, or the loss such a target.</exception>
    /// <example><code>
    /// var n = Dim.Named("n");
    /// Graph slopes = Dense(3).ToGraph(new(n, 4), SoftmaxCrossEntropy(), new(n)).Gradient("weight");
    /// </code></example>
    public Graph ToGraph(Shape input, Loss loss, Shape target, bool isTraining = false)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(target);
        var prediction = ToGraph(input, isTraining);
        var t = Expr.Input("target", target, loss.Target);
        Expr[] parameters = [.. prediction.Inputs.Where(one => one.Variable!.Kind == VariableKind.Parameter)];
        return new(
            [prediction.Inputs[0], t, .. prediction.Inputs[1..]],
            [loss.Objective(prediction.Outputs[0], t, parameters)]
        )
        {
            Intermediates = prediction.Intermediates,
        };
    }

    /// <summary>The output for an input; variables come from the scope.</summary>
    public abstract Expr Apply(Scope scope, Expr x);
}
