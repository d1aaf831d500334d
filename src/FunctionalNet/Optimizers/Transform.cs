using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace FunctionalNet;

/// <summary>
/// One step on the way from gradients to updates: a pure function over expressions, an immutable record of its
/// hyperparameters. An optimizer is a chain of transforms; what comes out is added to the parameters.
/// </summary>
/// <example><code>
/// Transform adam = ScaleByAdam() >> ScaleByLearningRate(1e-3);
/// Transform clipped = ClipByGlobalNorm(1) >> adam;
/// </code></example>
[MadeBy(typeof(Net))]
public abstract partial record Transform : IComposed
{
    /// <summary>Two transforms one after the other. Chains are flat: grouping changes no path.</summary>
    public static Transform operator >>(Transform first, Transform second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return TransformChain.Of(first, second);
    }

    /// <summary>A transform from a function of each update, for languages that cannot derive a record, and for small ones anywhere.</summary>
    /// <param name="name">How it prints.</param>
    /// <param name="apply">From the scope, which gives state, and an update to its new value, of the same shape.</param>
    /// <exception cref="ArgumentException">There is no name.</exception>
    /// <example><code>Transform sign = Transform.Of("Sign", (scope, update) => update.Value.Sign()) >> ScaleByLearningRate(1e-3);</code></example>
    public static Transform Of(string name, Func<Scope, Update, Expr> apply)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(apply);
        return new TransformFunction(name, apply);
    }

    /// <summary>This transform and then another one: <c>first >> second</c>, for languages without that operator.</summary>
    /// <example><code>Transform clipped = ClipByGlobalNorm(1).Then(Adam(1e-3));</code></example>
    public Transform Then(Transform next) => this >> next;

    /// <summary><c>first >=> second</c> in F#, where <c>>></c> composes functions and nothing else.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [SuppressMessage("Naming", "CA1707", Justification = "F# looks for its operators by these names.")]
    [SuppressMessage(
        "StyleCop.CSharp.NamingRules",
        "SA1300",
        Justification = "F# looks for its operators by these names."
    )]
    public static Transform op_GreaterEqualsGreater(Transform first, Transform second) => first >> second;

    /// <summary>The updates that follow from the incoming ones; state is asked from the scope.</summary>
    public abstract ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates);

    /// <summary>
    /// What the loss is multiplied by before it is differentiated, a scalar of this transform's own state, so that the gradients that
    /// come in are too large by it; null for 1. Whoever holds other transforms passes theirs on.
    /// </summary>
    /// <param name="scope">The scope that <see cref="Apply"/> gets.</param>
    protected internal virtual Expr? LossFactor(Scope scope) => null;

    /// <summary>What it makes of the direction of a gradient; of a transform of a user that is not known.</summary>
    /// <param name="parameter">The parameter; null where none is known yet.</param>
    internal virtual Descent Descends(Expr? parameter) =>
        GetType().Assembly == typeof(Transform).Assembly ? Descent.None : Descent.Unknown;
}

/// <summary>A parameter and its update: its gradient before the first transform of a chain, the value that is added to it after the last.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Value">The gradient or update, of its shape.</param>
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

/// <summary>Transforms one after the other: what <c>first >> second</c> makes. State lies under the place of its transform, from 0.</summary>
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

    internal override Descent Descends(Expr? parameter) =>
        Transforms.Aggregate(Descent.None, (sum, transform) => sum + transform.Descends(parameter));

    internal static TransformChain Of(Transform first, Transform second) =>
        new(Rope<Transform>.Of(Links(first), Links(second)));

    private static Rope<Transform> Links(Transform transform) =>
        transform is TransformChain chain ? chain.transforms : Rope<Transform>.Of(transform);
}
