using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>All operators of this assembly, found by type.</summary>
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

    /// <summary>Which stored operands of an operator are trainable, if the catalogue has the operator.</summary>
    public static WeightUse WeightsOf(string onnx) =>
        ByName.Value[onnx].Select(entry => entry.Weights).FirstOrDefault(use => use != WeightUse.None)
        ?? WeightUse.None;

    /// <summary>The declaration of an operator.</summary>
    public static Entry EntryOf<TOperator>()
        where TOperator : IOperator =>
        new(TOperator.Onnx, () => TOperator.Examples, TOperator.FromOnnx, TOperator.TrainableOperands);

    /// <summary>One operator: its ONNX name, its examples, its reader of ONNX nodes, and which of its operands are trainable.</summary>
    internal sealed record Entry(
        string Onnx,
        Func<IEnumerable<Example>> Examples,
        Func<OnnxNode, Expr> FromOnnx,
        WeightUse Weights
    );
}

/// <content>The list of operators: most are private, each in the file of its method.</content>
public static partial class Ops
{
    [ForEach(typeof(IOperator), $"{nameof(Catalog)}.{nameof(Catalog.EntryOf)}")]
    internal static partial ImmutableArray<Catalog.Entry> All();
}
