using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace FunctionalNet;

/// <summary>
/// A step from gradients to updates: a pure function over expressions, an immutable record of its hyperparameters. An optimizer is a chain
/// of transforms; its output is added to the parameters.
/// </summary>
/// <example><code>
/// Transform adam = ScaleByAdam() >> ScaleByLearningRate(1e-3);
/// Transform clipped = ClipByGlobalNorm(1) >> adam;
/// </code></example>
[MadeBy(typeof(Net))]
public abstract partial record Transform : IComposed
{
    /// <summary>Two transforms in sequence. Chains are flat: grouping changes no path.</summary>
    public static Transform operator >>(Transform first, Transform second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return TransformChain.Of(first, second);
    }

    /// <summary>A transform from a function of each update, for languages that cannot derive a record, and for small transforms.</summary>
    /// <param name="name">The printed name.</param>
    /// <param name="apply">From the scope, which provides state, and an update to its new value, of the same shape.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <example><code>Transform sign = Transform.Of("Sign", (scope, update) => update.Value.Sign()) >> ScaleByLearningRate(1e-3);</code></example>
    public static Transform Of(string name, Func<Scope, Update, Expr> apply)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(apply);
        return new TransformFunction(name, apply);
    }

    /// <summary>This transform followed by another: <c>first >> second</c>, for languages without that operator.</summary>
    /// <example><code>Transform clipped = ClipByGlobalNorm(1).Then(Adam(1e-3));</code></example>
    public Transform Then(Transform next) => this >> next;

    /// <summary><c>first >=> second</c> in F#, where <c>>></c> composes only functions.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [SuppressMessage("Naming", "CA1707", Justification = "F# looks for its operators by these names.")]
    [SuppressMessage(
        "StyleCop.CSharp.NamingRules",
        "SA1300",
        Justification = "F# looks for its operators by these names."
    )]
    public static Transform op_GreaterEqualsGreater(Transform first, Transform second) => first >> second;

    /// <summary>The updates for the incoming ones; state comes from the scope.</summary>
    public abstract ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates);

    /// <summary>
    /// The factor by which the loss is multiplied before it is differentiated, a scalar of this transform's own state; incoming gradients
    /// are too large by it. Null for 1. Transforms that contain others return theirs.
    /// </summary>
    /// <param name="scope">The scope that is passed to <see cref="Apply"/>.</param>
    protected internal virtual Expr? LossFactor(Scope scope) => null;

    /// <summary>Its effect on the sign of a gradient; unknown for custom transforms.</summary>
    /// <param name="parameter">The parameter; null before parameters are known.</param>
    internal virtual RateCount CountRates(Expr? parameter) =>
        GetType().Assembly == typeof(Transform).Assembly ? RateCount.None : RateCount.Unknown;
}

/// <summary>
/// A parameter and its update: its gradient before the first transform of a chain, and after the last the value that is added to it.
/// </summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Value">The gradient or update, of the same shape.</param>
public readonly record struct Update(Expr Parameter, Expr Value)
{
    /// <summary>Gets the path of the parameter.</summary>
    public string Path => Parameter.Variable!.Path;

    /// <summary>This update with another value.</summary>
    public Update With(Expr value) => this with { Value = value };

    /// <summary>State of the shape of the parameter, starting at 0, under <paramref name="name"/> and the parameter's path.</summary>
    public Expr Slot(Scope scope, string name, Initializer? initializer = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.Slot($"{name}/{Path}", Parameter.Shape, initializer ?? new Zeros());
    }
}

/// <summary>
/// Transforms in sequence: the result of <c>first >> second</c>. Paths of state begin with the index of the transform, from 0.
/// </summary>
public sealed record TransformChain : Transform, IComposed
{
    private readonly Rope<Transform> transforms;

    private TransformChain(Rope<Transform> transforms) => this.transforms = transforms;

    /// <summary>Gets the transforms, first to last.</summary>
    public ImmutableArray<Transform> Transforms => transforms.Items;

    /// <inheritdoc/>
    IEnumerable<IComposed> IComposed.Parts => Transforms;

    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates)
    {
        ArgumentNullException.ThrowIfNull(scope);
        for (var i = 0; i < Transforms.Length; i++)
        {
            updates = Transforms[i].Apply(scope.In($"{i}"), updates);
        }

        return updates;
    }

    /// <inheritdoc/>
    protected internal override Expr? LossFactor(Scope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Expr? product = null;
        for (var i = 0; i < Transforms.Length; i++)
        {
            var factor = Transforms[i].LossFactor(scope.In($"{i}"));
            product = product is null || factor is null ? product ?? factor : product * factor;
        }

        return product;
    }

    /// <inheritdoc/>
    public bool Equals(TransformChain? other) =>
        other is not null && Transforms.AsSpan().SequenceEqual(other.Transforms.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Transforms.Aggregate(Transforms.Length, HashCode.Combine);

    /// <inheritdoc/>
    protected override string Describe() => string.Join(" >> ", Transforms);

    internal override RateCount CountRates(Expr? parameter) =>
        Transforms.Aggregate(RateCount.None, (sum, transform) => sum + transform.CountRates(parameter));

    internal static TransformChain Of(Transform first, Transform second) =>
        new(Rope<Transform>.Of(Links(first), Links(second)));

    private static Rope<Transform> Links(Transform transform) =>
        transform is TransformChain chain ? chain.transforms : Rope<Transform>.Of(transform);
}
