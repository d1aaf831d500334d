using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Permutes the axes: axis i of the result is axis <see cref="Permutation"/>[i] of the input.</summary>
/// <remarks>ONNX: Transpose. Keras' Permute does not count the batch.</remarks>
/// <example><code>Layer overTokens = Transpose(0, 2, 1) >> Dense(64) >> Transpose(0, 2, 1);</code></example>
public sealed partial record Transpose : Layer
{
    /// <summary>Initializes a new instance of the <see cref="Transpose"/> class.</summary>
    /// <param name="permutation">The input axis of each output axis, including the batch.</param>
    public Transpose(params int[] permutation) => Permutation = [.. permutation];

    /// <summary>Gets the input axis of each output axis, including the batch.</summary>
    public ImmutableArray<int> Permutation
    {
        get;
        init => field = Ranges.Each(value, nameof(Permutation), axis => Ranges.Number(axis, nameof(Permutation)));
    }

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Transpose([.. Permutation]);
}
