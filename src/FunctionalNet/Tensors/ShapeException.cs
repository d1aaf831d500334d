namespace FunctionalNet;

/// <summary>
/// Shapes that do not match, thrown where they were composed. The message names the rule, the shapes and the axis, the path of the layer,
/// and the repair.
/// </summary>
public sealed class ShapeException : InvalidOperationException
{
    private readonly string problem;

    /// <summary>Initializes a new instance of the <see cref="ShapeException"/> class.</summary>
    /// <param name="rule">The operator or layer whose rule is violated.</param>
    /// <param name="problem">The actual shapes and the axis.</param>
    /// <param name="repair">What to do about it.</param>
    public ShapeException(string rule, string problem, string repair) =>
        (Rule, this.problem, Repair) = (rule, problem, repair);

    /// <summary>Gets the operator or layer whose rule is violated.</summary>
    public string Rule { get; }

    /// <summary>Gets what to do about it.</summary>
    public string Repair { get; }

    /// <summary>Gets a value indicating whether the element types do not match, rather than the shapes.</summary>
    internal bool IsOfTypes { get; init; }

    /// <summary>Gets the path of the innermost layer being composed; null outside of layers.</summary>
    public string? Path { get; private set; }

    /// <summary>Gets a value indicating whether the only problem is a free axis.</summary>
    internal bool IsOfFreeAxis { get; init; }

    /// <inheritdoc/>
    public override string Message =>
        $"{Rule}: {problem}{(Path is null ? string.Empty : $", in layer '{Path}'")}. Repair: {Repair}.";

    /// <summary>
    /// Records the innermost path and returns false: as an exception filter, it names the layer without unwinding the stack, so that a
    /// debugger stops at the line that caused the error.
    /// </summary>
    internal bool At(string path)
    {
        Path ??= path;
        return false;
    }
}
