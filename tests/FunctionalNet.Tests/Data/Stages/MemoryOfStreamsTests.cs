using System.Buffers.Binary;
using FunctionalNet.Tests.Training;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Data.Stages;

/// <summary>
/// A pipeline streams data from disk without keeping it: live memory does not grow with the file. Not run in parallel, because the heap is
/// shared.
/// </summary>
[Collection(nameof(MemoryTests))]
public sealed class MemoryOfStreamsTests : IDisposable
{
    private const int Count = 60_000;
    private const int Pixels = 400;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_lives_does_not_grow_while_a_training_reads_on()
    {
        // 24 MB of bytes become 96 MB of floats; the shuffle window holds 1.6 MB.
        Write(folder["images"], [Count, Pixels]);
        Write(folder["labels"], [Count]);
        var batches = Idx.Stream(folder["images"], folder["labels"], 250)
            .IfLeft(error => throw new Xunit.Sdk.XunitException(error.Message))
            .ShuffleBuffer(1_000, key: 1)
            .Prefetch();
        var training = FunctionalNet.Training.Of(Dense(10), SoftmaxCrossEntropy(), Sgd(1e-3));
        var alive = new List<long>();
        var end = training.Fold(training.Init(2, batches.InputShape), batches.Epoch(0).Select(Watched));
        Assert.Equal(Count / 250, end.Step);
        Assert.InRange(alive.Max() - alive[0], long.MinValue, 8_000_000);

        Batch<float> Watched(Batch<float> batch, int number)
        {
            if (number % 40 == 20)
            {
                alive.Add(GC.GetTotalMemory(forceFullCollection: true));
            }

            return batch;
        }
    }

    private static void Write(string path, int[] sizes)
    {
        using var file = File.Create(path);
        var header = new byte[4 + (4 * sizes.Length)];
        (header[2], header[3]) = (0x08, (byte)sizes.Length);
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * axis)), sizes[axis]);
        }

        file.Write(header);
        var row = new byte[sizes.Skip(1).Aggregate(1, (product, size) => product * size)];
        for (var i = 0; i < sizes[0]; i++)
        {
            Array.Fill(row, (byte)(i % 10));
            file.Write(row);
        }
    }
}
