using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace FunctionalNet.OnnxTests.Probes;

/// <summary>ONNX Runtime's pooling, and its convolution in double, on hand-written nodes.</summary>
public class PoolingProbes
{
    private static readonly float[] Values = [1, 5, 2, 4, 3];

    [Theory]
    [InlineData("MaxPool", "", "5 5 4 4")]
    [InlineData("MaxPool", "strides", "5 4")]
    [InlineData("MaxPool", "strides ceil_mode", "5 4 3")]
    [InlineData("MaxPool", "dilations", "2 5 3")]
    [InlineData("MaxPool", "pads", "1 5 5 4 4 3")]
    [InlineData("MaxPool", "SAME_UPPER", "5 5 4 4 3")]
    [InlineData("MaxPool", "SAME_LOWER", "1 5 5 4 4")]
    [InlineData("AveragePool", "", "3 3.5 3 3.5")]
    [InlineData("AveragePool", "strides ceil_mode", "3 3 3")]
    [InlineData("AveragePool", "dilations", "1.5 4.5 2.5")]
    [InlineData("AveragePool", "pads", "1 3 3.5 3 3.5 3")]
    [InlineData("AveragePool", "pads count_include_pad", "0.5 3 3.5 3 3.5 1.5")]
    [InlineData("GlobalAveragePool", "", "3")]
    [InlineData("GlobalMaxPool", "", "5")]
    public void Pools_of_two_places(string onnx, string options, string expected)
    {
        float[] values =
        [
            .. expected.Split(' ').Select(v => float.Parse(v, System.Globalization.CultureInfo.InvariantCulture)),
        ];
        var x = Expr.Input("x", new(1, 1, Values.Length));
        var y = Expr.Input("y", new(1, 1, values.Length));
        var model = OneNode.Model<float>([x], y, Pool(onnx, options, x));
        var result = OrtCpu.Run(model, [x], [new Tensor<float>(x.Shape, Values)], y.Type);
        Assert.Equal(values, result.Span.ToArray());
    }

    [Theory]
    [InlineData("MaxPool", true)]
    [InlineData("AveragePool", false)]
    [InlineData("GlobalMaxPool", false)]
    [InlineData("GlobalAveragePool", false)]
    [InlineData("Conv", false)]
    [InlineData("ConvTranspose", false)]
    public void Kernels_in_double(string onnx, bool there)
    {
        var x = Expr.Input("x", new(1, 1, 5));
        var w = Expr.Input("w", new(1, 1, 1));
        var y = Expr.Input(
            "y",
            new(
                1,
                1,
                onnx.StartsWith("Global", StringComparison.Ordinal) ? 1
                    : onnx.EndsWith("Pool", StringComparison.Ordinal) ? 4
                    : 5
            )
        );
        var isPool = onnx.EndsWith("Pool", StringComparison.Ordinal);
        Expr[] inputs = isPool ? [x] : [x, w];
        var model = OneNode.Model<double>(inputs, y, isPool ? Pool(onnx, string.Empty, x) : new(onnx, [x, w]));
        if (there)
        {
            OrtCpu.Open(model).Dispose();
        }
        else
        {
            var error = Assert.Throws<OnnxRuntimeException>(() => OrtCpu.Open(model));
            Assert.Contains(OrtCpu.NoKernel, error.Message, StringComparison.Ordinal);
        }
    }

    private static OnnxNode Pool(string onnx, string options, Expr x)
    {
        var node = new OnnxNode(onnx, [x]);
        return onnx.StartsWith("Global", StringComparison.Ordinal)
            ? node
            : options
                .Split(' ')
                .Aggregate(
                    node.With("kernel_shape", new[] { 2L }),
                    (pool, option) =>
                        option switch
                        {
                            "" => pool,
                            "strides" => pool.With("strides", new[] { 2L }),
                            "dilations" => pool.With("dilations", new[] { 2L }),
                            "pads" => pool.With("pads", new[] { 1L, 1L }),
                            "SAME_UPPER" or "SAME_LOWER" => pool.With("auto_pad", option),
                            _ => pool.With(option, 1L),
                        }
                );
    }
}
