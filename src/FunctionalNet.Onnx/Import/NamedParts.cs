using System.Collections.Immutable;

namespace FunctionalNet.Import;

/// <summary>
/// Several values [batch, ...] of the same samples, concatenated into rows: the form in which a model of several inputs or outputs is
/// trained. A file has them separate, by name.
/// </summary>
internal sealed record NamedParts : Function
{
    /// <inheritdoc/>
    public override string Name => nameof(NamedParts);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Values as one row; a single one [batch, ...] of numbers is unchanged.</summary>
    public static Expr Of(ImmutableArray<Expr> parts) =>
        parts is [{ Type.Element: ElementType.Float } only] ? only : new(new NamedParts(), parts.AsSpan());

    /// <summary>The values in a row.</summary>
    /// <param name="row">The row, [batch, sum of sizes].</param>
    /// <param name="types">The shapes of one sample of each, and the element types.</param>
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
        // A file may have free sizes, and does not use the row.
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
