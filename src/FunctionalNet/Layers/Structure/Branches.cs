using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Parallel layers. The paths of each begin with its index, from 0, or its name.</summary>
public abstract partial record Branches : Layer, IComposed
{
    /// <summary>Initializes a new instance of the <see cref="Branches"/> class.</summary>
    /// <param name="layers">At least one.</param>
    private protected Branches(ReadOnlySpan<Layer> layers) => Layers = [.. layers];

    /// <summary>Gets the layers; a <c>with</c> must keep their number.</summary>
    public ImmutableArray<Layer> Layers
    {
        get;
        init =>
            field = Ranges.Each(
                value,
                nameof(Layers),
                layer => Nesting.Part(Ranges.Given(layer, nameof(Layers))),
                field.IsDefault ? null : field.Length
            );
    }

    /// <inheritdoc/>
    IEnumerable<IComposed> IComposed.Parts => Layers;

    /// <inheritdoc/>
    protected internal override ElementType InputType => Layers[0].InputType;

    /// <summary>Applies a branch to its input.</summary>
    private protected Expr Branch(Scope scope, int branch, Expr x) =>
        scope.Apply(Layers[branch].Label ?? $"{branch}", Layers[branch], x);
}
