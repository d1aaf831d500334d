using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// Validates the labels and tokens of a batch for an engine without label errors of its own: all that depend on inputs and targets alone.
/// </summary>
internal sealed unsafe class LabelCheck<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Plan<T> plan;
    private readonly Expr input;
    private readonly Expr target;
    private readonly int counts;
    private readonly bool looksAtInput;

    private LabelCheck(Expr input, Expr target, Expr[] labels, Expr[] counts)
    {
        Expr[] all = [.. counts, .. labels];
        (this.input, this.target, this.counts) = (input, target, counts.Length);
        looksAtInput = Expr.Sort(all).Contains(input);
        plan = Plan<T>.Compile(new Graph([input, target], all), threads: 1);
    }

    // Whether a sample of the last batch counts; true if that depends on more than inputs and targets.
    private bool Counts => counts == 0 || Enumerable.Range(0, counts).Any(i => !T.IsZero(plan.Output(i)[0]));

    /// <summary>The check of a step; null if it has no labels or tokens.</summary>
    public static LabelCheck<T>? Of(StepGraph step) => Of(step, seesCounts: false);

    private static LabelCheck<T>? Of(StepGraph step, bool seesCounts)
    {
        var (input, target) = (step.Input, step.Target);
        var outputs = step.ToGraph().Outputs;
        var known = new HashSet<Expr> { input, target };
        var labels = new List<Expr>();
        var counted = seesCounts ? step.Losses.Counts : [];
        foreach (var expr in Expr.Sort([.. outputs, .. counted]))
        {
            if (expr.Variable is null && expr.Inputs.All(known.Contains))
            {
                known.Add(expr);
                labels.AddRange(Ops.IsLooked(expr) ? [expr] : []);
            }
        }

        labels.AddRange(
            WholeInputs
                .Of([input, target], outputs)
                .Where(one => one.Type.Element == ElementType.Int64)
                .Select(one => Ops.Looked(one, new(one.Variable!.Path, Classes: null) { IsOfTokens = one == input }))
        );
        Expr[] knownCounts = counted.All(known.Contains) ? [.. counted] : [];
        return labels.Count + knownCounts.Length == 0 ? null : new(input, target, [.. labels], knownCounts);
    }

    /// <summary>
    /// The first invalid label or token of a data set, by its row, or that no sample counts, so that there would be nothing to learn; null
    /// if there is nothing wrong.
    /// </summary>
    /// <param name="training">Model and loss.</param>
    /// <param name="data">The data set.</param>
    /// <param name="size">How many samples are checked at a time.</param>
    public static string? Find(Training<T> training, Dataset<T> data, int size)
    {
        var (all, (x, y)) = (data.All(), (data.AllInputs, data.AllTargets));
        LabelCheck<T>? check = null;
        var isAny = all.Count == 0;
        (T[] inputs, T[] targets) = ([], []);
        for (var start = 0; start < all.Count; start += size)
        {
            var batch = all.Part(start, Math.Min(size, all.Count - start));
            if (check is null || targets.Length != batch.Count * Width(y))
            {
                check = Of(
                    StepGraph.Of(
                        training,
                        x.Shape.With(0, batch.Count),
                        y.Shape.With(0, batch.Count),
                        StepKind.Evaluation
                    ),
                    seesCounts: true
                );
                if (check is null)
                {
                    return null;
                }

                inputs = new T[batch.Count * Width(x)];
                targets = new T[batch.Count * Width(y)];
            }

            batch.CopyTargets(targets);
            if (check.looksAtInput)
            {
                batch.CopyInputs(inputs);
            }

            try
            {
                check.Run(inputs, targets);
                isAny = isAny || check.Counts;
            }
            catch (LabelException e)
            {
                return e.In(batch.Row(e.Sample)).Message;
            }
        }

        return isAny
            ? null
            : FormattableString.Invariant(
                $"none of {all.Count:N0} samples counts in {training.Loss}: all labels are the ignored one, or all weights are 0"
            );

        static int Width(Tensor<T> rows) => rows.Shape[0].Size == 0 ? 0 : rows.Length / rows.Shape[0].Size;
    }

    /// <summary>Checks a batch.</summary>
    /// <exception cref="LabelException">A label names no class.</exception>
    public void Run(ReadOnlySpan<T> inputs, ReadOnlySpan<T> targets)
    {
        fixed (
            T* x = inputs,
                y = targets
        )
        {
            plan.Bind(input, x);
            plan.Bind(target, y);
            plan.Run();
        }
    }
}
