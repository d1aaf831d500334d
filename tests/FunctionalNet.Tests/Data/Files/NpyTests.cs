using LanguageExt.Common;
using Xunit;

namespace FunctionalNet.Tests.Data.Files;

/// <summary>Arrays in NumPy's format; a script in this folder recorded numpy.npz.</summary>
public sealed class NpyTests : IDisposable
{
    private static readonly int[][] Sizes =
    [
        [],
        [5],
        [2, 3],
        [0, 3],
        [1, 2, 3, 4],
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Arrays_of_all_types_and_orders_are_read()
    {
        var arrays = Npy.LoadAll(Copy("numpy.npz")).OrThrow();
        float[] six = [0, 1, 2, 3, 4, 5];
        foreach (var quarter in new[] { "f2", "f4", "f8" })
        {
            Same([2, 3], [.. six.Select(x => x / 4)], arrays[quarter]);
        }

        foreach (var negative in new[] { "i1", "i2", "i4", "i8" })
        {
            Same([2, 3], [.. six.Select(x => 0 - x)], arrays[negative]);
        }

        Same([2, 3], [250, 251, 252, 253, 254, 255], arrays["u1"]);
        Same([2, 3], six, arrays["u4"]);
        Same([2, 3], [0, 1, 0, 1, 0, 1], arrays["b1"]);
        Same([2, 3, 4], [.. Enumerable.Range(0, 24).Select(i => (float)i)], arrays["fortran"]);
        Same([], [7], arrays["scalar"]);
        Same([3], [0, 1, 2], arrays["vector"]);
        Same([0, 4], [], arrays["empty"]);
        Assert.Equal(14, arrays.Count);
    }

    [Theory]
    [InlineData("objects.npz", "o.npy: it holds |O")]
    [InlineData("complex.npz", "c.npy: it holds <c16")]
    public void What_is_no_number_is_refused(string file, string reason) =>
        Assert.Contains(reason, Wrong(Npy.LoadAll(Copy(file))), StringComparison.Ordinal);

    [Fact]
    public void What_is_written_comes_back()
    {
        foreach (var shape in Sizes)
        {
            var array = Tensor.Zeros<float>(Shape.Of(shape));
            var written = new Tensor<float>(array.Shape, [.. Enumerable.Range(0, array.Length).Select(i => 0.5f - i)]);
            Npy.Save(folder["array.npy"], written).OrThrow();
            Same(shape, written.Span.ToArray(), Npy.Load(folder["array.npy"]).OrThrow());
        }

        Npy.Save(folder["double.npy"], Tensor.Vector(0.1, 1e300)).OrThrow();
        Assert.Equal([0.1, 1e300], Npy.Load<double>(folder["double.npy"]).OrThrow().Span.ToArray());
    }

    // numpy.frombuffer(bytes([0, 1, 2, 255]), bool) is [False, True, True, True].
    [Fact]
    public void Any_byte_but_0_is_true()
    {
        var path = Written("|b1", [0, 1, 2, 255]);
        Same([4], [0, 1, 1, 1], Npy.Load(path).OrThrow());
        using var archive = System.IO.Compression.ZipFile.Open(
            folder["b.npz"],
            System.IO.Compression.ZipArchiveMode.Create
        );
        using (var entry = archive.CreateEntry("b.npy").Open())
        {
            entry.Write(File.ReadAllBytes(path));
        }

        archive.Dispose();
        Same([4], [0, 1, 1, 1], Npy.LoadAll(folder["b.npz"]).OrThrow()["b"]);
        const string header = """{"b":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]}}""";
        File.WriteAllBytes(
            folder["b.safetensors"],
            [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. System.Text.Encoding.ASCII.GetBytes(header), 0, 1, 2, 255]
        );
        Same([4], [0, 1, 1, 1], Safetensors<float>.Load(folder["b.safetensors"]).OrThrow().Tensors["b"]);
    }

    [Fact]
    public void Digits_of_whole_numbers_are_those_of_the_file()
    {
        byte[] number = BitConverter.GetBytes(9_007_199_254_740_993);
        Assert.Equal("9007199254740993", Npy.Digits(Written("<i8", [.. new byte[24], .. number]), 3));
        Assert.Equal("9007199254740993", Npy.Digits(Written(">i8", [.. number.Reverse()]), 0));
        Assert.Null(Npy.Digits(Written("<i8", number), 1));
        Assert.Null(Npy.Digits(Written("<f8", number), 0));
    }

    [Fact]
    public void Truncated_and_damaged_files_are_refused()
    {
        Npy.Save(folder["array.npy"], Tensor.Of<float>(new(2, 3), 1, 2, 3, 4, 5, 6)).OrThrow();
        var whole = File.ReadAllBytes(folder["array.npy"]);
        for (var length = 0; length < whole.Length; length++)
        {
            Refused(whole[..length]);
        }

        byte[] longer = [.. whole, 0];
        Refused(longer);
        var text = System.Text.Encoding.Latin1.GetString(whole);
        Refused(text.Replace("(2, 3, )", "(9999999,", StringComparison.Ordinal));
        Refused(text.Replace("(2, 3, )", "(2, -3,)", StringComparison.Ordinal));
        Refused(text.Replace("(2, 3, )", "(99999,99999)", StringComparison.Ordinal));
        Refused(text.Replace("<f4", "|V4", StringComparison.Ordinal));
        Assert.StartsWith("cannot read", Wrong(Npy.Load(folder["none.npy"])), StringComparison.Ordinal);
        Assert.StartsWith("cannot read", Wrong(Npy.LoadAll(folder["array.npy"])), StringComparison.Ordinal);

        void Refused(object file)
        {
            File.WriteAllBytes(
                folder["damaged.npy"],
                file as byte[] ?? System.Text.Encoding.Latin1.GetBytes((string)file)
            );
            Assert.Contains("damaged.npy", Wrong(Npy.Load(folder["damaged.npy"])), StringComparison.Ordinal);
        }
    }

    private string Written(string type, byte[] numbers)
    {
        var header =
            $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({numbers.Length / (type[^1] - '0')},), }}";
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0];
        File.WriteAllBytes(folder["a.npy"], [.. start, .. System.Text.Encoding.ASCII.GetBytes(header), .. numbers]);
        return folder["a.npy"];
    }

    private static void Same(int[] shape, float[] numbers, Tensor<float> array)
    {
        Assert.Equal(Shape.Of(shape), array.Shape);
        Assert.Equal(numbers, array.Span.ToArray());
    }

    private static string Wrong<T>(LanguageExt.Either<Error, T> result) =>
        result.Match(value => throw new Xunit.Sdk.XunitException($"{value}"), error => error.Message);

    private string Copy(string resource)
    {
        using var file = File.Create(folder[resource]);
        typeof(NpyTests).Assembly.GetManifestResourceStream(resource)!.CopyTo(file);
        return folder[resource];
    }
}
