using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace FunctionalNet.Cli.Reports;

/// <summary>TensorBoard's file format: records of a length, a protobuf event, and a checksum after each.</summary>
/// <remarks>
/// An event has a time (1), a step (2), and a version (3), a graph (4) or a summary (5) of values (1), each a tag (1) and a number (2), an
/// image (4) or a histogram (5), or a tensor (8) with the name of the plugin that shows it (9).
/// </remarks>
internal static class EventFile
{
    private const int Buckets = 30;

    /// <summary>Writes the version, which must come first.</summary>
    public static void Begin(Stream file, double time) =>
        Record(file, [.. Double(1, time), .. Bytes(3, "brain.Event:2"u8)]);

    /// <summary>Writes the losses, measures and rate of an epoch.</summary>
    /// <param name="file">The target.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="steps">The number of steps per epoch.</param>
    /// <param name="start">The start of the training.</param>
    public static void Epoch(Stream file, Epoch epoch, int steps, double start)
    {
        var (first, seconds) = ((long)(epoch.Number - 1) * steps, epoch.Duration.TotalSeconds);
        foreach (var (i, loss) in epoch.Losses.Index())
        {
            Scalar(start + (seconds * i / epoch.Losses.Length), first + i, "loss/step", loss);
        }

        var (end, last) = (start + seconds, (long)epoch.Number * steps);
        Scalar(end, last, "loss/epoch", epoch.Loss);
        Scalar(end, last, "loss/held-out", epoch.HeldOut);
        Scalar(end, last, "learning rate", epoch.LearningRate);
        foreach (var (name, value) in epoch.Measures)
        {
            Scalar(end, last, name, value);
        }

        void Scalar(double time, long step, string tag, double value)
        {
            if (!double.IsNaN(value))
            {
                Summary(file, time, step, [.. Text(1, tag), .. Single(2, (float)value)]);
            }
        }
    }

    /// <summary>Writes the histogram of a tensor.</summary>
    public static void Histogram(Stream file, double time, long step, string tag, Tensor<float> values)
    {
        float[] known = [.. values.Span.ToArray().Where(float.IsFinite)];
        if (known.Length == 0)
        {
            return;
        }

        var (low, high) = ((double)known.Min(), (double)known.Max());
        var width = Math.Max((high - low) / Buckets, double.Epsilon);
        var counts = new double[Buckets];
        foreach (var value in known)
        {
            counts[Math.Clamp((int)((value - low) / width), 0, Buckets - 1)]++;
        }

        byte[] histogram =
        [
            .. Double(1, low),
            .. Double(2, high),
            .. Double(3, known.Length),
            .. Double(4, known.Sum(value => (double)value)),
            .. Double(5, known.Sum(value => (double)value * value)),
            .. Bytes(6, Packed(Enumerable.Range(1, Buckets).Select(i => i == Buckets ? high : low + (width * i)))),
            .. Bytes(7, Packed(counts)),
        ];
        Summary(file, time, step, [.. Text(1, tag), .. Bytes(5, histogram)]);
    }

    /// <summary>Writes a picture [channels, height, width] of bytes.</summary>
    public static void Image(Stream file, double time, long step, string tag, Tensor<float> image)
    {
        var (channels, height, width) = (image.Shape[0].Size, image.Shape[1].Size, image.Shape[2].Size);
        byte[] picture = [.. Whole(1, height), .. Whole(2, width), .. Whole(3, channels), .. Bytes(4, image.ToPng())];
        Summary(file, time, step, [.. Text(1, tag), .. Bytes(4, picture)]);
    }

    /// <summary>Writes a model as a graph of nodes.</summary>
    public static void Graph(Stream file, double time, ModelGraph model)
    {
        var nodes = model.Boxes.Select(
            (box, i) =>
                (byte[])
                    [
                        .. Text(1, Name(i)),
                        .. Text(2, box.Title),
                        .. model.Flows.Where(flow => flow.To == i).SelectMany(flow => Text(3, Name(flow.From))),
                    ]
        );
        byte[] graph = [.. nodes.SelectMany(node => Bytes(1, node)), .. Bytes(4, Whole(1, 1))];
        Record(file, [.. Double(1, time), .. Bytes(4, graph)]);

        // A name is used as a path, so it has no arguments of the layer.
        string Name(int box) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{box:D2}_{new string([.. model.Boxes[box].Title.TakeWhile(char.IsLetterOrDigit)])}"
            );
    }

    /// <summary>Writes the hyperparameters of a run, numbers and texts, for the comparison of runs.</summary>
    public static void Hyperparameters(Stream file, double time, IEnumerable<(string Name, object Value)> values)
    {
        byte[] session =
        [
            .. values.SelectMany(value =>
                Bytes(
                    1,
                    [
                        .. Text(1, value.Name),
                        .. Bytes(2, value.Value is double number ? Double(2, number) : Text(3, $"{value.Value}")),
                    ]
                )
            ),
            .. Double(5, time),
        ];
        byte[] plugin = [.. Text(1, "hparams"), .. Bytes(2, Bytes(3, session))];

        // An empty tensor: the data are in the plugin's field.
        byte[] none = [.. Whole(1, 1), .. Bytes(2, [])];
        Summary(
            file,
            time,
            0,
            [.. Text(1, "_hparams_/session_start_info"), .. Bytes(8, none), .. Bytes(9, Bytes(1, plugin))]
        );
    }

    private static void Summary(Stream file, double time, long step, byte[] value) =>
        Record(file, [.. Double(1, time), .. Whole(2, step), .. Bytes(5, Bytes(1, value))]);

    private static void Record(Stream file, byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, data.Length);
        file.Write(length);
        file.Write(Checksum(length));
        file.Write(data);
        file.Write(Checksum(data));
    }

    // CRC-32C, rotated and offset, so that a nested record has another checksum.
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

    private static byte[] Packed(IEnumerable<double> values) => [.. values.SelectMany(value => Eight(value))];

    private static byte[] Eight(double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Whole(int field, long value) => [(byte)(field << 3), .. Varint((ulong)value)];

    private static byte[] Single(int field, float value)
    {
        var bytes = new byte[5];
        bytes[0] = (byte)((field << 3) | 5);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Double(int field, double value)
    {
        var bytes = new byte[9];
        bytes[0] = (byte)((field << 3) | 1);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

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
