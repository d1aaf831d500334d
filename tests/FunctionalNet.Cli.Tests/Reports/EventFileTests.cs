using System.Collections.Immutable;
using FunctionalNet.Cli.Reports;

namespace FunctionalNet.Cli.Tests.Reports;

public class EventFileTests
{
    // TensorBoard's reader requires these lengths, checksums and fields; the expected bytes are derived by hand from the specification.
    [Fact]
    public void Records_have_lengths_and_checksums_and_events_have_values()
    {
        using var file = new MemoryStream();
        var epoch = new Epoch(
            1,
            [0.5, 0.25],
            0.75,
            ImmutableSortedDictionary<string, double>.Empty.Add("held-out", 1),
            double.NaN,
            TimeSpan.FromSeconds(2)
        );
        EventFile.Begin(file, 100);
        EventFile.Epoch(file, epoch, steps: 2, start: 100);
        var records = Records(file.ToArray()).ToArray();
        Assert.Equal(6, records.Length);

        // Time 100 in field 1, and the version in field 3.
        Assert.Equal([0x09, 0, 0, 0, 0, 0, 0, 0x59, 0x40, 0x1A, 13, .. "brain.Event:2"u8], records[0]);

        // The second step: time 101, step 1, and a summary of one value.
        byte[] before = [0x09, 0, 0, 0, 0, 0, 0x40, 0x59, 0x40, 0x10, 1, 0x2A, 18, 0x0A, 16, 0x0A, 9];
        byte[] quarter = [0x15, 0, 0, 0x80, 0x3E];
        Assert.Equal([.. before, .. "loss/step"u8, .. quarter], records[2]);
    }

    [Fact]
    public void Histograms_graphs_pictures_and_hyperparameters_are_events_too()
    {
        using var file = new MemoryStream();
        EventFile.Histogram(file, 1, 7, "w", Tensor.Vector(1f, 2f, 2f, 3f));
        EventFile.Image(file, 1, 0, "cat", Tensor.Zeros<float>(new(1, 2, 3)));
        EventFile.Graph(file, 1, new([new("input", "[n, 2]"), new("Dense(3)", "[n, 3]")], [(0, 1)]));
        EventFile.Hyperparameters(file, 1, [("batch", 32.0), ("loss", "L()")]);
        var records = Records(file.ToArray()).ToArray();
        Assert.Equal(4, records.Length);

        // Minimum, maximum, count, sum and sum of squares, in fields 1 to 5.
        var first = At(records[0], [0x09, .. BitConverter.GetBytes(1.0), 0x11]);
        var next = first < 0 ? 0 : first + 1;
        Assert.Equal(
            [1.0, 3, 4, 8, 18],
            Enumerable.Range(0, 5).Select(i => BitConverter.ToDouble(records[0], next + (9 * i)))
        );
        Assert.True(At(records[1], [0x08, 2, 0x10, 3, 0x18, 1, 0x22]) > 0);
        Assert.True(At(records[2], [.. "\u0008Dense(3)"u8, 0x1A, 8, .. "00_input"u8]) > 0);
        Assert.True(At(records[3], [0x0A, 5, .. "batch"u8, 0x12, 9, 0x11]) > 0);
        Assert.True(At(records[3], [0x0A, 4, .. "loss"u8, 0x12, 5, 0x1A, 3, .. "L()"u8]) > 0);
        Assert.True(At(records[3], "hparams"u8.ToArray()) > 0);
    }

    private static int At(byte[] record, byte[] part) => record.AsSpan().IndexOf(part);

    [Fact]
    public void A_checksum_is_that_of_the_standard()
    {
        // By definition, CRC-32C of "123456789" is 0xE3069283; masking rotates it by 15 bits and adds a constant.
        var crc = 0xE3069283;
        Assert.Equal(((crc >> 15) | (crc << 17)) + 0xA282EAD8, Masked("123456789"u8));
    }

    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at < file.Length; )
        {
            var length = BitConverter.ToInt64(file, at);
            Assert.Equal(Masked(file.AsSpan(at, 8)), BitConverter.ToUInt32(file, at + 8));
            var data = file.AsSpan(at + 12, (int)length).ToArray();
            Assert.Equal(Masked(data), BitConverter.ToUInt32(file, at + 12 + data.Length));
            at += 16 + data.Length;
            yield return data;
        }
    }

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var one in data)
        {
            // Bitwise CRC with the Castagnoli polynomial.
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }
}
