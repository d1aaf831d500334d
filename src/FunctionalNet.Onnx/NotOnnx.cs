using System.Text;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet;

/// <summary>Describes a file that is read as ONNX but is something else.</summary>
internal static class NotOnnx
{
    private const int Looked = 256;

    // Of protobuf's libraries, also in ONNX Runtime.
    private const int Nesting = 100;

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
                IsText(file.AsSpan(0, Math.Min(Looked, file.Length))) || IsTooDeep(error)
                    ? Say("it", file, error)
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

    /// <summary>A sentence about a file, from its first bytes and why it is not read.</summary>
    public static string Say(string path, ReadOnlySpan<byte> file, InvalidProtocolBufferException error) =>
        IsTooDeep(error)
            ? $"{path} has graphs within graphs, more than protobuf reads: messages may be nested {Nesting} deep"
            : Say(path, file);

    /// <summary>A sentence about a file; empty if it cannot be read.</summary>
    public static string Say(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var start = new byte[Looked];
            var looked = start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
            file.Position = 0;
            return Problem(file) is { } error ? Say(path, looked, error) : Say(path, looked);
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

    private static InvalidProtocolBufferException? Problem(Stream file)
    {
        try
        {
            ModelProto.Parser.ParseFrom(file);
            return null;
        }
        catch (InvalidProtocolBufferException error)
        {
            return error;
        }
    }

    // The library has no other mark of it.
    private static bool IsTooDeep(InvalidProtocolBufferException error) =>
        error.Message.Contains("nesting", StringComparison.Ordinal);

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
