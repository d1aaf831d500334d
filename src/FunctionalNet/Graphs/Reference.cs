using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>
/// The slow, straightforward executor: one operator after the other, each value in memory of its own. All other executors must agree with
/// it.
/// </summary>
public static class Reference
{
    /// <summary>The values of a graph's outputs.</summary>
    /// <typeparam name="T">The number type: <see cref="double"/> to verify, <see cref="float"/> to compare.</typeparam>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">A tensor for each of its inputs, in order.</param>
    /// <exception cref="ArgumentException">The number of tensors or a shape is not that of the graph.</exception>
    public static ImmutableArray<Tensor<T>> Run<T>(Graph graph, params IReadOnlyList<Tensor<T>> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(graph);
        graph.Check(inputs);
        WholeInputs.Check(graph, inputs);
        var values = graph
            .Inputs.Zip(inputs, (variable, tensor) => (variable, tensor))
            .ToDictionary(p => p.variable, p => p.tensor);
        foreach (var expr in Expr.Sort(graph.Outputs))
        {
            if (!values.ContainsKey(expr))
            {
                values[expr] = Value(expr, [.. expr.Inputs.Select(input => values[input])]);
            }
        }

        return [.. graph.Outputs.Select(output => values[output])];
    }

    /// <summary>The value of an expression for given operands.</summary>
    /// <exception cref="InexactNumberException">An integer is larger than the number type holds exactly.</exception>
    internal static Tensor<T> Value<T>(Expr expr, IReadOnlyList<Tensor<T>> operands)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var value = new Tensor<T>(expr.Shape);
        var (from, to) = (operands.Select(Buffer<T>.Of).ToArray(), Buffer<T>.Of(value));
        expr.Op.Evaluate(from, to);
        if (WholeNumbers.Grows(expr.Op, expr.Type.Element))
        {
            WholeNumbers.Check(expr.Op, from, to);
        }

        GC.KeepAlive(operands);
        return value;
    }

    /// <summary>Evaluates the body of a function on operands in buffers.</summary>
    internal static unsafe void Evaluate<T>(
        Expr body,
        Expr[] operands,
        ReadOnlySpan<Buffer<T>> inputs,
        Buffer<T> output
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensors = new Tensor<T>[inputs.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new Tensor<T>(inputs[i].Shape, inputs[i].Span);
        }

        Run(new Graph(operands, [body]), tensors)[0].Span.CopyTo(output.Span);
    }
}
