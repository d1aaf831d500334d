namespace FunctionalNet.Runtime;

/// <summary>Checks actual shapes against declared ones, which may have free axes.</summary>
internal static class ShapeCheck
{
    /// <summary>Throws if a shape has another rank, another known axis, or two sizes for one free axis.</summary>
    /// <exception cref="ShapeException">A shape does not match.</exception>
    public static void Check(string rule, IReadOnlyList<OnnxValue> declared, IReadOnlyList<Shape> given)
    {
        if (declared.Count != given.Count)
        {
            throw new ShapeException(
                rule,
                $"got {given.Count} tensors for {declared.Count} inputs",
                $"give one each for {string.Join("; ", declared)}"
            );
        }

        var sizes = new Dictionary<string, Dim>(StringComparer.Ordinal);
        for (var i = 0; i < given.Count; i++)
        {
            var (name, shape) = (declared[i].Name, declared[i].Type.Shape);
            var fits = shape.Rank == given[i].Rank;
            for (var axis = 0; fits && axis < shape.Rank; axis++)
            {
                fits = shape[axis].Name is { } free
                    ? sizes.TryAdd(free, given[i][axis]) || sizes[free] == given[i][axis]
                    : shape[axis] == given[i][axis];
            }

            if (!fits)
            {
                throw new ShapeException(
                    rule,
                    $"the input '{name}' is {shape}, but got {given[i]}",
                    "give a tensor of that shape, with any size for a free axis but the same for each of its name"
                );
            }
        }
    }
}
