using System.Collections.Immutable;
using System.Globalization;

namespace FunctionalNet;

/// <summary>The weight of each class in a loss; compared by value.</summary>
/// <param name="values">The weights, from class 0 on.</param>
/// <example><code>var loss = SoftmaxCrossEntropy(weights: new ClassWeights(1, 1, 5)); // class 2 is rare</code></example>
public sealed class ClassWeights(params double[] values) : IEquatable<ClassWeights>
{
    /// <summary>Gets the weight of each class.</summary>
    public ImmutableArray<double> Values { get; } = [.. values];

    /// <inheritdoc/>
    public bool Equals(ClassWeights? other) =>
        other is not null && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClassWeights);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Aggregate(Values.Length, HashCode.Combine);

    /// <summary>The weights in brackets.</summary>
    public override string ToString() =>
        $"[{string.Join(", ", Values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>The weights as a vector over the classes of scores.</summary>
    internal Expr Over(Expr scores, string rule) =>
        scores.Shape[^1] == Values.Length
            ? Ops.Constant(new(Values.Length), [.. Values])
            : throw new ShapeException(
                rule,
                $"there are {Values.Length} weights for {scores.Shape[^1]} classes",
                "give one weight for each class"
            );
}
