using System.Numerics;
using System.Threading.Channels;

namespace FunctionalNet;

/// <summary>
/// Gathers concurrent single predictions into batches, which cost far less than as many calls: for servers whose requests arrive one by
/// one. Thread-safe.
/// </summary>
/// <remarks>
/// A batch runs when it is full, or when its first sample has waited for the maximum delay; while it runs, the next one gathers. Results
/// may differ from single predictions by rounding, as in any batch.
/// </remarks>
/// <typeparam name="T">The number type.</typeparam>
/// <example><code>
/// await using var front = trained.Model.Batched(maxBatchSize: 64, maxDelay: TimeSpan.FromMilliseconds(2));
/// Tensor&lt;float> scores = await front.Predict(Tensor.Of(new(64), pixels)); // [64] to [10]
/// </code></example>
public sealed class BatchedPredictor<T> : IAsyncDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The longest delay that a timer supports.
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

    /// <summary>The shape of an input, and the largest batch.</summary>
    public override string ToString() => FormattableString.Invariant($"batches of at most {max} inputs of {input}");

    /// <summary>The prediction for one sample.</summary>
    /// <param name="sample">One input, without the batch axis.</param>
    /// <param name="stop">Cancels the call while it is queued; the others of its batch are not affected.</param>
    /// <exception cref="ShapeException">The sample does not have the model's input shape.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed of.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
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

    /// <summary>Rejects further samples, answers the queued ones, and ends.</summary>
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

            // An uncanceled timer would live on until it expires.
            await isGathered.CancelAsync().ConfigureAwait(false);
            Answer(batch);
            batch.Clear();
        }
    }

    // Returns the task that signals further requests; only one may be pending at a time.
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

    // If each batch size needs a plan of its own, batches are padded with zeros to powers of two.
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

        /// <summary>Releases the registration with the token, which may be long-lived.</summary>
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

/// <summary>Creates predictors that gather single predictions into batches.</summary>
public static class Batching
{
    /// <summary>Serves a model through batches of gathered single predictions.</summary>
    /// <param name="model">The model.</param>
    /// <param name="maxBatchSize">The maximum number of samples in a batch.</param>
    /// <param name="maxDelay">How long the first sample of a batch waits for others: 1 ms if absent, at most 24 days; with 0 a batch has
    /// only the samples that are already queued.</param>
    /// <example><code>await using var front = trained.Model.Batched();</code></example>
    public static BatchedPredictor<T> Batched<T>(this Model<T> model, int maxBatchSize = 32, TimeSpan? maxDelay = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(model.Predict, model.Input, maxBatchSize, maxDelay ?? TimeSpan.FromMilliseconds(1), isPadded: true);
    }
}
