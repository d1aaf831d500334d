using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Export;

/// <summary>
/// A whole training step as one graph: input, target, then parameters, slots and noise by path; to the loss and the next
/// value of every parameter and slot.
/// </summary>
/// <param name="Graph">The graph.</param>
/// <param name="Origins">The path of the layer that composed each expression.</param>
/// <param name="States">The variables that have a next value: output i + 1 is the next value of state i.</param>
internal sealed record StepGraph(Graph Graph, IReadOnlyDictionary<Expr, string> Origins, ImmutableArray<Expr> States)
{
    /// <summary>Gets the names of the outputs: <c>loss</c>, then <c>path/next</c>.</summary>
    public ImmutableArray<string> Outputs => ["loss", .. States.Select(state => $"{state.Variable!.Path}/next")];

    /// <summary>The step for batches of these shapes, whose axes are known.</summary>
    public static StepGraph Of<T>(Training<T> training, Shape inputs, Shape targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (trace, input, target, loss) = training.Compose(inputs, targets);
        ImmutableArray<Expr> states =
        [
            .. trace.Variables.Where(v => v.Variable!.Kind is VariableKind.Parameter or VariableKind.Slot),
        ];
        var nexts = states.Select(state => trace.Nexts.GetValueOrDefault(state, state));
        return new(new Graph([input, target, .. trace.Variables], [loss, .. nexts]), trace.Origins, states);
    }
}
