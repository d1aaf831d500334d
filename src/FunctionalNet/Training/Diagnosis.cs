using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// Finds the operator that first produced a non-finite value in a step, by running one operator after the other, keeping every value, with
/// the same bits as the step.
/// </summary>
internal static class Diagnosis
{
    /// <summary>Whether all parameters and slots are finite, and the loss if there has been a step.</summary>
    public static bool IsFinite<T>(TrainState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (state.Step == 0 || T.IsFinite(state.Loss)) && state.Values.Values.All(IsFinite);

    /// <summary>Repeats the steps from a state to the batch where the first value is not finite.</summary>
    public static Divergence Find<T>(Training<T> training, TrainState<T> seed, IEnumerable<Batch<T>> batches)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var state = seed;
        foreach (var batch in batches)
        {
            var next = training.Step(state, batch);
            if (!IsFinite(next))
            {
                return Of(training, state, batch);
            }

            state = next;
        }

        return new Divergence("a value", "a batch that does not come again", string.Empty, state.Step, state.Key, 0);
    }

    /// <summary>The cause in a step whose result is not finite.</summary>
    public static Divergence Of<T>(Training<T> training, TrainState<T> state, Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var step = StepGraph.Of(training, batch.Inputs.Shape, batch.Targets.Shape);
        var values = step.Inputs.Zip(step.Bind(state, batch)).ToDictionary();
        var results = step
            .Updates.Select(update => (What: update.Variable.Variable!.Path, Expr: update.Next))
            .Prepend((What: "the loss", Expr: step.Loss))
            .ToArray();
        var graph = Expr.Sort(results.Select(result => result.Expr));
        Eager.Evaluate(graph, values);
        var wrong = Array.Find(results, result => !IsFinite(values[result.Expr]));
        var (origin, place) = wrong.Expr is null
            ? ("a kernel, in a way that does not come again", string.Empty)
            : Told(Within(Origin(wrong.Expr, values), values), values, step, Recomputations.Originals(graph), batch);
        return new Divergence(wrong.What ?? "a value", origin, place, state.Step, state.Key, batch.Count);
    }

    /// <summary>The first element of a batch that is not finite: <c>NaN in the data, the input of sample 3, column 2</c>; null if all are.</summary>
    public static string? InData<T>(Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        !IsFinite(batch.Inputs) ? InData(batch.Inputs, "input", batch)
        : !IsFinite(batch.Targets) ? InData(batch.Targets, "target", batch)
        : null;

    // A recomputed layer is one operator in the graph: the cause is one of its inner operators.
    private static Expr Within<T>(Expr origin, Dictionary<Expr, Tensor<T>> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        while (SaveAs16Bit.Plain(origin.Op) is Recomputed piece)
        {
            values[piece.X] = values[origin.Inputs[0]];
            Eager.Evaluate(piece.Within, values);
            origin = Origin(piece.Y, values);
        }

        return origin;
    }

    // Backwards along non-finite values, NaN before infinities, which some operators take and return on purpose.
    private static Expr Origin<T>(Expr expr, Dictionary<Expr, Tensor<T>> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        while (
            expr
                .Inputs.Where(input => !IsFinite(values[input]))
                .OrderBy(input => !HasNaN(values[input]))
                .ThenBy(input => input.Id)
                .FirstOrDefault()
                is { } input
        )
        {
            expr = input;
        }

        return expr;
    }

    private static (string Operator, string Path) Told<T>(
        Expr expr,
        Dictionary<Expr, Tensor<T>> values,
        StepGraph step,
        Dictionary<Expr, Expr> originals,
        Batch<T> batch
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return expr.Variable switch
        {
            { Kind: VariableKind.Input } data => (InData(values[expr], data.Path, batch), string.Empty),
            { } variable => (
                $"{Worst(values[expr])} in the {variable.Kind.ToString().ToLowerInvariant()} {variable.Path}",
                string.Empty
            ),
            _ => ($"{Worst(values[expr])} from {expr} of finite operands", Layer(expr, step, originals)),
        };
    }

    private static string InData<T>(Tensor<T> value, string name, Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        $"{Worst(value)}{Divergence.OfData}{name}{Place(value, batch)}";

    private static string Worst<T>(Tensor<T> value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => HasNaN(value) ? "NaN" : "infinity";

    // For data, the first wrong element: its sample, and its index there.
    private static string Place<T>(Tensor<T> value, Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (value.Shape.Rank == 0)
        {
            return string.Empty;
        }

        var at = 0;
        while (T.IsFinite(value.Span[at]))
        {
            at++;
        }

        var places = new int[value.Shape.Rank];
        for (var axis = places.Length - 1; axis >= 0; axis--)
        {
            (at, places[axis]) = Math.DivRem(at, value.Shape[axis].Size);
        }

        var row = batch.Row(places[0]);
        var sample = row == places[0] ? $" of sample {row} of the batch" : $" of sample {row} of the data";
        return places.Length switch
        {
            1 => sample,
            2 => $"{sample}, column {places[1]}",
            _ => $"{sample}, at [{string.Join(", ", places[1..])}]",
        };
    }

    // A derivative has no layer of its own: it is attributed to the layer of the nearest operand that has one.
    private static string Layer(Expr expr, StepGraph step, Dictionary<Expr, Expr> originals)
    {
        var (open, seen) = (new Queue<Expr>([expr]), new HashSet<Expr>());
        while (open.TryDequeue(out var next))
        {
            if (step.Origins.TryGetValue(originals.GetValueOrDefault(next, next), out var path))
            {
                return next == expr ? path : $"the derivative of {path}";
            }

            foreach (var input in next.Inputs.Where(seen.Add))
            {
                open.Enqueue(input);
            }
        }

        return string.Empty;
    }

    private static bool IsFinite<T>(Tensor<T> value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.IsFiniteAll(value.Span);

    private static bool HasNaN<T>(Tensor<T> value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.IsNaNAny(value.Span);
}
