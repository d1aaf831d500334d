using System.Numerics;

namespace FunctionalNet;

/// <summary>The initial value of a parameter or slot, or the distribution of noise: a pure function of shape and key.</summary>
[MadeBy(typeof(Net))]
public abstract partial record Initializer : IComposed
{
    /// <summary>Fills the elements of a tensor of this shape.</summary>
    public abstract void Fill<T>(Shape shape, Key key, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// Fills the elements of a parameter of this shape, whose axes have these roles; most initializers do not override it.
    /// </summary>
    public virtual void Fill<T>(Shape shape, AxisRoles roles, Key key, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fill(shape, key, values);

    /// <summary>
    /// Fills with the values that <see cref="Fill{T}(Shape, Key, Span{T})"/> draws from a block of the generator on, for any shape; false
    /// if they depend on earlier draws.
    /// </summary>
    internal virtual bool FillFrom<T>(int block, Key key, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => false;

    /// <summary>
    /// Fan-in and fan-out, if the axes have no declared roles: the two axes of weights [in, out]; those of filters [out, in, ...] times the
    /// size of the window.
    /// </summary>
    protected static (int In, int Out) Fans(Shape shape) => AxisRoles.Of(shape).Fans;
}
