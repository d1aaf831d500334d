using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>Every operator of this assembly, found by its type.</summary>
internal static class Catalog
{
    private static readonly Lazy<ImmutableArray<Entry>> Found = new(() =>
        [.. Ops.All().OrderBy(entry => entry.Onnx, StringComparer.Ordinal)]
    );

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

    /// <summary>What an operator says of itself.</summary>
    public static Entry EntryOf<TOperator>()
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

/// <content>All of them: most are private here, each in the file of its method.</content>
public static partial class Ops
{
    [ForEach(typeof(IOperator), $"{nameof(Catalog)}.{nameof(Catalog.EntryOf)}")]
    internal static partial ImmutableArray<Catalog.Entry> All();
}
