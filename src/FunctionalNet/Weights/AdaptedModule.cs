using System.Collections.Immutable;
using System.Numerics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>A module of a file with an adapter: the matrix that it has, or several that are one tensor of the file.</summary>
/// <remarks>
/// Matrices side by side along their outputs have one lora_A there, and lora_B has the rows of all; along their inputs it is the reverse.
/// Matrices that have learned apart have no factor in common. Their products are those of one adapter of all ranks together: its common
/// factor is theirs one after the other, the other one has their blocks on its diagonal and zeros elsewhere.
/// </remarks>
/// <param name="Parts">The matrices, in the order in which they lie in the tensor.</param>
/// <param name="Names">The names that the module may have in a file, the one that is written first.</param>
/// <param name="IsByOutputs">Whether the matrices lie side by side along their outputs.</param>
internal sealed record AdaptedModule(ImmutableArray<Adaptation> Parts, ImmutableArray<string> Names, bool IsByOutputs)
{
    /// <summary>Gets the rank of one matrix.</summary>
    public int Rank => Parts[0].Rank;

    /// <summary>Gets the rank of all matrices together.</summary>
    public int WideRank => Parts.Sum(part => part.Rank);

    /// <summary>Gets the scale of the products.</summary>
    public double Scale => Parts[0].Scale;

    private string Common => IsByOutputs ? Adaptation.A : Adaptation.B;

    private string Own => IsByOutputs ? Adaptation.B : Adaptation.A;

    /// <summary>Whether the products of all matrices have this rank and scale.</summary>
    public bool HasSize(int rank, double scale) => Parts.All(part => part.Rank == rank) && HasScale(scale);

    /// <summary>Whether the products of all matrices are scaled by this.</summary>
    public bool HasScale(double scale) =>
        Parts.All(part => Math.Abs(part.Scale - scale) <= 1e-9 * Math.Abs(part.Scale));

    /// <summary>Whether the matrices have a factor in common, so that one adapter of their rank is all.</summary>
    public bool IsShared<T>(IReadOnlyDictionary<string, Tensor<T>> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var first = values[Path(Parts[0], Common)];
        return Parts.All(part =>
            values[Path(part, Common)] is var other
            && other.Shape == first.Shape
            && other.Span.SequenceEqual(first.Span)
        );
    }

    /// <summary>The factors with the rank of all matrices together, and the same products.</summary>
    public IEnumerable<KeyValuePair<string, Tensor<T>>> Widen<T>(IReadOnlyDictionary<string, Tensor<T>> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var common = TensorParts.Join(AxisOf(Common), [.. Parts.Select(part => values[Path(part, Common)])]);
        return Parts.SelectMany(
            (part, place) =>
                new[]
                {
                    KeyValuePair.Create(Path(part, Common), common),
                    KeyValuePair.Create(Path(part, Own), Widened(values[Path(part, Own)], place)),
                }
        );
    }

    /// <summary>The factors of each matrix alone, from those that <see cref="Widen"/> gives.</summary>
    /// <returns>The factors, or the error: they are no blocks.</returns>
    public Either<Error, ImmutableArray<KeyValuePair<string, Tensor<T>>>> Narrow<T>(
        IReadOnlyDictionary<string, Tensor<T>> values
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var narrow = ImmutableArray.CreateBuilder<KeyValuePair<string, Tensor<T>>>();
        foreach (var (place, part) in Parts.Index())
        {
            var blocks = Blocks(values[Path(part, Own)], Own);
            if (blocks.Index().Any(one => one.Index != place && one.Item.Span.ContainsAnyExcept(T.Zero)))
            {
                return Error.New(
                    $"{Names[0]} has one adapter of rank {WideRank} for {string.Join(", ", Parts.Select(one => one.Path))}, not one of each. Repair: make the layer by AdapterConfig.Adapt"
                );
            }

            narrow.Add(KeyValuePair.Create(Path(part, Own), blocks[place]));
            narrow.Add(KeyValuePair.Create(Path(part, Common), Blocks(values[Path(part, Common)], Common)[place]));
        }

        return narrow.DrainToImmutable();
    }

    /// <summary>The shapes of the factors with the rank of all matrices together.</summary>
    public IEnumerable<KeyValuePair<string, Shape>> WideShapes() =>
        Parts.SelectMany(part =>
            new[] { Adaptation.A, Adaptation.B }.Select(name =>
                KeyValuePair.Create(Path(part, name), part.Factor(name).Shape.With(AxisOf(name), WideRank))
            )
        );

    private static string Path(Adaptation part, string factor) => $"{part.Path}/{factor}";

    // Of the rank.
    private int AxisOf(string factor) => (factor == Adaptation.A) == Parts[0].IsInputFirst ? 1 : 0;

    private Tensor<T> Widened<T>(Tensor<T> factor, int place)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var axis = AxisOf(Own);
        return TensorParts.Join(
            axis,
            [
                .. Parts.Select(
                    (part, other) => other == place ? factor : new Tensor<T>(factor.Shape.With(axis, part.Rank))
                ),
            ]
        );
    }

    private Tensor<T>[] Blocks<T>(Tensor<T> factor, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. TensorParts.Split(factor, AxisOf(name), [.. Parts.Select(part => part.Rank)])];
}
