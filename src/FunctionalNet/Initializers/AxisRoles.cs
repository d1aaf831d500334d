using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// The meaning of the axes of a parameter: which weights belong to one unit and how many inputs it has. Used by initializers, for scaling,
/// and by transforms that treat units or matrices (<see cref="CentralizeGradients"/>, <see cref="ProjectToMaxNorm"/>,
/// <see cref="Orthogonalize"/>). A layer declares it when it requests the parameter.
/// </summary>
/// <example><code>
/// // [experts, in, out]: by its rank alone it would be taken for filters [out, in, window].
/// var roles = new AxisRoles(new(8, 64, 32), AxisRole.Group, AxisRole.Input, AxisRole.Output);
/// Expr weight = scope.Parameter("weight", new(8, 64, 32), GlorotUniform(), roles);
/// </code></example>
public sealed record AxisRoles
{
    /// <summary>Initializes a new instance of the <see cref="AxisRoles"/> class from one role for each axis of a shape.</summary>
    /// <param name="view">The shape of the parameter, with axes that combine several roles split: the gates of recurrent weights
    /// [directions, 4 · units, in] in [directions, 4, units, in].</param>
    /// <param name="roles">The roles of its axes.</param>
    /// <exception cref="ArgumentException">The number of roles is not the number of axes.</exception>
    public AxisRoles(Shape view, params AxisRole[] roles)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.Rank != roles.Length)
        {
            throw new ArgumentException(
                $"{view} has {view.Rank} axes, but {roles.Length} roles are given: give one for each.",
                nameof(roles)
            );
        }

        (View, Roles) = (view, [.. roles]);
    }

    /// <summary>Gets the shape whose axes have the roles, with as many elements as the parameter.</summary>
    public Shape View { get; }

    /// <summary>The axes with their roles: <c>[3, 4]: Input, Output</c>.</summary>
    public override string ToString() => $"{View}: {string.Join(", ", Roles)}";

    /// <summary>Gets the role of each axis.</summary>
    public ImmutableArray<AxisRole> Roles { get; }

    /// <summary>Gets a value indicating whether it is a matrix, or several: from inputs to outputs.</summary>
    public bool IsMatrix => Roles.Contains(AxisRole.Input) && Roles.Contains(AxisRole.Output);

    /// <summary>
    /// Gets fan-in and fan-out: the numbers of inputs and outputs, both times the size of the window. Without inputs both are the number of
    /// elements, and each entry of a lookup table is a unit. As in PyTorch and Flax.
    /// </summary>
    public (int In, int Out) Fans
    {
        get
        {
            var (window, outputs) = (Size(AxisRole.Window), Size(AxisRole.Output) * Size(AxisRole.Entry));
            return Roles.Contains(AxisRole.Input)
                ? (Size(AxisRole.Input) * window, outputs * window)
                : (outputs * window, outputs * window);
        }
    }

    /// <summary>Gets the axes of the view that span the weights of one unit; none if a unit has one number.</summary>
    internal int[] Inputs => Axes(AxisRole.Input, AxisRole.Window);

    /// <summary>
    /// The default without a declaration: a vector has one number per unit, two axes are weights [in, out], three and more are filters
    /// [out, in, ...].
    /// </summary>
    public static AxisRoles Of(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Rank switch
        {
            < 2 => Each(shape),
            2 => new(shape, AxisRole.Input, AxisRole.Output),
            _ => new(shape, [AxisRole.Output, AxisRole.Input, .. Enumerable.Repeat(AxisRole.Window, shape.Rank - 2)]),
        };
    }

    /// <summary>Each number belongs to a unit of its own, at any rank: biases, the scales of a normalization.</summary>
    public static AxisRoles Each(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new(shape, [.. Enumerable.Repeat(AxisRole.Output, shape.Rank)]);
    }

    /// <inheritdoc/>
    public bool Equals(AxisRoles? other) =>
        other is not null && View == other.View && Roles.AsSpan().SequenceEqual(other.Roles.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Roles.Aggregate(View.GetHashCode(), HashCode.Combine);

    /// <summary>
    /// The axes of the matrices: first the number of group axes, then the row axes, then the column axes. Inputs and windows form one side,
    /// outputs the other.
    /// </summary>
    internal (int[] Groups, int[] Rows, int[] Columns) Matrices()
    {
        int[] inputs = [.. Axes(AxisRole.Input), .. Axes(AxisRole.Window)];
        var outputs = Axes(AxisRole.Output, AxisRole.Entry);
        var isInputFirst = inputs.Length > 0 && outputs.Length > 0 && inputs.Min() < outputs[0];
        return (Axes(AxisRole.Group), isInputFirst ? inputs : outputs, isInputFirst ? outputs : inputs);
    }

    /// <summary>The number of elements of some axes.</summary>
    internal int Size(int[] axes) => axes.Aggregate(1, (size, axis) => size * View[axis].Size);

    private int Size(AxisRole role) => Size(Axes(role));

    private int[] Axes(params ReadOnlySpan<AxisRole> roles)
    {
        var axes = new List<int>();
        for (var axis = 0; axis < Roles.Length; axis++)
        {
            if (roles.Contains(Roles[axis]))
            {
                axes.Add(axis);
            }
        }

        return [.. axes];
    }
}
