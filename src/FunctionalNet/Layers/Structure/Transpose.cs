using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>The axes in another order: axis i of the result is axis <see cref="Permutation"/>[i] of the input.</summary>
/// <remarks>ONNX: Transpose. Keras' Permute counts without the batch.</remarks>
public sealed record Transpose : Layer
{
    /// <summary>Initializes a new instance of the <see cref="Transpose"/> class.</summary>
    /// <param name="permutation">Where each axis comes from, the batch included.</param>
    public Transpose(params int[] permutation) => Permutation = [.. permutation];

    /// <summary>Gets where each axis comes from, the batch included.</summary>
    public ImmutableArray<int> Permutation { get; }

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x) => x.Transpose([.. Permutation]);

    /// <inheritdoc/>
    public bool Equals(Transpose? other) =>
        other is not null && Permutation.AsSpan().SequenceEqual(other.Permutation.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Permutation.Aggregate(Permutation.Length, HashCode.Combine);

    /// <inheritdoc/>
    protected override string Describe() => $"Transpose({string.Join(", ", Permutation)})";
}

/// <content>Transpose.</content>
public static partial class Net
{
    /// <summary>The axes in another order, the batch included.</summary>
    /// <example><code>Layer overTokens = Transpose(0, 2, 1) >> Dense(64) >> Transpose(0, 2, 1);</code></example>
    public static Layer Transpose(params int[] permutation) => new Transpose(permutation);
}
