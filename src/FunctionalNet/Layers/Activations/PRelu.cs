namespace FunctionalNet;

/// <summary>y = x for x > 0, else slope · x with a learned slope; the shape of the input.</summary>
/// <remarks>
/// ONNX: PRelu. Parameter: <c>weight</c>, [] for one slope, else one per index of the axis, [k] or [k, 1, ...] with an axis of size 1 for
/// each later one. PyTorch's channels are axis 1.
/// </remarks>
/// <param name="Alpha">The initial slope.</param>
/// <param name="Shared">Whether all elements share one slope.</param>
/// <param name="Axis">The axis with one slope per index, unless shared: by default the last, the features of <see cref="Dense"/>. For the
/// channels of <see cref="Conv2d"/>, and as in PyTorch with <c>num_parameters</c>, it is 1.</param>
/// <example><code>Layer model = Conv2d(16, 3) >> PRelu(shared: false, axis: 1) >> Flatten() >> Dense(10);</code></example>
public sealed partial record PRelu([Finite] double Alpha = 0.25, bool Shared = true, int Axis = -1) : Layer
{
    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var shape = Shared ? Shape.Scalar : Slopes(x.Shape);
        return x.PRelu(scope.Parameter("weight", shape, new Uniform(Alpha, Alpha), AxisRoles.Each(shape)));
    }

    private Shape Slopes(Shape x)
    {
        var axis = x.Axis(Axis, nameof(PRelu));
        return new([x[axis], .. Enumerable.Repeat((Dim)1, x.Rank - axis - 1)]);
    }
}
