using System.Numerics;
using FunctionalNet.Execution;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace FunctionalNet.OnnxTests.Probes;

/// <summary>Every operator of the catalogue as a one-node model in ONNX Runtime, against the reference.</summary>
public class OperatorProbes
{
    /// <summary>Operators that ONNX Runtime expands in double by ONNX's function body, whose constants are floats.</summary>
    private static readonly Dictionary<(string Onnx, string Example), double> Coarse = new()
    {
        [("Gelu", "tanh")] = 1e-7,
    };

    public static TheoryData<string, string> Examples { get; } =
    [.. Catalog.Operators.SelectMany(entry => entry.Examples().Select(example => (entry.Onnx, example.Name)))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Float_agrees(string onnx, string name)
    {
        var example = Example(onnx, name);
        Agrees<float>(example, example.Tolerance);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Double_agrees_or_has_no_kernel(string onnx, string name)
    {
        var example = Example(onnx, name);
        var (inputs, output) = example.Trace();
        var model = OneNode.Model<double>(inputs, output);
        var operators = model.Graph.Node.Select(node => node.OpType);
        if (Coarse.TryGetValue((onnx, name), out var tolerance))
        {
            Agrees<double>(example, tolerance);
        }
        else if (OrtKernels.NotYetInDouble.Overlaps(operators))
        {
            var error = Assert.Throws<OnnxRuntimeException>(() => Agrees<double>(example, 1e-12));
            Assert.Contains("does not support double yet", error.Message, StringComparison.Ordinal);
        }
        else if (OrtKernels.FloatOnly.Overlaps(operators))
        {
            var error = Assert.Throws<OnnxRuntimeException>(() => OrtCpu.Open(model));
            Assert.Contains(OrtCpu.NoKernel, error.Message, StringComparison.Ordinal);
        }
        else
        {
            Agrees<double>(example, 1e-12);
        }
    }

    [Fact]
    public void Names_of_examples_are_unique_within_an_operator()
    {
        var names = Examples.Select(row => row.Data).ToArray();
        Assert.Equal(names.Distinct(), names);
    }

    private static Example Example(string onnx, string name) =>
        Catalog
            .Operators.Where(entry => entry.Onnx == onnx)
            .SelectMany(entry => entry.Examples())
            .Single(example => example.Name == name);

    private static void Agrees<T>(Example example, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (inputs, output) = example.Trace();
        var random = new Random(1);
        Tensor<T>[] values = [.. example.Domains.Select(domain => Draw<T>(domain, random))];
        var expected = Reference.Run(new Graph(inputs, [output]), values)[0];
        var actual = OrtCpu.Run(OneNode.Model<T>(inputs, output), inputs, values, output.Type);
        Assert.Equal(expected.Shape, actual.Shape);
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (double.CreateChecked(expected.Span[i]), double.CreateChecked(actual.Span[i]));
            var close = double.IsFinite(e) ? Math.Abs(e - a) <= tolerance * (1 + Math.Abs(e)) : e.Equals(a);
            if (!close)
            {
                Assert.Fail($"element {i} of {expected.Shape}: the reference gives {e:R}, ONNX Runtime {a:R}");
            }
        }
    }

    // Uniform in the domain. Ties and kinks need not be avoided, because only values are compared.
    private static Tensor<T> Draw<T>(Domain domain, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[domain.Shape.Size];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] =
                domain.Element == ElementType.Float
                    ? T.CreateChecked(domain.Low + (random.NextDouble() * (domain.High - domain.Low)))
                    : T.CreateChecked(random.Next((int)domain.Low, (int)domain.High + 1));
        }

        return new Tensor<T>(domain.Shape, values);
    }
}
