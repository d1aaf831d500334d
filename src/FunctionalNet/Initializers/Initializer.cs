using System.Numerics;

namespace FunctionalNet;

/// <summary>How a parameter or slot starts, or how noise is drawn: a pure function of shape and key.</summary>
[MadeBy(typeof(Net))]
public abstract partial record Initializer : IComposed
{
    /// <summary>Fills the elements of a tensor of this shape.</summary>
    public abstract void Fill<T>(Shape shape, Key key, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Fills the elements of a parameter of this shape, whose axes have these roles: the same for most.</summary>
    public virtual void Fill<T>(Shape shape, AxisRoles roles, Key key, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fill(shape, key, values);

    /// <summary>
    /// Fills with what <see cref="Fill{T}(Shape, Key, Span{T})"/> draws from a block of the generator on, whatever the shape; false where
    /// that hangs on what is drawn before.
    /// </summary>
    internal virtual bool FillFrom<T>(int block, Key key, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => false;

    /// <summary>
    /// The number of inputs and outputs of one unit, where nothing is said about the axes: of weights [in, out] these two; of filters
    /// [out, in, ...] both times the size of the window.
    /// </summary>
    protected static (int In, int Out) Fans(Shape shape) => AxisRoles.Of(shape).Fans;
}
