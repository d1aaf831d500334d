using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <content>The step on a share of a batch, which results in the same state as a step on the whole batch, on every share.</content>
internal sealed partial record StepGraph
{
    /// <summary>Gets the rows of the share; null for the whole batch.</summary>
    public Share? Share { get; private init; }

    /// <summary>Gets the shapes of the noise of the whole batch, by path; empty if the whole batch is computed.</summary>
    public ImmutableDictionary<string, Shape> WholeNoise { get; private init; } =
        ImmutableDictionary<string, Shape>.Empty;

    /// <summary>A training step composed for a share of batches of these shapes.</summary>
    /// <remarks>
    /// Each share differentiates its part of the loss, Σ weight · mean · count / total count, and the sum over the shares is the gradient
    /// for the whole batch before the optimizer sees it; penalties, which are the same on all shares, are differentiated separately. Loss,
    /// counts and the next values of layers' slots are those of the whole batch too, so all shares make the same decisions.
    /// </remarks>
    public static StepGraph Of<T>(Training<T> training, Shape inputs, Shape targets, Share share)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The graph of the whole batch gives the shapes of its noise, and its counts if they depend on shapes alone.
        var whole = new Trace(isTraining: true);
        Forward(training, whole, inputs, targets, StepKind.Step);
        var trace = new Trace(isTraining: true) { Share = share };
        var (rows, targetRows) = (inputs.With(0, share.Count), targets.With(0, share.Count));
        var (composed, prediction) = Forward(training, trace, rows, targetRows, StepKind.Step);
        var step = composed with { Share = share, WholeNoise = Noises(whole) };

        var (parameters, local) = (Learned(trace), trace.Portions);
        var factor = training.Optimizer.LossFactor(trace.Root.In(Trace.Optimizer));
        Portion[] parts = [.. local.Select((portion, i) => Part(portion, whole.Portions[i], share))];
        Expr[] slots = [.. step.DifferingSlots(trace)];
        var sums = new Queue<Expr>(
            Buckets.Sum(
                share.Worker,
                [
                    .. GradientsOf(Sum(parts), factor, parameters),
                    .. parts.Select(part => part.Value),
                    .. slots.Select(slot => trace.Nexts[slot] * share.Weight),
                ]
            )
        );
        Expr[] gradients = [.. parameters.Select(_ => sums.Dequeue())];
        trace.Portions = [.. parts.Select(part => part with { Value = sums.Dequeue() })];
        trace.Loss = Sum(trace.Portions);
        foreach (var slot in slots)
        {
            trace.Next(slot, sums.Dequeue());
        }

        if (step.PenaltyGradients(training.Loss, prediction, factor, parameters) is { } penalties)
        {
            trace.Loss += share.Mean(composed.Loss - Sum(local));
            gradients = [.. gradients.Zip(penalties, (data, penalty) => data + penalty)];
        }

        Follow(training.Optimizer, trace, gradients);
        return step.Ordered(trace).Whole(trace);
    }

    private static ImmutableDictionary<string, Shape> Noises(Trace whole) =>
        whole
            .Variables.Where(variable => variable.Variable!.Kind == VariableKind.Noise)
            .ToImmutableDictionary(
                variable => variable.Variable!.Path,
                variable => variable.Shape,
                StringComparer.Ordinal
            );

    // The contribution of a share to a mean or sum over the whole batch, and the total count.
    private static Portion Part(Portion here, Portion whole, Share share)
    {
        if (here.Count is null)
        {
            return here;
        }

        if (
            here.Count.Op is Constant { Values: [var some] }
            && whole.Count?.Op is Constant { Values: [not 0 and var all] }
        )
        {
            return here with { Value = here.Value * (some / all), Count = whole.Count };
        }

        var count = share.Sum(here.Count);
        return here with { Value = here.Value * (here.Count / count.Equal(0).Where(1, count)), Count = count };
    }

    private static Expr Sum(IEnumerable<Portion> portions) =>
        portions
            .Select(portion => portion.Weight.Equals(1) ? portion.Value : portion.Weight * portion.Value)
            .Aggregate((Expr?)null, (sum, value) => sum is null ? value : sum + value)
        ?? 0;

    // Expressions that depend on the rows of the share other than through a collective.
    private HashSet<Expr> Differing(IEnumerable<Expr> roots)
    {
        var differing = new HashSet<Expr>();
        foreach (var expr in Expr.Sort(roots))
        {
            var differs = expr.Variable is { } variable
                ? variable.Kind == VariableKind.Input
                    || (
                        variable.Kind == VariableKind.Noise
                        && WholeNoise.GetValueOrDefault(variable.Path, expr.Shape) != expr.Shape
                    )
                : expr.Op is not ICollective && expr.Inputs.Any(differing.Contains);
            if (differs)
            {
                differing.Add(expr);
            }
        }

        return differing;
    }

    // Slots of layers whose next value depends on the rows of the share: they become the mean over the shares.
    private IEnumerable<Expr> DifferingSlots(Trace trace)
    {
        var differing = Differing(trace.Nexts.Values);
        return trace
            .Nexts.Where(next => differing.Contains(next.Value))
            .Select(next => next.Key)
            .OrderBy(slot => slot.Id);
    }

    // The gradients of the loss terms that depend on parameters directly, not through the prediction; null if there are none.
    private Expr[]? PenaltyGradients(Loss loss, Expr prediction, Expr? factor, Expr[] parameters)
    {
        var predicted = Expr.Input("prediction", prediction.Shape, prediction.Type.Element);
        var objective = loss.Objective(predicted, Target, parameters);
        if (!Expr.Sort([objective]).Exists(parameters.Contains))
        {
            return null;
        }

        var gradients = Expr.Rewrite(
            GradientsOf(objective, factor, parameters),
            (expr, _) => expr == predicted ? prediction : null
        );
        var differing = Differing(gradients);
        return [.. gradients.Select(gradient => differing.Contains(gradient) ? Share!.Mean(gradient) : gradient)];
    }

    // Puts all collectives into one order, and drops unused ones.
    private StepGraph Ordered(Trace trace)
    {
        var told = new Queue<Expr>(
            trace.Rewrite(
                roots => CollectiveOrder.Of(Expr.Replace(Buckets.Used(roots), InlineFunctions.Apply)),
                [
                    trace.Loss!,
                    .. trace.Portions.Select(portion => portion.Value),
                    .. trace.Portions.Select(portion => portion.Count).OfType<Expr>(),
                ]
            )
        );
        var loss = told.Dequeue();
        Portion[] values = [.. trace.Portions.Select(portion => portion with { Value = told.Dequeue() })];
        return this with
        {
            Losses = new(
                loss,
                [.. values.Select(one => one.Count is null ? one : one with { Count = told.Dequeue() })],
                Losses.IsPenalized
            ),
        };
    }
}
