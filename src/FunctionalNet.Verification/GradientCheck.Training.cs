namespace FunctionalNet.Verification;

/// <content>Losses and optimizers.</content>
public static partial class GradientCheck
{
    /// <summary>Checks a loss, with respect to the prediction.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="prediction">The shapes of the prediction, including the batch axis.</param>
    /// <param name="target">The domain of the target; by default the shape of the prediction with values from 0 to 1, or, for a loss of
    /// labels, that without the last axis with labels below its size.</param>
    /// <param name="options">The options of the check.</param>
    /// <exception cref="GradientCheckException">A derivative is wrong, or the loss threw.</exception>
    /// <example><code>GradientCheck.Loss(SoftmaxCrossEntropy(), Shapes.Ranks(2));</code></example>
    public static GradientReport Loss(
        Loss loss,
        Input prediction,
        Input? target = null,
        GradientCheckOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(prediction);
        return new Subject(
            loss.ToString(),
            target is null ? [prediction] : [prediction, target],
            (shapes, _) =>
            {
                var x = Subject.Variable("prediction", shapes[0], prediction);
                var aim = target ?? Aim(loss, shapes[0]);
                var t = Subject.Variable("target", target is null ? aim.Shapes.Patterns[0] : shapes[1], aim);
                return new ExprCase(
                    [x, t with { Place = t.Place with { Differentiated = false } }],
                    [target is null ? Applied(loss, x.Variable, t.Variable) : loss.Apply(x.Variable, t.Variable)],
                    new Dictionary<Expr, string>()
                );
            }
        ).Check(options);
    }

    /// <summary>
    /// Checks the expressions of an optimizer: its updates and the next values of its slots, differentiated by gradients and parameters. It
    /// verifies that they are smooth and finite where they are used, not that they implement the intended rule.
    /// </summary>
    /// <param name="optimizer">A transform, or a chain of them.</param>
    /// <param name="options">The options of the check.</param>
    /// <exception cref="GradientCheckException">A derivative is wrong, or the optimizer threw.</exception>
    /// <example><code>GradientCheck.Optimizer(ClipByGlobalNorm(1) >> Adam(0.001));</code></example>
    public static GradientReport Optimizer(Transform optimizer, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Input[] inputs = [Shapes.Ranks(2), Shapes.Ranks(1)];
        return new Subject(
            optimizer.ToString(),
            inputs,
            (shapes, _) =>
            {
                var trace = new Trace(isTraining: true);
                Expr[] parameters =
                [
                    .. shapes.Select((s, i) => trace.Root.Parameter($"{i}/weight", s, new GlorotUniform())),
                ];
                var gradients = parameters
                    .Select(p => Subject.Variable($"gradient/{p.Variable!.Path}", p.Shape, inputs[0]))
                    .ToArray();
                var loss = Subject.Variable("loss", Shape.Scalar, inputs[0]);
                trace.Loss = loss.Variable;
                var scope = trace.Root.In("optimizer");
                var factor = optimizer.LossFactor(scope);
                var updates = optimizer.Apply(
                    scope,
                    [
                        .. parameters.Zip(
                            gradients,
                            (p, g) => new Update(p, factor is null ? g.Variable : g.Variable * factor)
                        ),
                    ]
                );
                Expr[] results = [.. updates.Select(update => update.Value), .. trace.Nexts.Values];
                return new ExprCase(
                    [
                        .. gradients,
                        .. Expr.Sort(results).Contains(loss.Variable) ? [loss] : gradients[..0],
                        .. trace.Variables.Select(variable => (variable, Subject.PlaceOf(variable))),
                    ],
                    results,
                    trace.Origins
                );
            }
        ).Check(options);
    }

    // A loss of labels that declares no element type is given numbers.
    private static Expr Applied(Loss loss, Expr prediction, Expr target)
    {
        try
        {
            return loss.Apply(prediction, target);
        }
        catch (ShapeException e) when (loss.Target == ElementType.Float)
        {
            throw new ShapeException(
                $"{loss}",
                $"it does not take targets of numbers {target.Shape}, which were drawn ({e.Message.TrimEnd('.')})",
                "if it takes labels, override Target to be ElementType.Int64, as Loss.Of takes it, or else give the check a target"
            );
        }
    }

    private static Input Aim(Loss loss, Shape prediction) =>
        loss.Target == ElementType.Int64
            ? new Input(prediction[..^1], 0, prediction[^1].Size - 1, ElementType.Int64)
            : new Input(prediction, 0, 1);
}
