using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Xunit;

namespace FunctionalNet.Tests.Fitting;

/// <summary>The format round-trips, and damaged or hostile files are refused.</summary>
public sealed class SafetensorsTests : IDisposable
{
    private static readonly Safetensors<float> Sample = new(
        ImmutableSortedDictionary<string, Tensor<float>>
            .Empty.Add("a/weight", Tensor.Of<float>(new(2, 3), 1, -2, 0, float.NaN, float.NegativeInfinity, 1e-40f))
            .Add("scalar \"ä\"", Tensor.Scalar(7f))
            .Add("empty", Tensor.Zeros<float>(new(0, 4))),
        ImmutableSortedDictionary<string, string>.Empty.Add("note", "\"quoted\" ± \\")
    );

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_comes_back()
    {
        var loaded = Load(Bytes()).Match(value => value, error => throw new Xunit.Sdk.XunitException(error.Message));
        Assert.Equal(Sample.Notes, loaded.Notes);
        Assert.Equal(Sample.Tensors.Keys, loaded.Tensors.Keys, StringComparer.Ordinal);
        foreach (var (name, tensor) in Sample.Tensors)
        {
            Assert.Equal(tensor.Shape, loaded.Tensors[name].Shape);
            Assert.Equal(tensor.Span.ToArray(), loaded.Tensors[name].Span.ToArray());
        }
    }

    [Fact]
    public void Files_of_others_in_other_numbers_are_read()
    {
        var file = File(
            """{"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]},"h":{"dtype":"F16","shape":[2,1],"data_offsets":[0,4]},"d":{"dtype":"F64","shape":[],"data_offsets":[8,16]}}""",
            [0x00, 0x3C, 0x00, 0xC0, 0x80, 0x3F, 0x40, 0xC0, .. BitConverter.GetBytes(0.1)]
        );
        var tensors = Load(file)
            .Match(value => value, error => throw new Xunit.Sdk.XunitException(error.Message))
            .Tensors;
        Assert.Equal([1f, -2f], tensors["h"].Span.ToArray());
        Assert.Equal([1f, -3f], tensors["b"].Span.ToArray());
        Assert.Equal(0.1f, tensors["d"].Span[0]);
    }

    [Fact]
    public void Every_truncation_and_every_flipped_bit_is_refused()
    {
        var whole = Bytes();
        for (var length = 0; length < whole.Length; length++)
        {
            Refused(whole[..length]);
        }

        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var flipped = (byte[])whole.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            // If the flip damages the key of the hash, the file is an ordinary safetensors file: it loads, but is not sealed as a
            // checkpoint.
            var inName = bit / 8 is >= 8 and < 35;
            Assert.True(Load(flipped).Match(file => inName && !file.IsSealed, _ => true), $"Bit {bit} may change.");
        }

