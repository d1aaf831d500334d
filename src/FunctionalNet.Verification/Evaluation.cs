using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Verification;

/// <summary>A graph, compiled once and run at many points.</summary>
/// <typeparam name="T">The number type of the computation; points and results are in double.</typeparam>
internal sealed unsafe class Evaluation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Graph graph;
    private readonly Plan<T> plan;
    private readonly Tensor<T>[] cells;

    public Evaluation(IReadOnlyList<Expr> inputs, IReadOnlyList<Expr> outputs)
    {
        graph = new Graph(inputs, outputs);
        plan = Plan<T>.Compile(graph);
        cells = [.. inputs.Select(input => new Tensor<T>(input.Shape))];
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
        return [.. graph.Outputs.Select((_, i) => Doubles(plan.Output(i)))];
    }

    /// <summary>The outputs by another executor or engine.</summary>
    public double[][] RunOn(
        Func<Graph, IReadOnlyList<Tensor<T>>, IReadOnlyList<Tensor<T>>> engine,
        params ReadOnlySpan<double[][]> inputs
    )
    {
        Fill(inputs);
        return [.. engine(graph, cells).Select(output => Doubles(output.Span))];
    }

    /// <summary>
    /// The directional derivatives of the outputs, by dual numbers through the reference kernels; variables without a direction are
    /// constant.
    /// </summary>
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

    private static double[] Doubles(ReadOnlySpan<T> values)
    {
        var doubles = new double[values.Length];
        for (var i = 0; i < doubles.Length; i++)
        {
            doubles[i] = double.CreateTruncating(values[i]);
        }

        return doubles;
    }

    private void Fill(ReadOnlySpan<double[][]> inputs)
    {
        var next = 0;
        foreach (var group in inputs)
        {
            foreach (var values in group)
            {
                var cell = cells[next++].Writable;
                for (var i = 0; i < cell.Length; i++)
                {
                    cell[i] = T.CreateTruncating(values[i]);
                }
            }
        }
    }
}
