using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Kernels;

namespace FunctionalNet.Execution;

/// <summary>
/// Runs the operators of a graph one after the other, with the kernels of a plan and separate memory for each value: nothing is fused,
/// reordered or computed in place, on one thread. Slow; gives the same bits as a <see cref="Plan{T}"/> of the whole graph.
/// </summary>
/// <remarks>
/// A function without a kernel of its own is replaced by its body, a product of transposed matrices is one operator, and constant
/// subexpressions are constants, computed in float64. PyTorch, TensorFlow: eager mode.
/// </remarks>
public static class Eager
{
    // Depth of the search for operands that select a kernel; deeper operands are values by then.
    private const int Deepest = 8;

    /// <summary>The values of a graph's outputs.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">A tensor for each of its inputs, in order.</param>
    /// <exception cref="ArgumentException">The number of tensors or a shape is not that of the graph.</exception>
    /// <exception cref="InvalidOperationException">A shape of the graph has a free axis.</exception>
    /// <example><code>var y = Eager.Run(new Graph([x], [x.Softmax()]), Tensor.Vector(1f, 2f))[0];</code></example>
    public static ImmutableArray<Tensor<T>> Run<T>(Graph graph, params IReadOnlyList<Tensor<T>> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Run(graph, Rules.ForPrediction(graph.Outputs), inputs);
    }

    /// <summary>The same for a graph whose parameters change with each run.</summary>
    internal static ImmutableArray<Tensor<T>> RunStep<T>(Graph graph, IReadOnlyList<Tensor<T>> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(graph, Rules.Plain(graph.Outputs), inputs);

    private static ImmutableArray<Tensor<T>> Run<T>(Graph graph, Expr[] outputs, IReadOnlyList<Tensor<T>> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        graph.Check(inputs);
        WholeInputs.Check(graph, inputs);
        var values = graph
            .Inputs.Zip(inputs, (variable, tensor) => (variable, tensor))
            .ToDictionary(pair => pair.variable, pair => pair.tensor.HeldAs(WeightFormat.Full));
        Evaluate(Expr.Sort(outputs), values);
        return [.. outputs.Select(output => values[output])];
    }

    /// <summary>Evaluates the expressions that have no value yet.</summary>
    /// <param name="graph">The expressions, operands first.</param>
    /// <param name="values">The values of all variables, to which the others are added.</param>
    internal static void Evaluate<T>(IEnumerable<Expr> graph, Dictionary<Expr, Tensor<T>> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var expr in graph.Where(expr => !values.ContainsKey(expr)))
        {
            var operands = new Dictionary<Expr, Expr>();
            var alone = Alone(expr, operands);
            values[expr] = Plan<T>
                .Compile(new Graph([.. operands.Values], [alone]), threads: 1)
                .Run([.. operands.Keys.Select(operand => values[operand])])[0];
        }
    }

    // The operator on variables in place of its operands. Operands that select its kernel stay: constants and transpositions.
    private static Expr Alone(Expr expr, Dictionary<Expr, Expr> operands, int depth = 0) =>
        expr.On([
            .. expr.Inputs.Select(input =>
                depth < Deepest && (input.Op is Ops.TransposeOp || IsConstant(input, depth))
                    ? Alone(input, operands, depth + 1)
                    : Variable(input, operands)
            ),
        ]);

    private static bool IsConstant(Expr expr, int depth) =>
        expr.Op is Constant
        || (depth < Deepest && expr.Inputs.Length > 0 && expr.Inputs.All(input => IsConstant(input, depth + 1)));

    private static Expr Variable(Expr operand, Dictionary<Expr, Expr> operands)
    {
        if (!operands.TryGetValue(operand, out var variable))
        {
            variable = operands[operand] = Expr.Input($"{operand.Id}", operand.Shape, operand.Type.Element);
        }

        return variable;
    }
}
