using FunctionalNet.Execution;

namespace FunctionalNet.Verification;

/// <summary>A graph in float32, compiled once and run on many points.</summary>
internal sealed unsafe class FloatEvaluation
{
    private readonly Graph graph;
    private readonly Plan<float> plan;
    private readonly Tensor<float>[] cells;

    public FloatEvaluation(IReadOnlyList<Expr> inputs, IReadOnlyList<Expr> outputs)
    {
        graph = new Graph(inputs, outputs);
        plan = Plan<float>.Compile(graph);
        cells = [.. inputs.Select(input => new Tensor<float>(input.Shape))];
        for (var i = 0; i < cells.Length; i++)
        {
            plan.Bind(inputs[i], cells[i].Pointer);
        }
    }

    /// <summary>The outputs by the planned executor.</summary>
    public double[][] Run(double[][] inputs)
    {
        Fill(inputs);
        plan.Run();
        GC.KeepAlive(cells);
        return [.. graph.Outputs.Select((_, i) => Doubles(plan.Output(i)))];
    }

    /// <summary>The outputs by another engine.</summary>
    public double[][] RunOn(
        Func<Graph, IReadOnlyList<Tensor<float>>, IReadOnlyList<Tensor<float>>> engine,
        double[][] inputs
    )
    {
        Fill(inputs);
        return [.. engine(graph, cells).Select(output => Doubles(output.Span))];
    }

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        var doubles = new double[values.Length];
        for (var i = 0; i < doubles.Length; i++)
        {
            doubles[i] = values[i];
        }

        return doubles;
    }

    private void Fill(double[][] inputs)
    {
        for (var k = 0; k < cells.Length; k++)
        {
            var cell = cells[k].Writable;
            for (var i = 0; i < cell.Length; i++)
            {
                cell[i] = (float)inputs[k][i];
            }
        }
    }
}
