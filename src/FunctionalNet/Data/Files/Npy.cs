using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>NumPy arrays: one in a .npy file, several named ones in a .npz file.</summary>
/// <remarks>
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Integers, floating-point numbers and booleans in either byte
/// order, in C or Fortran order. Arrays of objects, which could execute code, are rejected; so are arrays that would take more than 4 GiB,
/// or half of the memory, unless the environment variable FUNCTIONALNET_MAX_READ sets another limit, in bytes.
/// </remarks>
public static class Npy
{
    private const int LongestHeader = 1 << 16;

    private static readonly Regex Descr = Pattern(
        @"'descr':\s*'(?<type>(?<order>[<>|=]?)(?<kind>[a-zA-Z])(?<bytes>\d*)[^']*)'"
    );

    private static readonly Regex Order = Pattern(@"'fortran_order':\s*(?<value>True|False)");

    private static readonly Regex Axes = Pattern(@"'shape':\s*\((?<axes>[^)]*)\)");

    /// <summary>The array of a .npy file.</summary>
    /// <returns>The array, or what is wrong with the file.</returns>
    /// <example><code>Either&lt;Error, Tensor&lt;float&gt;&gt; images = Npy.Load("images.npy");</code></example>
    public static Either<Error, Tensor<float>> Load(string path) => Load<float>(path);

    /// <summary>The array of a .npy file, converted to a number type.</summary>
    /// <inheritdoc cref="Load(string)"/>
    public static Either<Error, Tensor<T>> Load<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorStream.Open(path, Read<T>);

    /// <summary>The arrays of a .npz file, by name.</summary>
    /// <returns>The arrays, or what is wrong with the file.</returns>
    /// <example><code>Tensor&lt;float&gt; images = Npy.LoadAll("mnist.npz").OrThrow()["x_train"];</code></example>
    public static Either<Error, ImmutableSortedDictionary<string, Tensor<float>>> LoadAll(string path) =>
        LoadAll<float>(path);

    /// <summary>The arrays of a .npz file, by name, converted to a number type.</summary>
    /// <inheritdoc cref="LoadAll(string)"/>
    public static Either<Error, ImmutableSortedDictionary<string, Tensor<T>>> LoadAll<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorStream.Open(path, Entries<T>);

