using System.Text;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet;

/// <summary>Describes a file that is read as ONNX but is something else.</summary>
internal static class NotOnnx
{
    private const int Looked = 256;

    /// <summary>Parses the model of a file.</summary>
    /// <exception cref="FormatException">It is no ONNX model.</exception>
    public static ModelProto Parse(byte[] file)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new FormatException(
                IsText(file.AsSpan(0, Math.Min(Looked, file.Length)))
                    ? Say("it", file)
                    : $"{Say("it", file)}: {error.Message}",
                error
            );
        }
    }

    /// <summary>A sentence about a file, from its first bytes.</summary>
    public static string Say(string path, ReadOnlySpan<byte> file) =>
        file.IsEmpty ? $"{path} is empty"
        : IsText(file[..Math.Min(Looked, file.Length)]) ? $"{path} is a text, not an ONNX file"
        : $"{path} is not an ONNX file, or is cut off";

    /// <summary>A sentence about a file, from its first bytes; empty if they cannot be read.</summary>
    public static string Say(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var start = new byte[Looked];
            return Say(path, start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"{path} is not an ONNX file, or is cut off";
        }
    }

    /// <summary>Whether a file begins as ONNX files do, with the version of their format.</summary>
    public static bool IsLikely(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return file.ReadByte() == ((ModelProto.IrVersionFieldNumber << 3) | (int)WireFormat.WireType.Varint)
                && file.ReadByte() is > 0 and <= 32;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    // A protobuf message contains control characters: lengths and small numbers.
    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (var rune in Encoding.UTF8.GetString(start).EnumerateRunes())
        {
            if (Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t' or '\f'))
            {
                return false;
            }
        }

        return true;
    }
}
