using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalNet;

/// <content>How model, loss and optimizer become one graph.</content>
internal sealed partial record StepGraph
{
    /// <summary>A training step: the loss and the next values. The batch axes may be free.</summary>
    public static StepGraph Of<T>(Training<T> training, Shape inputs, Shape targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var trace = new Trace(isTraining: true);
        var step = Forward(nameof(Training<>.Step), training, trace, inputs, targets, isLearned: true);
        Optimize(training.Optimizer, trace, step.Loss);
        return step with
        {
            Variables = [.. trace.Variables],
            Updates = [.. trace.Nexts.OrderBy(next => next.Key.Id).Select(next => (next.Key, next.Value))],
        };
    }

    /// <summary>The loss as a model is judged by it: without dropout and penalties.</summary>
    public static StepGraph Evaluation<T>(Training<T> training, Shape inputs, Shape targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var trace = new Trace(isTraining: false);
        var step = Forward(nameof(Training<>.Evaluate), training, trace, inputs, targets, isLearned: false);
        return step with { Variables = [.. trace.Variables] };
    }

    /// <summary>
    /// The gradients as a step has them before its optimizer, but of the loss as it is: without the factor by which it is differentiated.
    /// </summary>
    public static StepGraph OfGradients<T>(Training<T> training, Shape inputs, Shape targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var trace = new Trace(isTraining: true);
        var step = Forward(nameof(LossGradients.Gradients), training, trace, inputs, targets, isLearned: true);

        // Before the step: the factor of the next one is another.
        var factor = training.Optimizer.LossFactor(trace.Root.In(Trace.Optimizer));
        ImmutableArray<Expr> gradients =
        [
            .. Optimize(training.Optimizer, trace, step.Loss)
                .Select(gradient => factor is null ? gradient : gradient / factor),
        ];

        // Of the optimizer's slots only what gradients depend on, such as a scale: the state may be that of another one.
        var read = Expr.Sort(gradients).ToHashSet();
        return step with
        {
            Variables = [.. trace.Variables.Where(v => v.Variable!.Kind == VariableKind.Parameter || read.Contains(v))],
            Gradients = gradients,
        };
    }

    /// <summary>The loss that is learned from, of the model as it predicts, and its gradients: what a solver minimizes over a batch that stays.</summary>
    public static StepGraph Objective<T>(Training<T> training, Shape inputs, Shape targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var trace = new Trace(isTraining: false);
        var step = Forward(nameof(QuasiNewton.Lbfgs), training, trace, inputs, targets, isLearned: true);
        return step with { Variables = [.. trace.Variables], Gradients = [.. Gradient.Of(step.Loss, Learned(trace))] };
    }

    /// <summary>The state variables of a training, composed for one sample.</summary>
    /// <exception cref="ShapeException">The model does not take such an input, or its state takes more bytes than there are.</exception>
    /// <exception cref="ArgumentException">The optimizer has no learning rate for a parameter, or several.</exception>
    public static ImmutableArray<Expr> StatesOf<T>(Training<T> training, Shape input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var trace = new Trace(isTraining: true);
        trace.Compose(training.Layer, Expr.Input("input", new Shape(1).Append(input), training.Layer.InputType));

        // Slots depend on the parameters, not on their gradients: any expression of the right shape stands for those.
        Optimize(training.Optimizer, trace);
        foreach (var parameter in Learned(trace))
        {
            Descent.Check(training.Optimizer, parameter);
        }

        trace.CheckMemory(Unsafe.SizeOf<T>());
        return [.. trace.Variables.Where(v => v.Variable!.Kind is VariableKind.Parameter or VariableKind.Slot)];
    }

    // Model and loss, as it is learned from or as it is judged by.
    private static StepGraph Forward<T>(
        string name,
        Training<T> training,
        Trace trace,
        Shape inputs,
        Shape targets,
        bool isLearned
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var input = Expr.Input("input", inputs, training.Layer.InputType);
        var target = Expr.Input("target", targets, training.Loss.Target);
        var prediction = trace.Compose(training.Layer, input);
        var loss = isLearned
            ? training.Loss.Objective(prediction, target, Learned(trace))
            : training.Loss.Apply(prediction, target);
        if (loss.Shape != Shape.Scalar)
        {
            throw new ShapeException(
                $"{training.Loss}",
                $"the loss is {loss.Shape}",
                "bring it to a scalar, such as by ReduceMean()"
            );
        }

        trace.Portions = training.Loss.Portions(prediction, target);
        return new(name, input, target, new(loss, trace.Portions)) { Origins = trace.Origins };
    }

    // The gradients, in the order of the parameters.
    private static Expr[] Optimize(Transform optimizer, Trace trace, Expr? loss = null)
    {
        trace.Loss = loss ?? 0;
        var parameters = Learned(trace);
        var scope = trace.Root.In(Trace.Optimizer);
        var factor = optimizer.LossFactor(scope);
        var gradients = loss is null ? [.. parameters] : Gradient.Of(factor is null ? loss : loss * factor, parameters);
        ImmutableArray<Update> updates =
        [
            .. parameters.Zip(gradients, (parameter, gradient) => new Update(parameter, gradient)),
        ];
        foreach (var update in optimizer.Apply(scope, updates))
        {
            trace.Become(update.Parameter, update.Parameter + update.Value);
        }

        return trace.Rewrite(PendingGradients.Settle, gradients);
    }

    private static Expr[] Learned(Trace trace) =>
        [.. trace.Variables.Where(v => v.Variable!.Kind == VariableKind.Parameter)];
}
