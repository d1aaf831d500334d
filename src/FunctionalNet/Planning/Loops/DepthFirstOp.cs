using System.Collections.Immutable;

namespace FunctionalNet.Execution;

/// <summary>A subgraph that is run on a few samples at a time.</summary>
/// <param name="Graph">The subgraph for all samples: its variables are the operands.</param>
/// <param name="PerSample">Which operands have samples along axis 0, too.</param>
internal sealed record DepthFirstOp(Graph Graph, ImmutableArray<bool> PerSample) : Function, IPrepares
{
    public override string Name => "DepthFirst";

    internal override bool IsFused => true;

    public override string ToString() =>
        $"{Name} ({string.Join(", ", Expr.Sort(Graph.Outputs, Graph.Inputs).Select(expr => expr.Op))})";

    public bool IsPrepared(int operand) => !PerSample[operand];

    /// <summary>The subgraph for a number of samples.</summary>
    public Graph For(int samples)
    {
        Expr[] operands =
        [
            .. Graph.Inputs.Zip(
                PerSample,
                (input, isPerSample) =>
                    Expr.Input(
                        input.Variable!.Path,
                        isPerSample ? new Shape(samples).Append(input.Shape[1..]) : input.Shape,
                        input.Type.Element
                    )
            ),
        ];
        return new Graph(operands, [Body(operands)]);
    }

    internal override Expr Body(ReadOnlySpan<Expr> inputs)
    {
        var operands = new Dictionary<Expr, Expr>();
        for (var i = 0; i < inputs.Length; i++)
        {
            operands[Graph.Inputs[i]] = inputs[i];
        }

        return Expr.Rewrite(Graph.Outputs, (expr, _) => operands.GetValueOrDefault(expr))[0];
    }

    internal override Kernel Compile<T>(ImmutableArray<Buffer<T>> inputs, Buffer<T> output, Team team) =>
        new DepthFirstKernel<T>(this, inputs, output, team);

    protected override ElementType Operand(int index) => Graph.Inputs[index].Type.Element;
}
