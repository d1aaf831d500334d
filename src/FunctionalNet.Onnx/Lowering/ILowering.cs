using System.Collections.Immutable;
using System.Reflection;

namespace FunctionalNet.Lowering;

/// <summary>
/// An ONNX operator that the catalogue does not have, said in operators that it has. Every type of this assembly that
/// implements it is found by itself: one operator, one file.
/// </summary>
internal interface ILowering
{
    /// <summary>Gets the operator type in ONNX's default domain.</summary>
    static abstract string Onnx { get; }

    /// <summary>The values that a node gives, one for each of its outputs.</summary>
    /// <exception cref="FormatException">An attribute or a constant operand cannot be read.</exception>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    static abstract IReadOnlyList<Expr> Lower(OnnxNode node);
}

/// <summary>From an ONNX operator type to the expressions that it stands for: lowerings first, then the catalogue.</summary>
internal static class Lowerings
{
    private static readonly Lazy<ImmutableDictionary<string, Func<OnnxNode, IReadOnlyList<Expr>>>> Found = new(() =>
    {
        var entry = typeof(Lowerings).GetMethod(nameof(EntryOf), BindingFlags.NonPublic | BindingFlags.Static)!;
        return typeof(Lowerings)
            .Assembly.GetTypes()
            .Where(type => type is { IsInterface: false, IsAbstract: false } && type.IsAssignableTo(typeof(ILowering)))
            .Select(type => entry.MakeGenericMethod(type).Invoke(null, null))
            .Cast<KeyValuePair<string, Func<OnnxNode, IReadOnlyList<Expr>>>>()
            .ToImmutableDictionary(StringComparer.Ordinal);
    });

    /// <summary>How an operator type is read; null where nobody knows it.</summary>
    public static Func<OnnxNode, IReadOnlyList<Expr>>? Named(string onnx) =>
        Found.Value.GetValueOrDefault(onnx)
        ?? (Catalog.Named(onnx) is { } known ? node => [known.FromOnnx(node)] : null);

    private static KeyValuePair<string, Func<OnnxNode, IReadOnlyList<Expr>>> EntryOf<TLowering>()
        where TLowering : ILowering => new(TLowering.Onnx, TLowering.Lower);
}
