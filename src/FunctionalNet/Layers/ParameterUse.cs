namespace FunctionalNet;

/// <summary>How a scope treats the parameters that layers request.</summary>
/// <param name="Read">The expression that replaces a parameter; the parameter itself if absent.</param>
/// <param name="Frozen">The formats of the paths that are frozen, null for the others; none is frozen if absent.</param>
/// <param name="IsMerged">Whether adapters leave their layers unchanged, because they are merged.</param>
internal readonly record struct ParameterUse(
    Func<Expr, Expr>? Read = null,
    Func<string, WeightFormat?>? Frozen = null,
    bool IsMerged = false
)
{
    /// <summary>The same with one more replacement after it.</summary>
    public ParameterUse ReadThrough(Func<Expr, Expr> read)
    {
        var outer = Read;
        return this with { Read = outer is null ? read : parameter => read(outer(parameter)) };
    }

    /// <summary>The same with more frozen paths. Of two formats for a path, the one with fewer bits is taken.</summary>
    public ParameterUse Freezing(Func<string, bool> where, WeightFormat format)
    {
        var outer = Frozen;
        return this with
        {
            Frozen = path =>
                !where(path) ? outer?.Invoke(path)
                : outer?.Invoke(path) is { } other && other > format ? other
                : format,
        };
    }
}
