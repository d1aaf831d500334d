namespace FunctionalNet.Verification;

/// <summary>
/// Verifies gradients in a test: generated shapes, weights and inputs, derivatives by reverse mode compared with difference quotients in
/// double, first and second order; a failure is shrunk, and names the wrong operator.
/// </summary>
/// <remarks>
/// Each check returns a report if it passes, and throws a <see cref="GradientCheckException"/> otherwise (or returns the report, too:
/// <see cref="GradientCheckOptions.Throws"/>). It depends on no test framework and works in all of them.
/// </remarks>
/// <example><code>
/// [Fact]
/// public void My_layer_has_the_right_gradient() => GradientCheck.Layer(new MyLayer(8), Shapes.Ranks(2, 3));
/// </code></example>
public static partial class GradientCheck
{
    /// <summary>Checks a layer, with respect to its input and its parameters, in training and in prediction mode.</summary>
    /// <param name="layer">The layer, or a chain of layers.</param>
    /// <param name="input">The shapes of its input, including the batch axis.</param>
    /// <param name="options">The options of the check.</param>
    /// <exception cref="GradientCheckException">A derivative is wrong, or the layer threw.</exception>
    /// <example><code>
    /// GradientCheck.Layer(Dense(4) >> Tanh(), Shapes.Ranks(2, 3));
    /// GradientCheck.Layer(Residual(Dense(4)), new Shape(Dim.Named("n"), 4));
    /// </code></example>
    public static GradientReport Layer(Layer layer, Input input, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(input);
        return new Subject(
            layer.ToString(),
            [input],
            (shapes, training) =>
            {
                var trace = new Trace(training);
                var x = Subject.Variable("input", shapes[0], input);
                var y = trace.Compose(layer, x.Variable);
                return new ExprCase(
                    [x, .. trace.Variables.Select(variable => (variable, Subject.PlaceOf(variable)))],
                    [y],
                    trace.Origins
                );
            }
        ).Check(options);
    }

    /// <summary>Checks a function of one expression.</summary>
    /// <param name="function">The function.</param>
    /// <param name="input">The domain of its operand.</param>
    /// <param name="options">The options of the check.</param>
    /// <exception cref="GradientCheckException">A derivative is wrong, or the function threw.</exception>
    /// <example><code>
    /// GradientCheck.Function(x => x * x.Sigmoid(), Shapes.Ranks(0, 1, 2));
    /// GradientCheck.Function(x => x.Log(), new Input(Shapes.Ranks(1), Low: 0.1, High: 3));
    /// </code></example>
    public static GradientReport Function(Func<Expr, Expr> function, Input input, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(input);
        return Function(x => function(x[0]), [input], options);
    }

    /// <summary>Checks a function of several expressions. Free axes of the same name get the same size in all of them.</summary>
    /// <param name="function">The function.</param>
    /// <param name="inputs">The domains of its operands.</param>
    /// <param name="options">The options of the check.</param>
    /// <exception cref="ArgumentException">No size of a free axis is valid for all inputs that have it.</exception>
    /// <exception cref="GradientCheckException">A derivative is wrong, or the function threw.</exception>
    /// <example><code>
    /// var (n, k, m) = (Dim.Named("n"), Dim.Named("k"), Dim.Named("m"));
    /// GradientCheck.Function(x => x[0].MatMul(x[1]), [new Shape(n, k), new Shape(k, m)]);
    /// </code></example>
    public static GradientReport Function(
        Func<Expr[], Expr> function,
        IReadOnlyList<Input> inputs,
        GradientCheckOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        return new Subject(
            $"function of {Subject.List(inputs.Select(input => input.Shapes))}",
            inputs,
            (shapes, _) =>
            {
                var xs = inputs.Select((input, i) => Subject.Variable($"x{i}", shapes[i], input)).ToArray();
                return new ExprCase(xs, [function([.. xs.Select(x => x.Variable)])], new Dictionary<Expr, string>());
            }
        ).Check(options);
    }

    /// <summary>Checks a function of plain numbers with a hand-written gradient.</summary>
    /// <remarks>Points at which the left and right derivatives differ are moved.</remarks>
    /// <param name="function">The function; it receives a copy.</param>
    /// <param name="gradient">Its gradient: as many numbers as its input.</param>
    /// <param name="input">The domain of the input.</param>
    /// <param name="options">The options of the check.</param>
    /// <exception cref="GradientCheckException">A derivative is wrong, or a function threw.</exception>
    /// <example><code>GradientCheck.Function(x => x.Sum(v => v * v), x => [.. x.Select(v => 2 * v)], Shapes.Ranks(1));</code></example>
    public static GradientReport Function(
        Func<double[], double> function,
        Func<double[], double[]> gradient,
        Input input,
        GradientCheckOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(input);
        return new Subject(
            $"function of numbers {input.Shapes}",
            [input],
            (shapes, _) => new PlainCase(function, gradient, Subject.Variable("x", shapes[0], input).Place)
        ).Check(options);
    }
}
