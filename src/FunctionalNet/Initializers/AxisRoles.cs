using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// What the axes of a parameter stand for: which weights belong to one unit and how many inputs it has. Initializers scale by it, and
/// transforms that treat units or matrices (<see cref="CentralizeGradients"/>, <see cref="ProjectToMaxNorm"/>, <see cref="Orthogonalize"/>)
/// go by it. A layer says it where it asks for the parameter.
/// </summary>
/// <example><code>
/// // [experts, in, out]: by its rank alone it would be taken for filters [out, in, window].
/// var roles = new AxisRoles(new(8, 64, 32), AxisRole.Group, AxisRole.Input, AxisRole.Output);
/// Expr weight = scope.Parameter("weight", new(8, 64, 32), GlorotUniform(), roles);
/// </code></example>
public sealed record AxisRoles
{
    /// <summary>Initializes a new instance of the <see cref="AxisRoles"/> class from one role for each axis of a shape.</summary>
    /// <param name="view">
    /// The shape of the parameter, in which an axis that holds several things may be taken apart: the gates of recurrent weights
    /// [directions, 4 · units, in] in [directions, 4, units, in].
    /// </param>
    /// <param name="roles">What its axes stand for.</param>
    /// <exception cref="ArgumentException">There are more or fewer roles than axes.</exception>
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

    /// <summary>Gets the shape whose axes have the roles, of as many elements as the parameter.</summary>
    public Shape View { get; }

    /// <summary>Gets the role of each axis.</summary>
    public ImmutableArray<AxisRole> Roles { get; }

    /// <summary>Gets a value indicating whether it is a matrix, or several: from inputs to outputs.</summary>
    public bool IsMatrix => Roles.Contains(AxisRole.Input) && Roles.Contains(AxisRole.Output);

    /// <summary>
    /// Gets the number of inputs of a unit and the number of units that an input goes to, both times the size of the window. Without
    /// inputs both are the number of elements, and of what is looked up each entry is a unit. PyTorch and Flax count alike.
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

    /// <summary>Gets the axes of the view over which the weights of one unit lie; none where a unit has one number.</summary>
    internal int[] Inputs => Axes(AxisRole.Input, AxisRole.Window);

    /// <summary>
    /// What is taken where nothing is said: vectors are numbers of units, two axes are weights [in, out], three and more are filters
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

    /// <summary>Each number is of a unit of its own, whatever the rank: biases, the scales of a normalization.</summary>
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
    /// The axes as those of matrices: first the groups, then the rows, of which the first axis is one, then the columns. Inputs and windows
    /// are one side, outputs the other.
    /// </summary>
    internal (int[] Groups, int[] Rows, int[] Columns) Matrices()
    {
        int[] inputs = [.. Axes(AxisRole.Input), .. Axes(AxisRole.Window)];
        var outputs = Axes(AxisRole.Output, AxisRole.Entry);
        var isInputFirst = inputs.Length > 0 && outputs.Length > 0 && inputs.Min() < outputs[0];
        return (Axes(AxisRole.Group), isInputFirst ? inputs : outputs, isInputFirst ? outputs : inputs);
    }

    /// <summary>How many elements some axes have.</summary>
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