        Refused([.. whole, 0]);
    }

    [Fact]
    public void Random_damage_is_refused_and_takes_no_memory()
    {
        var random = new System.Random(1);
        var whole = Bytes();
        for (var trial = 0; trial < 2_000; trial++)
        {
            var damaged = (byte[])whole.Clone();
            for (var change = random.Next(1, 6); change >= 0; change--)
            {
                // Digits are favored, because in the header they change sizes and offsets, also to huge ones.
                var place = random.Next(damaged.Length);
                damaged[place] = random.Next(2) == 0 ? (byte)random.Next('0', '9' + 1) : (byte)random.Next(256);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            _ = Load(damaged);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        }
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1000000,1000000],"data_offsets":[0,8]}}""", "does not fit F32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,9000000000],"data_offsets":[0,0]}}""", "does not fit F32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,8]}}""", "does not fit F32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "no whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", "no whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", "no number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "begins at byte 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "the file at 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "does not fit F32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", "lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}""", "lacks")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,8]}}""", "holds F8_E4M3")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        "comes twice"
    )]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
        "begins at byte 0"
    )]
    [InlineData("""{"a":{"code":"x"}}""", "unknown property")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", "a has its dtype twice")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2],"shape":[1],"data_offsets":[0,8]}}""", "a has its shape twice")]
    [InlineData("""{"a":{"data_offsets":[0,4],"dtype":"F64","shape":[],"data_offsets":[0,8]}}""", "data_offsets twice")]
    [InlineData("""{"a":{"dtype":"F64","dt\u0079pe":"F64","shape":[],"data_offsets":[0,8]}}""", "dtype twice")]
    [InlineData("""{"":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}""", "a tensor has no name")]
    [InlineData("""{"a\u0000b":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}""", "the name 'a\\0b' holds a NUL")]
    [InlineData("""{"__metadata__":{"a":1}}""", "there is Number")]
    [InlineData("""[[[[[[[[[[[[""", "header is damaged")]
    [InlineData("""{"a":{}} {}""", "header is damaged")]
    [InlineData("not json", "header is damaged")]
    public void A_hostile_header_is_refused_with_a_reason(string header, string reason) =>
        Load(File(header, new byte[8]))
            .Match(
                _ => Assert.Fail("It was read."),
                error =>
                {
                    Assert.Contains(reason, error.Message, StringComparison.Ordinal);
                }
            );

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(100)]
    public void A_header_that_claims_to_be_longer_than_the_file_is_refused(long length)
    {
        var file = File("{}", []);
        BinaryPrimitives.WriteInt64LittleEndian(file, length);
        Refused(file);
    }

    [Theory]
    [InlineData("e", 0, 0, "x", 0, 8)]
    [InlineData("x", 0, 8, "e", 0, 0)]
    [InlineData("x", 0, 8, "e", 8, 8)]
    [InlineData("e", 8, 8, "x", 0, 8)]
    [InlineData("e", 0, 0, "f", 0, 0, "x", 0, 8)]
    [InlineData("x", 0, 4, "e", 4, 4, "y", 4, 8)]
    [InlineData("y", 4, 8, "e", 4, 4, "x", 0, 4)]
    [InlineData("y", 4, 8, "x", 0, 4, "e", 4, 4, "f", 8, 8)]
    public void Tensors_without_elements_stand_anywhere(params object[] entries)
    {
        var all = entries
            .Chunk(3)
            .Select(one => (Name: (string)one[0], Begin: (int)one[1], End: (int)one[2]))
            .ToArray();
        var header = string.Join(
            ',',
            all.Select(one =>
                $"\"{one.Name}\":{{\"dtype\":\"F32\",\"shape\":[{(one.End - one.Begin) / 4},{(one.End > one.Begin ? 1 : 3)}],\"data_offsets\":[{one.Begin},{one.End}]}}"
            )
        );
        var numbers = Load(File($"{{{header}}}", [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])).OrThrow().Tensors;
        Assert.Equal(all.Select(one => one.Name).Order(StringComparer.Ordinal), numbers.Keys, StringComparer.Ordinal);
        foreach (var (name, begin, end) in all)
        {
            Assert.Equal(new float[] { 1, 2 }[(begin / 4)..(end / 4)], numbers[name].Span.ToArray());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0")]
    [InlineData("__metadata__")]
    public void A_name_that_no_file_can_hold_is_not_written(string name)
    {
        var tensors = Sample.Tensors.Add(name, Tensor.Scalar(1f));
        Assert.Contains(
            folder["file"],
            new Safetensors<float>(tensors).Save(folder["file"]).Match(_ => string.Empty, error => error.Message),
            StringComparison.Ordinal
        );
        Assert.False(System.IO.File.Exists(folder["file"]));
    }

    [Fact]
    public void What_is_wrong_names_the_file()
    {
        System.IO.File.WriteAllBytes(folder["hostile"], new byte[9]);
        Assert.True(
            Safetensors<float>
                .Load(folder["hostile"])
                .Match(_ => false, error => error.Message.StartsWith(folder["hostile"], StringComparison.Ordinal))
        );
        Assert.True(
            Safetensors<float>
                .Load(folder["none"])
                .Match(_ => false, error => error.Message.StartsWith("cannot read", StringComparison.Ordinal))
        );
    }

    private static byte[] Bytes()
    {
        using var stream = new MemoryStream();
        Sample.Write(stream);
        return stream.ToArray();
    }

    private static byte[] File(string header, byte[] numbers)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Encoding.UTF8.GetByteCount(header));
        return [.. length, .. Encoding.UTF8.GetBytes(header), .. numbers];
    }

    private static void Refused(byte[] file) => Assert.True(Load(file).IsLeft);

    private static LanguageExt.Either<LanguageExt.Common.Error, Safetensors<float>> Load(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return Safetensors<float>.Read(stream);
    }
}
