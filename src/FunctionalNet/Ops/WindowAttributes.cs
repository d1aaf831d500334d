namespace FunctionalNet;

/// <summary>ONNX's attributes of a window: exactly one number for each axis after batch and channels.</summary>
/// <param name="Kernel">The sizes of the window; null if not given.</param>
/// <param name="Strides">The strides of the window.</param>
/// <param name="Dilations">The distances between elements of the window.</param>
/// <param name="Padding">The padding of the axes.</param>
internal sealed record WindowAttributes(PerAxis? Kernel, PerAxis? Strides, PerAxis? Dilations, Padding Padding)
{
    private const string Pads = "pads";
    private const string AutoPad = "auto_pad";
    private const string NotSet = "NOTSET";

    /// <summary>The attributes of a node whose first operand is the input.</summary>
    /// <exception cref="FormatException">There is not one number for each axis, or one is too small.</exception>
    public static WindowAttributes Of(OnnxNode node) =>
        new(
            Numbers(node, "kernel_shape", 1),
            Numbers(node, "strides", 1),
            Numbers(node, "dilations", 1),
            PaddingOf(node)
        );

    /// <summary>The attributes of a node whose window has the size of its filters, and whose padding is given in one way only.</summary>
    /// <exception cref="FormatException">The padding is given in two ways, or an error of <see cref="Of(OnnxNode)"/>.</exception>
    public static WindowAttributes OfFilters(OnnxNode node)
    {
        var (attributes, filters) = (Of(node), node[1].Shape);
        if (attributes.Kernel is { } kernel && !kernel.Equals(new PerAxis(filters[2..].Sizes())))
        {
            throw new FormatException(
                $"{node.Operator} has kernel_shape = {kernel}, but its filters are {filters}: give {filters[2..]}, or leave it out"
            );
        }

        return node.Ints(Pads) is not null && !IsExplicit(node)
            ? throw new FormatException(
                $"{node.Operator} has both auto_pad = {node.Text(AutoPad, NotSet)} and pads: give one of them"
            )
            : attributes;
    }

    /// <summary>The sizes of the window.</summary>
    /// <exception cref="FormatException">They are not given.</exception>
    public PerAxis KernelOf(OnnxNode node) =>
        Kernel ?? throw new FormatException($"{node.Operator} needs the attribute kernel_shape.");

    /// <summary>An attribute with one number for each axis; null if absent.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The attribute.</param>
    /// <param name="min">The minimum of each number.</param>
    /// <exception cref="FormatException">The number of values is wrong, or one is too small.</exception>
    public static PerAxis? Numbers(OnnxNode node, string name, int min) =>
        Numbers(node, name, min, 1) is { } numbers ? new PerAxis(numbers) : null;

    /// <summary>A node with the attributes of a window.</summary>
    public static OnnxNode Written(OnnxNode node, Window window) =>
        node.With("kernel_shape", window.Kernel.ToLongs())
            .With("strides", window.Strides.ToLongs())
            .With(Pads, new Ints([.. window.Before, .. window.After]).ToLongs())
            .With("dilations", window.Dilations.ToLongs());

    private static int[]? Numbers(OnnxNode node, string name, int min, int each)
    {
        if (node.Int32s(name) is not { } numbers)
        {
            return null;
        }

        var count = Window.Axes(node.Operator, node[0].Shape) * each;
        return numbers.Length != count
                ? throw new FormatException(
                    $"{node.Operator} has {name} = [{string.Join(", ", numbers)}]: {node[0].Shape} takes {count} numbers, {each} for each axis after batch and channels"
                )
            : numbers.Any(number => number < min)
                ? throw new FormatException(
                    $"{node.Operator} has {name} = [{string.Join(", ", numbers)}]: each is {min} or more"
                )
            : numbers;
    }

    private static Padding PaddingOf(OnnxNode node)
    {
        var pads = Numbers(node, Pads, 0, 2);
        return node.Text(AutoPad, NotSet) switch
        {
            _ when IsExplicit(node) => pads is null
                ? Padding.None
                : Padding.Of(new PerAxis(pads[..(pads.Length / 2)]), new PerAxis(pads[(pads.Length / 2)..])),
            "SAME_UPPER" => Padding.Same,
            "SAME_LOWER" => Padding.SameLower,
            "VALID" => Padding.None,
            var other => throw new FormatException(
                $"{node.Operator} has auto_pad = {other}, which is none of NOTSET, SAME_UPPER, SAME_LOWER, VALID."
            ),
        };
    }

    private static bool IsExplicit(OnnxNode node) => node.Text(AutoPad, NotSet) is NotSet or "";
}
