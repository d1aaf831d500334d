namespace FunctionalNet;

/// <summary>What becomes of the parameters that layers ask a scope for.</summary>
/// <param name="Read">What is read in their place; themselves if absent.</param>
/// <param name="IsFixed">Which paths no step changes; none if absent.</param>
/// <param name="IsMerged">Whether layers that adapt others leave them as they are.</param>
internal readonly record struct ParameterUse(
    Func<Expr, Expr>? Read = null,
    Func<string, bool>? IsFixed = null,
    bool IsMerged = false
)
{
    /// <summary>The same, read through one more function.</summary>
    public ParameterUse ReadThrough(Func<Expr, Expr> read)
    {
        var outer = Read;
        return this with { Read = outer is null ? read : parameter => read(outer(parameter)) };
    }

    /// <summary>The same where more paths stay as they are.</summary>
    public ParameterUse Fixing(Func<string, bool> isFixed)
    {
        var outer = IsFixed;
        return this with { IsFixed = outer is null ? isFixed : path => outer(path) || isFixed(path) };
    }
}
