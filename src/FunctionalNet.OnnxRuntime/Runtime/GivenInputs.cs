using System.Collections.Immutable;

namespace FunctionalNet.Runtime;

/// <summary>What is given of the inputs on which models are compared: sizes of free axes by name, and examples of inputs by name.</summary>
/// <param name="Sizes">The sizes.</param>
/// <param name="Examples">The examples, in place of random numbers.</param>
internal sealed record GivenInputs(
    ImmutableSortedDictionary<string, int> Sizes,
    ImmutableDictionary<string, Tensor<double>> Examples
)
{
    /// <summary>Gets nothing given.</summary>
    public static GivenInputs None { get; } =
        new(
            ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, Tensor<double>>(StringComparer.Ordinal)
        );

    /// <summary>The same with the sizes that the examples have, so that other inputs fit them.</summary>
    public GivenInputs For(IReadOnlyList<OnnxValue> inputs) =>
        this with
        {
            Sizes = inputs
                .Where(input => Examples.ContainsKey(input.Name))
                .SelectMany(input => input.Type.Shape.Zip(Examples[input.Name].Shape.Sizes()))
                .Where(axis => !axis.Item1.IsKnown)
                .Aggregate(Sizes, (sizes, axis) => sizes.SetItem(axis.Item1.Name!, axis.Item2)),
        };
}
