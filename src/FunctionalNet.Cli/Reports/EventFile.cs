using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Reports;

/// <summary>
/// What TensorBoard shows, in the file that it reads: records of a length, an event of protobuf, and a checksum behind each.
/// </summary>
/// <remarks>An event has a time (1), a step (2), and a version (3) or a summary (5) of values (1), each a tag (1) and a number (2).</remarks>
internal static class EventFile
{
    /// <summary>Writes the epochs of a training into a folder; nothing for an empty one.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="epochs">The epochs.</param>
    /// <param name="steps">The steps of an epoch.</param>
    public static Either<Error, Unit> Write(string folder, IReadOnlyList<Epoch> epochs, int steps)
    {
        if (folder.Length == 0)
        {
            return Unit.Default;
        }

        var start = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"events.out.tfevents.{start}.fnet.{Environment.ProcessId}"
        );
        return WholeFile.Write(Path.Combine(folder, name), file => Write(file, epochs, steps, start));
    }

    /// <summary>Writes the records.</summary>
    internal static void Write(Stream file, IReadOnlyList<Epoch> epochs, int steps, double start)
    {
        Record(file, [.. Double(1, start), .. Bytes(3, "brain.Event:2"u8)]);
        foreach (var epoch in epochs)
        {
            var (first, seconds) = ((long)(epoch.Number - 1) * steps, epoch.Duration.TotalSeconds);
            foreach (var (i, loss) in epoch.Losses.Index())
            {
                Scalar(start + (seconds * i / epoch.Losses.Length), first + i, "loss/step", loss);
            }

            start += seconds;
            var last = (long)epoch.Number * steps;
            Scalar(start, last, "loss/epoch", epoch.Loss);
            Scalar(start, last, "loss/held-out", epoch.HeldOut);
            Scalar(start, last, "learning rate", epoch.LearningRate);
            foreach (var (name, value) in epoch.Measures)
            {
                Scalar(start, last, name, value);
            }
        }

        void Scalar(double time, long step, string tag, double value)
        {
            if (!double.IsNaN(value))
            {
                byte[] number = new byte[4];
                BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
                byte[] summary = Bytes(1, [.. Bytes(1, Encoding.UTF8.GetBytes(tag)), (2 << 3) | 5, .. number]);
                Record(file, [.. Double(1, time), 2 << 3, .. Varint((ulong)step), .. Bytes(5, summary)]);
            }
        }
    }

    private static void Record(Stream file, byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, data.Length);
        file.Write(length);
        file.Write(Checksum(length));
        file.Write(data);
        file.Write(Checksum(data));
    }

    // CRC-32C, turned and moved, so that a record within a record has another.
    private static byte[] Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var one in data)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, BitOperations.RotateRight(~crc, 15) + 0xA282EAD8);
        return bytes;
    }

    private static byte[] Double(int field, double value)
    {
        var bytes = new byte[9];
        bytes[0] = (byte)((field << 3) | 1);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Bytes(int field, ReadOnlySpan<byte> value) =>
        [(byte)((field << 3) | 2), .. Varint((ulong)value.Length), .. value];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
