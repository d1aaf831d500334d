using FunctionalNet.Execution;

namespace FunctionalNet.Verification;

/// <summary>A graph, compiled once and run on many points.</summary>
internal sealed unsafe class Evaluation
{
    private readonly Graph graph;
    private readonly Plan<double> plan;
    private readonly Tensor<double>[] cells;

    public Evaluation(IReadOnlyList<Expr> inputs, IReadOnlyList<Expr> outputs)
    {
        graph = new Graph(inputs, outputs);
        plan = Plan<double>.Compile(graph);
        cells = [.. inputs.Select(input => new Tensor<double>(input.Shape))];
        for (var i = 0; i < cells.Length; i++)
        {
            plan.Bind(inputs[i], cells[i].Pointer);
        }
    }

    /// <summary>The outputs by the planned executor.</summary>
    public double[][] Run(params ReadOnlySpan<double[][]> inputs)
    {
        Fill(inputs);
        plan.Run();
        GC.KeepAlive(cells);
        return [.. graph.Outputs.Select((_, i) => plan.Output(i).ToArray())];
    }

    /// <summary>The outputs by the reference executor.</summary>
    public double[][] RunReference(params ReadOnlySpan<double[][]> inputs)
    {
        Fill(inputs);
        return [.. Reference.Run(graph, cells).Select(output => output.Span.ToArray())];
    }

    /// <summary>The slopes of the outputs along a direction, by dual numbers through the reference kernels; what has no direction stands still.</summary>
    public double[][] RunForward(double[][] inputs, double[][] direction)
    {
        var duals = graph.Inputs.Select(
            (input, i) =>
                new Tensor<Dual>(
                    input.Shape,
                    [.. inputs[i].Select((x, j) => new Dual(x, i < direction.Length ? direction[i][j] : 0))]
                )
        );
        return
        [
            .. Reference.Run(graph, [.. duals]).Select(output => output.Span.ToArray().Select(y => y.Slope).ToArray()),
        ];
    }

    private void Fill(ReadOnlySpan<double[][]> inputs)
    {
        var next = 0;
        foreach (var group in inputs)
        {
            foreach (var values in group)
            {
                values.CopyTo(cells[next++].Writable);
            }
        }
    }
}