    /// <summary>Writes an array as a .npy file, atomically.</summary>
    /// <returns>Nothing, or why it could not be written.</returns>
    /// <example><code>Either&lt;Error, Unit&gt; written = Npy.Save("images.npy", digits.Inputs);</code></example>
    public static Either<Error, Unit> Save<T>(string path, Tensor<T> array)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(array);
        return WholeFile.Write(path, stream => Write(stream, array));
    }

    private static void Write<T>(Stream stream, Tensor<T> array)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sizes = string.Concat(array.Shape.Sizes().Select(size => $"{size}, "));
        var type = NumberFormat.Of<T>().Bytes;
        var header = $"{{'descr': '<f{type}', 'fortran_order': False, 'shape': ({sizes}), }}";

        // The numbers are aligned to 64 bytes.
        var length = ((10 + header.Length + 1 + 63) / 64 * 64) - 10;
        stream.WriteByte(0x93);
        stream.Write("NUMPY"u8);
        stream.Write([1, 0, (byte)length, (byte)(length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n"));
        stream.Write(MemoryMarshal.AsBytes(array.Span));
    }

    private static Either<Error, ImmutableSortedDictionary<string, Tensor<T>>> Entries<T>(TensorStream file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A compressed archive would have to be decompressed before its entries are known.
        if (!file.Stream.CanSeek)
        {
            return Error.New("it is packed by gzip: unpack it first");
        }

        using var archive = new ZipArchive(file.Stream, ZipArchiveMode.Read);
        var arrays = ImmutableSortedDictionary.CreateBuilder<string, Tensor<T>>(StringComparer.Ordinal);
        var bytes = 0.0;
        foreach (var entry in archive.Entries)
        {
            var name = Path.ChangeExtension(entry.FullName, null);
            if (arrays.ContainsKey(name))
            {
                return Error.New($"the array {name} comes twice");
            }

            // Entries may share bytes, so even a small file can decompress to any size.
            using var packed = new TensorStream(entry.Open(), TensorStream.Unpacked(entry.CompressedLength));
            var read = Read<T>(packed);
            bytes += read.Match(array => (double)array.Length * NumberFormat.Of<T>().Bytes, _ => 0);
            if (read.IsLeft || ReadLimit.Exceeded(bytes) is not null)
            {
                return Error.New(
                    $"{entry.FullName}: {read.Match(_ => $"with it {ReadLimit.Exceeded(bytes)}", error => error.Message)}"
                );
            }

            read.IfRight(array => arrays.Add(name, array));
        }

        return arrays.ToImmutable();
    }

    /// <summary>A whole number of a .npy file, in digits of which none is lost; null if it is none, or cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="index">Its index in the order of the file.</param>
    internal static string? Digits(string path, long index) =>
        TensorStream
            .Open<string>(
                path,
                file =>
                    Head(file)
                        .Map(head =>
                        {
                            var (skipped, number) = (new byte[1 << 12], new byte[head.Format.Bytes]);
                            for (var left = index * number.Length; left > 0; )
                            {
                                var read = file.Stream.Read(skipped, 0, (int)Math.Min(left, skipped.Length));
                                left = read == 0 ? 0 : left - read;
                            }

                            var isWhole = file.Stream.ReadAtLeast(number, number.Length, throwOnEndOfStream: false);
                            if (head.IsReversed)
                            {
                                head.Format.Reverse(number);
                            }

                            return isWhole == number.Length && !(head.IsFortran && head.Sizes.Length > 1)
                                ? head.Format.Digits(number) ?? string.Empty
                                : string.Empty;
                        })
            )
            .MatchUnsafe(Right: digits => digits.Length > 0 ? digits : null, Left: _ => null);

    private static Either<Error, Tensor<T>> Read<T>(TensorStream file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Head(file)
            .Bind(head =>
                file.Read<T>(head.Format, head.IsReversed, head.IsFortran ? [.. head.Sizes.Reverse()] : [.. head.Sizes])
                    .Map(array => head.IsFortran ? Transposed(array) : array)
            );

    private static Either<Error, Header> Head(TensorStream file)
    {
        var stream = file.Stream;
        var start = new byte[8];
        if (
            stream.ReadAtLeast(start, 8, throwOnEndOfStream: false) < 8
            || start[0] != 0x93
            || !start.AsSpan(1, 5).SequenceEqual("NUMPY"u8)
        )
        {
            return Error.New("it is no array of NumPy: it does not begin with \\x93NUMPY");
        }

        // Version 1 has a length of two bytes, later versions of four.
        var digits = new byte[start[6] == 1 ? 2 : 4];
        if (stream.ReadAtLeast(digits, digits.Length, throwOnEndOfStream: false) < digits.Length)
        {
            return Error.New("it ends before its header");
        }

        var length = digits.Reverse().Aggregate(0L, (number, digit) => (number << 8) | digit);
        if (length > LongestHeader)
        {
            return Error.New($"a header of {length} bytes is too long");
        }

        var header = new byte[length];
        return stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            ? Error.New("it ends within its header")
            : Head(Encoding.UTF8.GetString(header));
    }

    private static Either<Error, Header> Head(string header)
    {
        var (descr, order, shape) = (Descr.Match(header), Order.Match(header), Axes.Match(header));
        if (!descr.Success || !order.Success || !shape.Success)
        {
            return Error.New($"its header lacks descr, fortran_order or shape: {header.Trim()}");
        }

        if (Format(descr.Groups["kind"].Value + descr.Groups["bytes"].Value) is not { } format)
        {
            return Error.New(
                $"it holds {descr.Groups["type"].Value}; whole and real numbers of 1 to 8 bytes and truth values are read"
            );
        }

        string[] parts = shape
            .Groups["axes"]
            .Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var sizes = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i].TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]))
            {
                return Error.New($"its shape ({shape.Groups["axes"].Value}) is invalid");
            }
        }

        return new Header(
            format,
            descr.Groups["order"].Value is ">",
            order.Groups["value"].Value is "True",
            [.. sizes]
        );
    }

    private static Regex Pattern(string text) =>
        new(text, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static NumberFormat? Format(string type) =>
        type switch
        {
            "f2" => NumberFormat.Named("F16"),
            "f4" => NumberFormat.Named("F32"),
            "f8" => NumberFormat.Named("F64"),
            "b1" => NumberFormat.Named("BOOL"),
            "u1" or "u2" or "u4" or "u8" => NumberFormat.Named($"U{8 * (type[1] - '0')}"),
            "i1" or "i2" or "i4" or "i8" => NumberFormat.Named($"I{8 * (type[1] - '0')}"),
            _ => null,
        };

    // Reverses all axes.
    private static Tensor<T> Transposed<T>(Tensor<T> array)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sizes = array.Shape.Sizes();
        var turned = new Tensor<T>(Shape.Of([.. sizes.Reverse()]));
        var index = new int[sizes.Length];
        var strides = new int[sizes.Length];
        for (var (axis, stride) = (0, 1); axis < sizes.Length; axis++)
        {
            strides[axis] = stride;
            stride *= sizes[axis];
        }

        var written = turned.Writable;
        var to = 0;
        foreach (var number in array.Span)
        {
            written[to] = number;
            for (var axis = sizes.Length - 1; axis >= 0; axis--)
            {
                to += strides[axis];
                if (++index[axis] < sizes[axis])
                {
                    break;
                }

                to -= strides[axis] * sizes[axis];
                index[axis] = 0;
            }
        }

        return turned;
    }

    // The format of the numbers, their byte order, the order of the axes, and the axes.
    private sealed record Header(NumberFormat Format, bool IsReversed, bool IsFortran, ImmutableArray<long> Sizes);
}
