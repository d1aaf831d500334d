using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>
/// The outputs of a graph that determine its loss: the loss first, then the counts and values that are needed to combine it with that of
/// other batches.
/// </summary>
internal sealed class LossOutputs
{
    private readonly ImmutableArray<(int Value, int Count, double? Known, double Weight)> parts;

    /// <summary>Initializes a new instance of the <see cref="LossOutputs"/> class.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="portions">Its terms.</param>
    /// <param name="isPenalized">Whether it has penalties beside them.</param>
    public LossOutputs(Expr loss, IReadOnlyList<Portion> portions, bool isPenalized)
    {
        IsPenalized = isPenalized;
        var outputs = new List<Expr> { loss };

        // If there is only one mean, it is the loss.
        var isLoss = !isPenalized && portions is [{ Count: not null, Weight: 1 }];
        parts =
        [
            .. portions.Select(portion =>
                (
                    isLoss ? 0 : Place(portion.Value),
                    portion.Count is null or { Op: Constant } ? -1 : Place(portion.Count),
                    portion.Count is { Op: Constant known } ? known.Values[0] : (double?)null,
                    portion.Weight
                )
            ),
        ];
        All = [.. outputs];
        Counts = portions.All(portion => portion.Count is not null)
            ? [.. portions.Select(portion => portion.Count!)]
            : [];

        int Place(Expr output)
        {
            outputs.Add(output);
            return outputs.Count - 1;
        }
    }

    /// <summary>Gets a value indicating whether the loss has penalties beside its terms.</summary>
    public bool IsPenalized { get; }

    /// <summary>Gets the outputs.</summary>
    public ImmutableArray<Expr> All { get; }

    /// <summary>Gets the count of each term; none if one is a sum, which has none.</summary>
    public ImmutableArray<Expr> Counts { get; }

    /// <summary>Adds the loss of the last run of a plan with these outputs.</summary>
    public void AddTo<T>(LossTally tally, Plan<T> plan)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rest = Output(plan, 0);
        for (var i = 0; i < parts.Length; i++)
        {
            var (place, count, known, weight) = parts[i];
            var value = weight * Output(plan, place);
            tally.Add(i, value, count < 0 ? known : Output(plan, count));
            rest -= value;
        }

        tally.Add(rest);
    }

    private static double Output<T>(Plan<T> plan, int place)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => double.CreateTruncating(plan.Output(place)[0]);
}
