using System.Collections.Immutable;

namespace FunctionalNet.Import;

/// <summary>
/// Values of the same samples side by side in one row, [batch, ...] each: what a model of several inputs or outputs has where it learns. In a
/// file they stand apart, under their names.
/// </summary>
internal sealed record NamedParts : Function
{
    /// <inheritdoc/>
    public override string Name => nameof(NamedParts);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Values as one row; a single one [batch, ...] of numbers is itself.</summary>
    public static Expr Of(ImmutableArray<Expr> parts) =>
        parts is [{ Type.Element: ElementType.Float } only] ? only : new(new NamedParts(), parts.AsSpan());

    /// <summary>The values that lie in a row.</summary>
    /// <param name="row">The row, [batch, sizes added up].</param>
    /// <param name="types">The shapes of a sample of each, and what its elements are.</param>
    public static ImmutableArray<Expr> In(Expr row, IReadOnlyList<TensorType> types)
    {
        if (row.Op is NamedParts)
        {
            return row.Inputs;
        }

        Expr[] parts = [.. row.Split(1, [.. types.Select(type => type.Shape.Size)])];
        return
        [
            .. parts.Zip(
                types,
                (part, type) =>
                {
                    var shaped = type.Shape.Rank == 1 ? part : part.Reshape([0, .. type.Shape.Sizes()]);
                    return type.Element switch
                    {
                        ElementType.Float => shaped,
                        ElementType.Int64 => Ops.Looked(
                            shaped,
                            new(nameof(NamedLayer), Classes: null) { IsOfTokens = true }
                        ),
                        var element => shaped.Cast(element),
                    };
                }
            ),
        ];
    }

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs)
    {
        // In a file sizes may be free, and nothing asks for the row.
        var isKnown = true;
        foreach (var input in inputs)
        {
            isKnown &= input.Shape[1..].IsKnown;
        }

        var width = 0;
        foreach (var input in inputs)
        {
            width += isKnown ? input.Shape[1..].Size : 0;
        }

        return new(new Shape(inputs[0].Shape[0], isKnown ? width : Dim.Named("parts")));
    }

    internal override Expr? Body(ReadOnlySpan<Expr> inputs) =>
        Ops.Concat(
            1,
            [
                .. inputs
                    .ToArray()
                    .Select(input =>
                    {
                        var numbers = input.IsFloat ? input : input.Cast(ElementType.Float);
                        return numbers.Shape.Rank == 2 ? numbers : numbers.Reshape(0, numbers.Shape[1..].Size);
                    }),
            ]
        );

    internal override OnnxNode? ToOnnx(Expr y) => null;
}
