using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>The two factors of an adapted matrix in PEFT's layout: lora_A [r, in, ...] and lora_B [out, r, ...].</summary>
/// <remarks>
/// Matrices that are one tensor of the file have one adapter there: it is split like the tensor, along its outputs with one lora_A for all,
/// or along its inputs with one lora_B. (A tensor of the file may be used by several parameters.)
/// </remarks>
internal static class AdapterLayout
{
    /// <summary>The rules for the factors of a matrix that the file has under its own path.</summary>
    public static WeightRule[] Own(Adaptation matrix, string prefix) =>
        matrix.Weight.Shape.Rank > 2 ? Filters(matrix, prefix) : Whole(matrix, prefix, null);

    /// <summary>The rules for the factors of matrices of which a rule makes one tensor of the file, or what is wrong.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="theirs">The tensors of the file.</param>
    /// <param name="matrices">The matrices, in order; null for one without an adapter.</param>
    /// <param name="prefix">What precedes the names of the factors in the file.</param>
    /// <param name="rules">The rules.</param>
    public static string? Of(
        WeightRule rule,
        string[] theirs,
        ImmutableArray<Adaptation?> matrices,
        string prefix,
        out WeightRule[] rules
    )
    {
        rules = [];
        var first = matrices.First(one => one is not null)!;
        if (theirs.Length > 1)
        {
            return $"{first.Path} is {string.Join(" and ", theirs)} in the file, each with an adapter of its own";
        }

        if (matrices.Any(one => one is null))
        {
            return $"{theirs[0]} has one adapter in the file, and {first.Path} is only a part of it: adapt all of its parts";
        }

        if (matrices.Length == 1 && rule.Axes is null)
        {
            rules = Own(first, prefix);
            return null;
        }

        if (matrices.Any(one => one!.Weight.Shape.Rank != 2 || one.IsTable) || !IsOfMatrices(rule.Axes))
        {
            return $"'{rule}' has no form for adapters, because it is not of matrices";
        }

        rules =
            matrices.Length == 1
                ? Whole(first, prefix, rule.Axes)
                : Parts(rule, [.. matrices.Select(one => one!)], prefix);
        return null;
    }

    /// <summary>Whether matrices that a rule makes one tensor of lie side by side along their outputs.</summary>
    public static bool IsByOutputs(WeightRule rule, Adaptation matrix) =>
        ((rule.Axis < 0 ? rule.Axis + 2 : rule.Axis) == 1) == matrix.IsInputFirst;

    private static bool IsOfMatrices(AxisLayout? layout) =>
        layout is null
        || (layout.From.Length == 2 && layout.To.Length == 2 && layout.From.Any(axis => IsSame(axis, layout.To[0])));

    private static bool IsSame(ImmutableArray<string> axis, ImmutableArray<string> other) =>
        axis.Order(StringComparer.Ordinal).SequenceEqual(other.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    private static WeightRule[] Whole(Adaptation matrix, string prefix, AxisLayout? layout)
    {
        var (a, b) = Names(matrix, prefix);
        var (first, second) = Axes(matrix, layout);
        return
        [
            first(WeightRule.Rename(a, $"{matrix.Path}/{Adaptation.A}")),
            second(WeightRule.Rename(b, $"{matrix.Path}/{Adaptation.B}")),
        ];
    }

    private static WeightRule[] Parts(WeightRule rule, Adaptation[] matrices, string prefix)
    {
        var (a, b) = Names(matrices[0], prefix);
        var (first, second) = Axes(matrices[0], rule.Axes);
        string[] paths = [.. matrices.Select(one => one.Path)];
        return IsByOutputs(rule, matrices[0])
            ? [.. Shared(a, Adaptation.A).Select(first), second(Split(b, Adaptation.B))]
            : [first(Split(a, Adaptation.A)), .. Shared(b, Adaptation.B).Select(second)];

        WeightRule Split(string name, string factor) =>
            WeightRule.Split(name, rule.Axis, [.. paths.Select(path => $"{path}/{factor}")]);

        IEnumerable<WeightRule> Shared(string name, string factor) =>
            paths.Select(path => WeightRule.Rename(name, $"{path}/{factor}"));
    }

    private static (string A, string B) Names(Adaptation matrix, string prefix) =>
        matrix.IsTable
            ? ($"{prefix}lora_embedding_A", $"{prefix}lora_embedding_B")
            : ($"{prefix}{Adaptation.A}.weight", $"{prefix}{Adaptation.B}.weight");

    // The layouts of both factors, from that of the matrix: the axis that a factor lacks is the rank.
    private static (Func<WeightRule, WeightRule> A, Func<WeightRule, WeightRule> B) Axes(
        Adaptation matrix,
        AxisLayout? layout
    )
    {
        ImmutableArray<string>[] to = layout is null
            ?
            [
                ["first"],
                ["second"],
            ]
            : [.. layout.To];
        var (inputs, outputs) = matrix.IsInputFirst ? (to[0], to[1]) : (to[1], to[0]);
        var (theirInputs, theirOutputs) = layout is null
            ? (inputs, outputs)
            : (layout.From.First(axis => IsSame(axis, inputs)), layout.From.First(axis => IsSame(axis, outputs)));
        return matrix.IsInputFirst
            ? (
                rule => In(rule, $"r {Text(theirInputs)} -> {Text(inputs)} r", inputs),
                rule => In(rule, $"{Text(theirOutputs)} r -> r {Text(outputs)}", outputs)
            )
            : (
                rule => In(rule, $"r {Text(theirInputs)} -> r {Text(inputs)}", inputs),
                rule => In(rule, $"{Text(theirOutputs)} r -> {Text(outputs)} r", outputs)
            );

        static string Text(ImmutableArray<string> axis) => $"({string.Join(' ', axis)})";

        WeightRule In(WeightRule rule, string text, ImmutableArray<string> axes) =>
            rule.In(
                text,
                [
                    .. axes.Where(axis => layout?.Sizes.ContainsKey(axis) == true)
                        .Select(axis => (axis, layout!.Sizes[axis])),
                ]
            );
    }

    private static WeightRule[] Filters(Adaptation matrix, string prefix)
    {
        var (a, b) = Names(matrix, prefix);
        int[] window = [.. matrix.Weight.Shape.Sizes().Skip(2)];
        string[] axes = [.. window.Select((_, axis) => $"k{axis}")];
        var all = string.Join(' ', axes);
        (string, int)[] sizes = [.. axes.Zip(window)];
        (string, int)[] ones = [.. axes.Select(axis => (axis, 1))];
        var (first, second) = matrix.IsInputFirst
            ? ($"r in {all} -> (in {all}) r", $"out r {all} -> r (out {all})")
            : ($"r in {all} -> r (in {all})", $"out r {all} -> out (r {all})");
        return
        [
            WeightRule.Rename(a, $"{matrix.Path}/{Adaptation.A}").In(first, sizes),
            WeightRule.Rename(b, $"{matrix.Path}/{Adaptation.B}").In(second, ones),
        ];
    }
}
