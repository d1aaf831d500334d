using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>A layer composed for inputs of one shape, in prediction mode.</summary>
/// <param name="Input">The input.</param>
/// <param name="Variables">Parameters and slots in the order in which the layer requested them.</param>
/// <param name="Outputs">The predictions.</param>
/// <param name="Origins">The path of the layer that created each expression.</param>
internal sealed record LayerGraph(
    Expr Input,
    ImmutableArray<Expr> Variables,
    ImmutableArray<Expr> Outputs,
    IReadOnlyDictionary<Expr, string> Origins
)
{
    /// <summary>Gets the adapters of parameters, in the order of their paths.</summary>
    public ImmutableArray<Adaptation> Adaptations { get; init; } = [];

    /// <summary>Gets the function from the input and the variables to the outputs.</summary>
    public Graph Graph { get; } = new([Input, .. Variables], Outputs);

    /// <summary>All inputs of the graph, in order.</summary>
    public Tensor<T>[] Bind<T>(Tensor<T> inputs, IReadOnlyDictionary<string, Tensor<T>> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [inputs, .. Variables.Select(variable => values[variable.Variable!.Path])];
}
