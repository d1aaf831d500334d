using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalNet;

/// <content>Composes model, loss and optimizer into one graph.</content>
internal sealed partial record StepGraph
{
    /// <summary>A training composed for batches of these shapes, whose batch axes may be free.</summary>
    public static StepGraph Of<T>(Training<T> training, Shape inputs, Shape targets, StepKind kind = StepKind.Step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var trace = new Trace(isTraining: kind is StepKind.Step or StepKind.Gradients);
        var (forward, _) = Forward(training, trace, inputs, targets, kind);
        return kind switch
        {
            StepKind.Step => Updated(training.Optimizer, trace, forward),
            StepKind.Gradients => Differentiated(training.Optimizer, trace, forward),
            StepKind.Objective => forward with
            {
                Variables = [.. trace.Variables],
                Gradients = [.. Gradient.Of(forward.Loss, Learned(trace))],
            },
            _ => forward with { Variables = [.. trace.Variables] },
        };
    }

    /// <summary>The state variables of a training, composed for one sample.</summary>
    /// <exception cref="ShapeException">The model does not accept such an input, or its state exceeds the available memory.</exception>
    /// <exception cref="ArgumentException">The optimizer has no learning rate for a parameter, or several.</exception>
    public static ImmutableArray<Expr> StatesOf<T>(Training<T> training, Shape input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var trace = new Trace(isTraining: true);
        trace.Compose(training.Layer, Expr.Input("input", new Shape(1).Append(input), training.Layer.InputType));

        // Slots depend on the parameters, not on their gradients: any expression of the right shape stands in for the gradients.
        Optimize(training.Optimizer, trace);
        foreach (var parameter in Learned(trace))
        {
            RateCount.Check(training.Optimizer, parameter);
        }

        trace.CheckMemory(Unsafe.SizeOf<T>());
        return [.. trace.Variables.Where(v => v.Variable!.Kind is VariableKind.Parameter or VariableKind.Slot)];
    }

    private static StepGraph Updated(Transform optimizer, Trace trace, StepGraph forward)
    {
        Optimize(optimizer, trace, forward.Loss);
        return forward.Whole(trace);
    }

    // With all variables and their next values.
    private StepGraph Whole(Trace trace) =>
        this with
        {
            Variables = [.. trace.Variables],
            Updates = [.. trace.Nexts.OrderBy(next => next.Key.Id).Select(next => (next.Key, next.Value))],
        };

    // The gradients of the unscaled loss, without the factor of loss scaling.
    private static StepGraph Differentiated(Transform optimizer, Trace trace, StepGraph forward)
    {
        // Read before the step, which changes the factor.
        var factor = optimizer.LossFactor(trace.Root.In(Trace.Optimizer));
        ImmutableArray<Expr> gradients =
        [
            .. Optimize(optimizer, trace, forward.Loss)
                .Select(gradient => factor is null ? gradient : gradient / factor),
        ];

        // Of the optimizer's slots only those that gradients depend on, such as a loss scale: the state may be that of another optimizer.
        var read = Expr.Sort(gradients).ToHashSet();
        return forward with
        {
            Variables = [.. trace.Variables.Where(v => v.Variable!.Kind == VariableKind.Parameter || read.Contains(v))],
            Gradients = gradients,
        };
    }

    // Model and loss, for training or for evaluation, and the prediction.
    private static (StepGraph Graph, Expr Prediction) Forward<T>(
        Training<T> training,
        Trace trace,
        Shape inputs,
        Shape targets,
        StepKind kind
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var input = Expr.Input("input", inputs, training.Layer.InputType);
        var target = Expr.Input("target", targets, training.Loss.Target);
        var prediction = trace.Compose(training.Layer, input);
        var loss =
            kind == StepKind.Evaluation
                ? training.Loss.Apply(prediction, target)
                : training.Loss.Objective(prediction, target, Learned(trace));
        if (loss.Shape != Shape.Scalar)
        {
            throw new ShapeException(
                $"{training.Loss}",
                $"the loss is {loss.Shape}",
                "bring it to a scalar, such as by ReduceMean()"
            );
        }

        trace.Portions = training.Loss.Portions(prediction, target);
        var isPenalized = Expr.Sort([loss], [prediction]).Exists(Learned(trace).Contains);
        var losses = new LossOutputs(loss, trace.Portions, isPenalized);
        return (new(kind, input, target, losses) { Origins = trace.Origins }, prediction);
    }

    // The gradients, in the order of the parameters.
    private static Expr[] Optimize(Transform optimizer, Trace trace, Expr? loss = null)
    {
        trace.Loss = loss ?? 0;
        var parameters = Learned(trace);
        var scope = trace.Root.In(Trace.Optimizer);
        var factor = optimizer.LossFactor(scope);
        return Follow(optimizer, trace, loss is null ? parameters : GradientsOf(loss, factor, parameters));
    }

    private static Expr[] GradientsOf(Expr loss, Expr? factor, Expr[] parameters) =>
        [.. Gradient.Of(factor is null ? loss : loss * factor, parameters)];

    // Applies the optimizer's updates to the parameters.
    private static Expr[] Follow(Transform optimizer, Trace trace, Expr[] gradients)
    {
        var scope = trace.Root.In(Trace.Optimizer);
        ImmutableArray<Update> updates =
        [
            .. Learned(trace).Zip(gradients, (parameter, gradient) => new Update(parameter, gradient)),
        ];
        updates = optimizer.Apply(scope, updates);
        foreach (var update in updates)
        {
            trace.SetNext(update.Parameter, update.Parameter + update.Value);
        }

        KeepRate(trace, updates);

        return trace.Rewrite(PendingGradients.Settle, gradients);
    }

    // The rate of the first parameter that has one. It is kept in a step that applies no update.
    private static void KeepRate(Trace trace, ImmutableArray<Update> updates)
    {
        var applied = updates
            .Select(update => trace.Rates.GetValueOrDefault(update.Path))
            .FirstOrDefault(rate => rate.Value is not null);
        if (applied.Value is { } rate)
        {
            var last = trace.Slot(Trace.LearningRate, Shape.Scalar, new Zeros());
            trace.Next(last, applied.Condition?.Where(rate, last) ?? rate);
        }
    }

    private static Expr[] Learned(Trace trace) =>
        [.. trace.Variables.Where(v => v.Variable!.Kind == VariableKind.Parameter)];
}
