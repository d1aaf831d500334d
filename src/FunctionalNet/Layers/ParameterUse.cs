namespace FunctionalNet;

/// <summary>How a scope treats the parameters that layers request.</summary>
/// <param name="Read">The expression that replaces a parameter; the parameter itself if absent.</param>
/// <param name="IsFixed">Which paths are frozen; none if absent.</param>
/// <param name="IsMerged">Whether adapters leave their layers unchanged, because they are merged.</param>
internal readonly record struct ParameterUse(
    Func<Expr, Expr>? Read = null,
    Func<string, bool>? IsFixed = null,
    bool IsMerged = false
)
{
    /// <summary>The same with one more replacement after it.</summary>
    public ParameterUse ReadThrough(Func<Expr, Expr> read)
    {
        var outer = Read;
        return this with { Read = outer is null ? read : parameter => read(outer(parameter)) };
    }

    /// <summary>The same with more frozen paths.</summary>
    public ParameterUse Fixing(Func<string, bool> isFixed)
    {
        var outer = IsFixed;
        return this with { IsFixed = outer is null ? isFixed : path => outer(path) || isFixed(path) };
    }
}
