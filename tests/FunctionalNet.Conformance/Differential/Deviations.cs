using System.Collections.Immutable;
using FunctionalNet.Cases;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Where ONNX Runtime does not do what ONNX's text and its reference say.</summary>
/// <param name="Operator">The operator of a case.</param>
/// <param name="Applies">Whether it applies to a case.</param>
/// <param name="Why">What ONNX Runtime does, what is right, and who says so.</param>
internal sealed record Deviation(string Operator, Func<Case, bool> Applies, string Why)
{
    /// <summary>Whether it is this one.</summary>
    public bool IsOf(Case one) => one.Operators.Contains(Operator, StringComparer.Ordinal) && Applies(one);
}

/// <summary>All that are known.</summary>
internal static class Deviations
{
    /// <summary>Gets them.</summary>
    public static ImmutableArray<Deviation> All { get; } = [];

    /// <summary>The one that explains a case; null where none does.</summary>
    public static Deviation? Of(Case one) => All.FirstOrDefault(deviation => deviation.IsOf(one));
}
