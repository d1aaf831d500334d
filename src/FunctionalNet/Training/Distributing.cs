using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>Trainings whose batches are computed in parts, by several processes or with sums in one order.</summary>
public static class Distributing
{
    /// <summary>
    /// This training over ranks: the same program runs on each, walks the same batches, and computes its share of the rows of each. Gradients,
    /// loss, counts and statistics of the batch are added up over the ranks before anything is made of them, so that the state is the same
    /// on all of them after each step, and that of one process on the whole batch but for the order of sums. With one rank it is this training.
    /// </summary>
    /// <remarks>
    /// Noise is that of the whole batch, of which each rank draws its rows. A batch of fewer rows than ranks is computed by each. In a fit rank
    /// 0 decides what depends on time, and writes the checkpoints; all ranks read them, from a folder that they share. An error in a step ends all
    /// ranks. Several folds at the same time are not offered.
    /// </remarks>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="ranks">The ranks, such as <c>Mpi.World</c>.</param>
    /// <exception cref="ArgumentException">The training has shards that cannot be spread over so many ranks.</exception>
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
    /// This training with each batch cut into so many shards, whose gradients are computed each by itself and added up along one binary tree:
    /// the same bits on 1, 2, 4 or more ranks up to as many as there are shards. The number is part of the training: other numbers
    /// come to other bits, and a checkpoint is read by a training of as many.
    /// </summary>
    /// <remarks>
    /// Each shard that a rank computes has a thread and a copy of the state of its own, so that it costs memory and, where batches are small or
    /// parameters many, time; where each rank has one shard it costs next to nothing.
    /// </remarks>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="count">How many shards: 2, 4, 8 or another power of two.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is none.</exception>
    /// <exception cref="ArgumentException">They cannot be spread over the ranks of the training.</exception>
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
