using Google.Protobuf;
using Onnx;

namespace FunctionalNet.OnnxTests.Quantization;

/// <summary>
/// Quantized products at extreme values. Whether a file is correct on every processor is decided by a kernel that accumulates like
/// processors without VNNI; ONNX Runtime on this machine is a second check.
/// </summary>
public sealed class ExtremeBytesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functionalnet");

    public static TheoryData<string, string, bool, int?> Cases { get; } =
    [
        .. from product in (string[])["MatMul", "Gemm", "Gemm turned", "Conv"]
        from weights in (string[])["largest", "smallest", "pairs", "turns", "drawn", "one large"]
        from isStatic in (bool[])[false, true]
        from bits in (int?[])[null, 7]
        select (product, weights, isStatic, bits),
    ];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_saturates_where_pairs_are_added_in_16_bits(
        string product,
        string weights,
        bool isStatic,
        int? bits
    )
    {
        foreach (var length in (int[])[1, 3, 64, 1_001])
        {
            var bytes = Assert.Single(ByteProduct.In(Quantized(product, weights, length, isStatic, bits)));
            Assert.All(
                from output in bytes.Outputs
                from activations in Activations(output, bytes)
                select (activations, output),
                one =>
                {
                    // The kernel may pair from an even or an odd position.
                    var exact = Exact(one.activations, one.output, bytes);
                    Assert.Equal(exact, Added(one.activations, one.output, bytes));
                    Assert.Equal(exact, Added([0, .. one.activations], [0, .. one.output], bytes));
                }
            );
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Eight_signed_bits_saturate_there_and_are_only_taken_where_they_are_asked_for(bool isStatic)
    {
        var product = Assert.Single(ByteProduct.In(Quantized("MatMul", "largest", 64, isStatic, bits: 8)));
        var full = Enumerable.Repeat((byte)255, 64).ToArray();
        Assert.Equal(255 * 127 * 64, Exact(full, product.Outputs[0], product));
        Assert.Equal(short.MaxValue * 32, Added(full, product.Outputs[0], product));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Onnx_runtime_gives_the_sums_of_the_extremes(string product, string weights, bool isStatic, int? bits)
    {
        foreach (var length in (int[])[2, 7, 257])
        {
            var bytes = Assert.Single(ByteProduct.In(Quantized(product, weights, length, isStatic, bits)));
            using var predictor = OnnxPredictor.Load(At("int8.onnx")).OrThrow();
            var x = Inputs(product, length);
            var y = predictor.Predict(x);
            var w = Weights(weights, length);
            for (var row = 0; row < 3; row++)
            {
                byte[] activations = [.. x.Span.Slice(row * length, length).ToArray().Select(value => (byte)value)];
                for (var output = 0; output < w.Length; output++)
                {
                    var step = w[output].Max(Math.Abs) / (bits == 7 ? 63.0 : 127.0);
                    var exact = step * Exact(activations, bytes.Outputs[output], bytes);
                    Assert.Equal(exact, y.Span[(row * w.Length) + output], 255 * length * 1e-6);
                }
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_32_bits_cannot_add_up_stays_in_float32(bool isStatic)
    {
        const int longest = int.MaxValue / (255 * 127);
        var product = Assert.Single(ByteProduct.In(Quantized("MatMul", "largest", longest, isStatic, null)));
        var full = Enumerable.Repeat((byte)255, longest).ToArray();
        Assert.Equal(255L * 127 * longest, Added(full, product.Outputs[0], product));
        using var predictor = OnnxPredictor.Load(At("int8.onnx")).OrThrow();
        var y = predictor.Predict(Inputs("MatMul", longest));
        Assert.Equal(255.0 * longest, y.Span[0], 255.0 * longest * 1e-6);

        Written("MatMul", "largest", longest + 1);
        Assert.Contains("32 bits", Quantize("MatMul", longest + 1, isStatic, null).ErrorOf(), StringComparison.Ordinal);
        Assert.Single(ByteProduct.In(Quantized("MatMul", "drawn", longest + 1, isStatic, null)));
    }

    [Fact]
    public void The_report_says_how_weights_lie()
    {
        Written("MatMul", "drawn", 16);
        Says("uint8, 1 to 255 around 128: right on every processor", null);
        Says("int8, -63 to 63 around 0: right on every processor", 7);
        Says("int8, -127 to 127 around 0: right only on processors with VNNI", 8);

        void Says(string words, int? bits)
        {
            var report = Quantize("MatMul", 16, isStatic: false, bits).OrThrow();
            Assert.Equal(words, report.Weights);
            Assert.EndsWith($"weights in {words}", report.ToString(), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<byte[]> Activations(byte[] weights, ByteProduct product)
    {
        var q = weights.Select(weight => Value(weight, product) - Value(product.Zero, product)).ToArray();
        yield return [.. q.Select(_ => (byte)255)];
        yield return [.. q.Select(one => one > 0 ? (byte)255 : (byte)0)];
        yield return [.. q.Select(one => one < 0 ? (byte)255 : (byte)0)];
        var drawn = new byte[q.Length];
        new Random(1).NextBytes(drawn);
        yield return drawn;
    }

    private static long Added(byte[] activations, byte[] weights, ByteProduct product) =>
        PairKernel.Sum(activations, weights, product.IsSigned, product.Zero);

    private static long Exact(byte[] activations, byte[] weights, ByteProduct product) =>
        activations.Zip(weights, (a, w) => (long)a * (Value(w, product) - Value(product.Zero, product))).Sum();

    private static int Value(byte stored, ByteProduct product) => product.IsSigned ? unchecked((sbyte)stored) : stored;

    // Three samples: all 255, random integers from 0 to 255, and all 0. A scale of 1 represents them exactly.
    private static Tensor<float> Inputs(string product, int length)
    {
        var drawn = Samples.Normal<float>(new(length), 1).Span.ToArray();
        return Tensor.Of(
            product == "Conv" ? new Shape(3, length, 1) : new Shape(3, length),
            [
                .. Enumerable.Repeat(255f, length),
                .. drawn.Select(value => Math.Clamp(MathF.Round(128 + (64 * value)), 0, 255)),
                .. new float[length],
            ]
        );
    }

    private ModelProto Quantized(string product, string weights, int length, bool isStatic, int? bits)
    {
        Written(product, weights, length);
        Quantize(product, length, isStatic, bits).OrThrow();
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(At("int8.onnx")));
    }

    private LanguageExt.Either<LanguageExt.Common.Error, ComparisonReport> Quantize(
        string product,
        int length,
        bool isStatic,
        int? bits
    )
    {
        var inputs = Inputs(product, length);
        return OnnxQuantization.Quantize(
            At("float.onnx"),
            At("int8.onnx"),
            new()
            {
                Calibration = isStatic ? inputs : null,
                SignedBits = bits,
                Samples = inputs,
            }
        );
    }

    // [output][position]: four outputs, or one for the longest rows.
    private static float[][] Weights(string kind, int length)
    {
        var drawn = Samples.Normal<float>(new(4, length), 2);
        return
        [
            .. Enumerable
                .Range(0, length > 10_000 ? 1 : 4)
                .Select(output => Enumerable.Range(0, length).Select(i => At(output, i)).ToArray()),
        ];

        float At(int output, int i) =>
            kind switch
            {
                "largest" => 1,
                "smallest" => -1,
                "pairs" => i / 2 % 2 == 0 ? 1 : -1,
                "turns" => i % 2 == 0 ? 1 : -1,
                "drawn" => drawn[output, i],
                _ => i == 0 ? 1 : 1e-3f,
            };
    }

    private void Written(string product, string weights, int length)
    {
        var w = Weights(weights, length);
        var (isConv, isTurned) = (product == "Conv", product is "Gemm turned" or "Conv");
        float[] values = isTurned
            ? [.. w.SelectMany(output => output)]
            : [.. Enumerable.Range(0, length).SelectMany(i => w.Select(output => output[i]))];
        var node = Files.Node(product.Split(' ')[0], "y", "x", "w").Int("transB", isTurned ? 1 : 0);
        if (!product.StartsWith("Gemm", StringComparison.Ordinal))
        {
            node.Attribute.Clear();
        }

        long[] dims =
            isConv ? [w.Length, length, 1]
            : isTurned ? [w.Length, length]
            : [length, w.Length];
        long[] one = isConv ? [1] : [];
        var model = Files.Of(node).With(Files.Floats("w", dims, values));
        model.Graph.Input[0] = Files.Info("x", "batch", [length, .. one]);
        model.Graph.Output[0] = Files.Info("y", "batch", [w.Length, .. one]);
        File.WriteAllBytes(At("float.onnx"), model.ToByteArray());
    }

    private string At(string name) => Path.Combine(folder.FullName, name);
}
