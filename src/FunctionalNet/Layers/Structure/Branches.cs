using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Layers side by side. The variables of each lie under its place, from 0, or its name.</summary>
public abstract partial record Branches : Layer, IComposed
{
    /// <summary>Initializes a new instance of the <see cref="Branches"/> class.</summary>
    /// <param name="layers">At least one.</param>
    private protected Branches(ReadOnlySpan<Layer> layers)
    {
        if (layers.IsEmpty)
        {
            throw new ArgumentException("Give at least one layer.", nameof(layers));
        }

        Layers = [.. layers.ToArray().Select(Nesting.Part)];
    }

    /// <summary>Gets the layers.</summary>
    public ImmutableArray<Layer> Layers { get; }

    /// <inheritdoc/>
    IEnumerable<IComposed> IComposed.Parts => Layers;

    /// <inheritdoc/>
    protected internal override ElementType InputType => Layers[0].InputType;

    /// <summary>A branch applied to its input.</summary>
    private protected Expr Branch(Scope scope, int branch, Expr x) =>
        scope.Apply(Layers[branch].Label ?? $"{branch}", Layers[branch], x);
}
