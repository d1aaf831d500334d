using System.Numerics;

namespace FunctionalNet;

/// <summary>How a parameter or slot starts, or how noise is drawn: a pure function of shape and key.</summary>
public abstract record Initializer : IComposed
{
    /// <summary>Fills the elements of a tensor of this shape.</summary>
    public abstract void Fill<T>(Shape shape, Key key, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// The number of inputs and outputs of one unit: of weights [in, out] these two; of filters [out, in, ...] both times the
    /// size of the window.
    /// </summary>
    protected static (int In, int Out) Fans(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        switch (shape.Rank)
        {
            case 0:
                return (1, 1);
            case 1:
                return (shape[0].Size, shape[0].Size);
            case 2:
                return (shape[0].Size, shape[1].Size);
            default:
                var window = shape[2..].Size;
                return (shape[1].Size * window, shape[0].Size * window);
        }
    }

    /// <inheritdoc/>
    public virtual bool Equals(Initializer? other)
    {
        Nesting.CheckStack();
        return other is not null && EqualityContract == other.EqualityContract;
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        Nesting.CheckStack();
        return EqualityContract.GetHashCode();
    }

    /// <summary>The call that makes it, without the arguments that are at their defaults: <c>Normal(0.1)</c>.</summary>
    public sealed override string ToString() => Nesting.Text(Describe);

    /// <summary>What <see cref="ToString"/> says.</summary>
    protected virtual string Describe() => Call.Of(this);
}
