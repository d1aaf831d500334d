using System.Numerics;
using System.Threading.Channels;

namespace FunctionalNet;

/// <summary>
/// Gathers single predictions that are asked for at the same time into batches, which cost far less than as many calls: for hosts whose
/// requests come one by one. It may be asked from any number of threads.
/// </summary>
/// <remarks>
/// A batch goes off when it is full, or when its first sample has waited for as long as it may; while it runs, the next one gathers.
/// Numbers may differ from those of single predictions by rounding, as those of any batch do.
/// </remarks>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>
/// await using var front = trained.Model.Batched(maxBatchSize: 64, maxDelay: TimeSpan.FromMilliseconds(2));
/// Tensor&lt;float> scores = await front.Predict(Tensor.Of(new(64), pixels)); // [64] to [10]
/// </code></example>
public sealed class BatchedPredictor<T> : IAsyncDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A timer goes no further.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly Channel<Request> requests = Channel.CreateUnbounded<Request>(new() { SingleReader = true });
    private readonly Func<Tensor<T>, Tensor<T>> predict;
    private readonly Shape input;
    private readonly int max;
    private readonly TimeSpan wait;
    private readonly bool isPadded;
    private readonly Task serving;

    internal BatchedPredictor(
        Func<Tensor<T>, Tensor<T>> predict,
        Shape input,
        int max,
        TimeSpan wait,
        bool isPadded = false
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wait, LongestWait);
        (this.predict, this.input, this.max, this.wait, this.isPadded) = (predict, input, max, wait, isPadded);
        serving = Task.Run(Serve);
    }

    /// <summary>The prediction for one sample.</summary>
    /// <param name="sample">One input, without the batch axis.</param>
    /// <param name="stop">Gives the call up while it waits; the others of its batch go on.</param>
    /// <exception cref="ShapeException">The sample is not of the model's shape.</exception>
    /// <exception cref="ObjectDisposedException">The front has been disposed of.</exception>
    /// <exception cref="OperationCanceledException">The call was given up.</exception>
    public Task<Tensor<T>> Predict(Tensor<T> sample, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.Shape != input)
        {
            throw new ShapeException(
                nameof(Predict),
                $"the sample is {sample.Shape}",
                $"give one sample of {input}, without a batch axis"
            );
        }

        var request = new Request(sample, stop);
        if (!requests.Writer.TryWrite(request))
        {
            request.Leave();
            throw new ObjectDisposedException(nameof(BatchedPredictor<>));
        }

        return request.Answer;
    }

    /// <summary>Takes no more samples, answers those that wait, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        requests.Writer.TryComplete();
        await serving.ConfigureAwait(false);
    }

    private async Task Serve()
    {
        var batch = new List<Request>();
        var isMore = requests.Reader.WaitToReadAsync().AsTask();
        while (await isMore.ConfigureAwait(false))
        {
            using var isGathered = new CancellationTokenSource();
            isMore = await Gather(batch, isGathered.Token).ConfigureAwait(false);

            // A timer that nobody waits for would live until its time.
            await isGathered.CancelAsync().ConfigureAwait(false);
            Answer(batch);
            batch.Clear();
        }
    }

    // Answers with what tells of further requests, which is asked for once at a time.
    private async Task<Task<bool>> Gather(List<Request> batch, CancellationToken isGathered)
    {
        var deadline = wait == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, isGathered);
        while (true)
        {
            while (batch.Count < max && requests.Reader.TryRead(out var request))
            {
                if (!request.IsGivenUp)
                {
                    batch.Add(request);
                }
            }

            var isMore = requests.Reader.WaitToReadAsync().AsTask();
            if (
                batch.Count is 0
                || batch.Count == max
                || await Task.WhenAny(isMore, deadline).ConfigureAwait(false) == deadline
                || !await isMore.ConfigureAwait(false)
            )
            {
                return isMore;
            }
        }
    }

    private void Answer(List<Request> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            var outputs = predict(Joined(batch));
            var row = outputs.Shape[1..];
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Give(new(row, outputs.Span.Slice(i * row.Size, row.Size)));
            }
        }
        catch (Exception error)
        {
            batch.ForEach(request => request.Fail(error));
        }
    }

    // Where each size of batch needs a plan of its own, only powers of two come, filled up with zeros.
    private Tensor<T> Joined(List<Request> batch)
    {
        var count = isPadded ? (int)BitOperations.RoundUpToPowerOf2((uint)batch.Count) : batch.Count;
        var joined = new Tensor<T>(new Shape(count).Append(input));
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Sample.Span.CopyTo(joined.Writable[(i * input.Size)..]);
        }

        return joined;
    }

    private sealed class Request
    {
        private readonly TaskCompletionSource<Tensor<T>> answer = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        private readonly CancellationTokenRegistration givingUp;

        public Request(Tensor<T> sample, CancellationToken stop)
        {
            Sample = sample;
            givingUp = stop.Register(() => answer.TrySetCanceled(stop));
        }

        public Tensor<T> Sample { get; }

        public Task<Tensor<T>> Answer => answer.Task;

        public bool IsGivenUp => answer.Task.IsCompleted;

        /// <summary>Lets go of the token, which may live on for long.</summary>
        public void Leave() => givingUp.Dispose();

        public void Give(Tensor<T> value)
        {
            Leave();
            answer.TrySetResult(value);
        }

        public void Fail(Exception error)
        {
            Leave();
            answer.TrySetException(error);
        }
    }
}

/// <summary>Fronts that gather single predictions into batches.</summary>
public static class Batching
{
    /// <summary>A model behind a front that gathers single predictions into batches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="maxBatchSize">The samples of a full batch.</param>
    /// <param name="maxDelay">How long the first sample of a batch waits for others; 1 ms if absent, 24 days at most, and with 0 it takes along only those that are there already.</param>
    /// <example><code>await using var front = trained.Model.Batched();</code></example>
    public static BatchedPredictor<T> Batched<T>(this Model<T> model, int maxBatchSize = 32, TimeSpan? maxDelay = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(model.Predict, model.Input, maxBatchSize, maxDelay ?? TimeSpan.FromMilliseconds(1), isPadded: true);
    }
}
