namespace FunctionalNet;

/// <summary>
/// A layer whose parameters are frozen: no step changes them, and they are no part of the optimizer's state, of a checkpoint, or of the
/// state of an exported step. Shapes, values and paths are those of the layer.
/// </summary>
/// <remarks>
/// By depth: <c>Frozen(encoder) >> head</c>; by path, with <c>where</c>: <c>path => !path.EndsWith("/bias")</c> trains only the biases.
/// Running statistics of batch normalization are still updated. <see cref="Freeze"/> freezes in the optimizer: parameters then stay part of
/// the state and of checkpoints. PyTorch: requires_grad_(False). Keras: layer.trainable.
/// </remarks>
/// <param name="Inner">The layer.</param>
/// <param name="Where">Which parameters to freeze, by path; all if absent.</param>
/// <param name="Storage">The format that frozen weights are held in.</param>
/// <example><code>Layer tuned = Frozen(Dense(256) >> Gelu() >> Dense(64)) >> Dense(3);</code></example>
public sealed partial record Frozen(
    Layer Inner,
    Func<string, bool>? Where = null,
    WeightFormat Storage = WeightFormat.Full
) : Layer
{
    /// <inheritdoc/>
    protected internal override string? Label => Inner.Label;

    /// <inheritdoc/>
    protected internal override ElementType InputType => Inner.InputType;

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The layer has parameters, and none is selected.</exception>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        if (scope.Parameters.IsMerged)
        {
            return scope.Within(Inner, x);
        }

        var (passed, isMatched) = (new List<string>(), false);
        var y = scope.Using(scope.Parameters.Freezing(IsFrozen, Storage)).Within(Inner, x);
        return isMatched || passed.Count == 0
            ? y
            : throw new ShapeException(
                nameof(Frozen),
                $"it freezes none of {Listing.Of(passed)}",
                "give the paths of some of them, or leave Frozen out"
            );

        bool IsFrozen(string path)
        {
            passed.Add(path);
            var isFrozen = Where?.Invoke(path) != false;
            isMatched |= isFrozen;
            return isFrozen;
        }
    }
}
