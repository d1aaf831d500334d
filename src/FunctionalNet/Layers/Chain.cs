using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Layers in sequence: the result of <c>first >> second</c>. Paths begin with the index of the layer, from 0.</summary>
/// <remarks>A chain may have any length: composing and walking it takes linear time, and no stack.</remarks>
public sealed record Chain : Layer, IComposed
{
    private readonly Rope<Layer> layers;

    private Chain(Rope<Layer> layers) => this.layers = layers;

    /// <summary>Gets the layers, first to last.</summary>
    public ImmutableArray<Layer> Layers => layers.Items;

    /// <inheritdoc/>
    IEnumerable<IComposed> IComposed.Parts => Layers;

    /// <inheritdoc/>
    protected internal override ElementType InputType => Layers[0].InputType;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        for (var i = 0; i < Layers.Length; i++)
        {
            x = scope.Apply(Layers[i].Label ?? $"{i}", Layers[i], x);
        }

        return x;
    }

    /// <inheritdoc/>
    public bool Equals(Chain? other) => other is not null && Layers.AsSpan().SequenceEqual(other.Layers.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Layers.Aggregate(Layers.Length, HashCode.Combine);

    /// <inheritdoc/>
    protected override string Describe() => string.Join(" >> ", Layers);

    internal static Chain Of(Layer first, Layer second) => new(Rope<Layer>.Of(Links(first), Links(second)));

    private static Rope<Layer> Links(Layer layer) => layer is Chain chain ? chain.layers : Rope<Layer>.Of(layer);
}

/// <content>Sequential.</content>
public static partial class Net
{
    /// <summary>Layers one after the other: <c>a >> b >> c</c> written as a list, as in Keras and PyTorch, and in languages without that operator.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    /// <example><code>Layer model = Sequential(Dense(32), Gelu(), Dense(10)); // the same as Dense(32) >> Gelu() >> Dense(10)</code></example>
    public static Layer Sequential(params Layer[] layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return layers.Length > 0
            ? layers.Aggregate((first, second) => first >> second)
            : throw new ArgumentException(
                "Sequential: there are no layers. Repair: give one at least.",
                nameof(layers)
            );
    }
}
