using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Layers one after the other: what <c>first >> second</c> makes. Variables lie under the place of their layer, from 0.</summary>
public sealed record Chain : Layer
{
    private Chain(ImmutableArray<Layer> layers) => Layers = layers;

    /// <summary>Gets the layers, first to last.</summary>
    public ImmutableArray<Layer> Layers { get; }

    /// <inheritdoc/>
    protected internal override ElementType InputType => Layers.IsEmpty ? base.InputType : Layers[0].InputType;

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

    internal static Chain Of(params ReadOnlySpan<Layer> layers)
    {
        var flat = ImmutableArray.CreateBuilder<Layer>();
        foreach (var layer in layers)
        {
            flat.AddRange(layer is Chain chain ? chain.Layers : [layer]);
        }

        return new Chain(flat.ToImmutable());
    }
}
