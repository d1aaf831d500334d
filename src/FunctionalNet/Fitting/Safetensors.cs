using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Named tensors and metadata in a safetensors file, which Python's <c>safetensors.numpy.load_file</c> reads.</summary>
/// <remarks>
/// The format holds numbers and text only: reading it executes no code. A file written here also holds its own SHA-256, over everything but
/// the digits of the hash; a file damaged afterwards is rejected. https://huggingface.co/docs/safetensors.
/// </remarks>
/// <typeparam name="T">The number type.</typeparam>
/// <param name="Tensors">The tensors by name. Numbers of 8 to 64 bits can be read; they are written in the number type.</param>
/// <param name="Notes">The metadata of the file.</param>
/// <example><code>
/// Either&lt;Error, Unit&gt; done = new Safetensors&lt;float&gt;(trained.Values).Save("weights.safetensors");
/// </code></example>
public sealed record Safetensors<T>(
    ImmutableSortedDictionary<string, Tensor<T>> Tensors,
    ImmutableSortedDictionary<string, string> Notes
)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Chunk = 1 << 16;

    /// <summary>Initializes a new instance of the <see cref="Safetensors{T}"/> class without notes.</summary>
    public Safetensors(ImmutableSortedDictionary<string, Tensor<T>> tensors)
        : this(tensors, ImmutableSortedDictionary<string, string>.Empty) { }

    /// <summary>The number of tensors, and the first with their shapes.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Tensors.Count} tensors: ")
        + Listing.Of(Tensors.Select(one => $"{one.Key} {one.Value.Shape}"));

    /// <summary>Gets a value indicating whether the file held a hash, which was then verified.</summary>
    internal bool IsSealed { get; private init; }

    /// <summary>
    /// Reads a file. Memory use is bounded by the file's size: no allocation trusts a size that the file merely declares.
    /// </summary>
    /// <returns>The tensors, or what is wrong: the file is missing, truncated, damaged, or not in the format.</returns>
    public static Either<Error, Safetensors<T>> Load(string path)
    {
        try
        {
            using var stream = RegularFile.OpenRead(path);
            return Read(stream).MapLeft(error => Error.New($"{path}: {error.Message}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Error.New($"cannot read {path}: {e.Message}");
        }
    }

    /// <summary>
    /// Writes a file atomically: flushed to disk before it is renamed into place, so that after a crash there is either the old file or the
    /// new one.
    /// </summary>
    /// <returns>Nothing, or why it could not be written.</returns>
    public Either<Error, Unit> Save(string path) => Check(path).Bind(_ => WholeFile.Write(path, Write));

    /// <summary>An error if the names of the tensors have no form in a file.</summary>
    internal Either<Error, Unit> Check(string path) =>
        Tensors.Keys.Select(SafetensorsHeader.WrongName).FirstOrDefault(wrong => wrong is not null) is { } wrong
            ? Error.New($"cannot write {path}: {wrong}")
            : Unit.Default;

    /// <summary>Writes the file.</summary>
    internal void Write(Stream stream)
    {
        var format = NumberFormat.Of<T>();
        var (entries, end) = (ImmutableArray.CreateBuilder<TensorEntry>(), 0L);
        foreach (var (name, tensor) in Tensors)
        {
            var begin = end;
            end += (long)tensor.Length * format.Bytes;
            entries.Add(new(name, format, [.. tensor.Shape.Sizes().Select(size => (long)size)], begin, end));
        }

        var header = new SafetensorsHeader(Notes, entries.ToImmutable()).ToBytes();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        foreach (var tensor in Tensors.Values)
        {
            hash.AppendData(MemoryMarshal.AsBytes(tensor.Span));
        }

        Encoding.ASCII.GetBytes(
            Convert.ToHexStringLower(hash.GetHashAndReset()),
            header.AsSpan(SafetensorsHeader.HashPlace(header)!.Value)
        );
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in Tensors.Values)
        {
            stream.Write(MemoryMarshal.AsBytes(tensor.Span));
        }
    }

    /// <summary>Reads the header of a file, without its numbers.</summary>
    internal static Either<Error, SafetensorsHeader> HeaderOf(string path)
    {
        try
        {
            using var stream = RegularFile.OpenRead(path);
            return Header(stream).Map(header => header.Parsed).MapLeft(error => Error.New($"{path}: {error.Message}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Error.New($"cannot read {path}: {e.Message}");
        }
    }

    /// <summary>Reads the file from a seekable stream.</summary>
    internal static Either<Error, Safetensors<T>> Read(Stream stream) =>
        Header(stream).Bind(header => Numbers(stream, header.Bytes, header.Parsed));

    private static Either<Error, (byte[] Bytes, SafetensorsHeader Parsed)> Header(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        if (stream.ReadAtLeast(start, 8, throwOnEndOfStream: false) < 8)
        {
            return Error.New("it ends before the length of its header");
        }

        var (length, rest) = (BinaryPrimitives.ReadInt64LittleEndian(start), stream.Length - 8);
        if (length is <= 0 or > int.MaxValue)
        {
            return Error.New("it is no safetensors file, which begins with the length of its header");
        }

        if (length > rest)
        {
            return Error.New($"a header of {length} bytes exceeds the {rest} bytes that follow");
        }

        var header = new byte[length];
        stream.ReadExactly(header);
        return SafetensorsHeader.Parse(header, rest - length).Map(parsed => (header, parsed));
    }

    private static Either<Error, Safetensors<T>> Numbers(Stream stream, byte[] header, SafetensorsHeader parsed)
    {
        if (parsed.Entries.FirstOrDefault(entry => entry.Format.Bytes == 0) is { } unread)
        {
            return Error.New(
                $"{unread.Name} holds {unread.Format.Name}, which is not supported; numbers are read in {string.Join(", ", NumberFormat.Names)}"
            );
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var tensors = ImmutableSortedDictionary.CreateBuilder<string, Tensor<T>>(StringComparer.Ordinal);
        var place = SafetensorsHeader.HashPlace(header);
        var told = string.Empty;
        if (place is { } digits)
        {
            told = Encoding.ASCII.GetString(header.AsSpan(digits));
            header.AsSpan(digits).Fill((byte)'0');
            hash.AppendData(header);
        }

        var bytes = new byte[(int)Math.Min(Chunk, Math.Max(1, stream.Length))];
        foreach (var entry in parsed.InOrder)
        {
            var tensor = new Tensor<T>(Shape.Of([.. entry.Shape.Select(axis => (int)axis)]));
            for (var done = 0; done < tensor.Length; )
            {
                var count = Math.Min(bytes.Length / entry.Format.Bytes, tensor.Length - done);
                var read = bytes.AsSpan(0, count * entry.Format.Bytes);
                stream.ReadExactly(read);
                hash.AppendData(read);
                entry.Format.Convert(read, tensor.Writable.Slice(done, count));
                done += count;
            }

            tensors.Add(entry.Name, tensor);
        }

        return
            place is not null
            && !string.Equals(told, Convert.ToHexStringLower(hash.GetHashAndReset()), StringComparison.Ordinal)
            ? Error.New("it is damaged: its content is not that of its SHA-256")
            : new Safetensors<T>(tensors.ToImmutable(), parsed.Notes.Remove(SafetensorsHeader.Hash))
            {
                IsSealed = place is not null,
            };
    }
}
