using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>Data-parallel trainings: each batch is computed in parts, by several processes or with a fixed order of summation.</summary>
public static class Distributing
{
    /// <summary>
    /// This training over several ranks: the same program runs on each, iterates over the same batches, and computes its rows of each.
    /// Gradients, loss, counts and batch statistics are summed over the ranks before they are used, so that after each step the state is
    /// the same on all ranks, and equals that of one process on the whole batch up to the order of summation. With one rank it is this
    /// training.
    /// </summary>
    /// <remarks>
    /// Noise is that of the whole batch, of which each rank draws its rows. A batch with fewer rows than ranks is computed by every rank.
    /// In a fit rank 0 makes the decisions that depend on time, and writes the checkpoints; all ranks read them from a shared folder. An
    /// error in a step ends all ranks. Concurrent folds are not supported.
    /// </remarks>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="ranks">The ranks, such as <c>Mpi.World</c>.</param>
    /// <exception cref="ArgumentException">The training has shards that cannot be distributed over this number of ranks.</exception>
    /// <example><code>
    /// var training = Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-3)).On(Mpi.World);
    /// var trained = training.Fold(training.Init(2, digits.InputShape), digits.Shuffle(1).Batches(128).Repeat(epochs: 10));
    /// </code></example>
    public static Training<T> On<T>(this Training<T> training, IRanks ranks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(ranks);
        return Spread(training, ranks, training.Spread?.Shards);
    }

    /// <summary>
    /// This training with each batch split into shards, whose gradients are computed separately and summed along one binary tree: the same
    /// bits on 1, 2, 4 or more ranks, up to the number of shards. The number is part of the training: another number gives other bits, and
    /// only a training with the same number reads its checkpoints.
    /// </summary>
    /// <remarks>
    /// Each shard on a rank has its own thread and copy of the state, which costs memory and, for small batches or many parameters, time;
    /// with one shard per rank the overhead is negligible.
    /// </remarks>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="count">The number of shards: 2, 4, 8 or another power of two.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    /// <exception cref="ArgumentException">They cannot be distributed over the ranks of the training.</exception>
    /// <example><code>var training = Training.Of(model, SoftmaxCrossEntropy(), Adam(1e-3)).Shards(8).On(Mpi.World);</code></example>
    public static Training<T> Shards<T>(this Training<T> training, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        return count > 1 && int.IsPow2(count)
            ? Spread(training, training.Spread?.Ranks, count)
            : throw new ArgumentOutOfRangeException(
                nameof(count),
                count,
                $"Shards are 2, 4, 8 or another power of two, not {count}."
            );
    }

    private static Training<T> Spread<T>(Training<T> training, IRanks? ranks, int? shards)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(training.Layer, training.Loss, training.Optimizer)
        {
            Team = training.Team,
            Spread = Execution.Spread.Of(ranks, shards, training.Team.Threads),
        };
}
