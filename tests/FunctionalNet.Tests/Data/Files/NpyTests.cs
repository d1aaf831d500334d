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
