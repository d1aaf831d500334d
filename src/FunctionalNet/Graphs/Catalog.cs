using System.Collections.Immutable;
using System.Reflection;

namespace FunctionalNet;

/// <summary>Every operator of this assembly, found by its type.</summary>
internal static class Catalog
{
    private static readonly Lazy<ImmutableArray<Entry>> Found = new(Find);

    private static readonly Lazy<ILookup<string, Entry>> ByName = new(() =>
        Found.Value.ToLookup(entry => entry.Onnx, StringComparer.Ordinal)
    );

    /// <summary>Gets all operators, by name.</summary>
    public static ImmutableArray<Entry> Operators => Found.Value;

    /// <summary>The operator that reads an ONNX operator type, or null.</summary>
    public static Entry? Named(string onnx) => ByName.Value[onnx].FirstOrDefault();

    /// <summary>Which stored operands of an operator learn, if the catalogue knows it.</summary>
    public static WeightUse WeightsOf(string onnx) =>
        ByName.Value[onnx].Select(entry => entry.Weights).FirstOrDefault(use => use != WeightUse.None)
        ?? WeightUse.None;

    private static ImmutableArray<Entry> Find()
    {
        var entry = typeof(Catalog).GetMethod(nameof(EntryOf), BindingFlags.NonPublic | BindingFlags.Static)!;
        return
        [
            .. typeof(Catalog)
                .Assembly.GetTypes()
                .Where(type => type is { IsInterface: false, IsAbstract: false, IsGenericType: false })
                .Where(type => type.IsAssignableTo(typeof(IOperator)))
                .Select(type => (Entry)entry.MakeGenericMethod(type).Invoke(null, null)!)
                .OrderBy(e => e.Onnx, StringComparer.Ordinal),
        ];
    }

    private static Entry EntryOf<TOperator>()
        where TOperator : IOperator =>
        new(TOperator.Onnx, () => TOperator.Examples, TOperator.FromOnnx, TOperator.Learns);

    /// <summary>One operator: its ONNX name, its examples, how it is read from an ONNX node, and which of its operands learn.</summary>
    internal sealed record Entry(
        string Onnx,
        Func<IEnumerable<Example>> Examples,
        Func<OnnxNode, Expr> FromOnnx,
        WeightUse Weights
    );
}
