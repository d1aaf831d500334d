using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Layers side by side. The variables of each lie under its place, from 0, or its name.</summary>
public abstract partial record Branches : Layer, IComposed
{
    /// <summary>Initializes a new instance of the <see cref="Branches"/> class.</summary>
    /// <param name="layers">At least one.</param>
    private protected Branches(ReadOnlySpan<Layer> layers) => Layers = [.. layers];

    /// <summary>Gets the layers; as many in a <c>with</c> as there are.</summary>
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

    /// <summary>A branch applied to its input.</summary>
    private protected Expr Branch(Scope scope, int branch, Expr x) =>
        scope.Apply(Layers[branch].Label ?? $"{branch}", Layers[branch], x);
}
