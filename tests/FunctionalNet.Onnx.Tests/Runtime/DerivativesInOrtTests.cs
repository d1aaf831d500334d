using FunctionalNet.Execution;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Onnx.Tests.Runtime;

/// <summary>An exported derivative gives in ONNX Runtime what a plan computes.</summary>
public class DerivativesInOrtTests
{
    [Fact]
    public void A_saliency_map_runs_in_onnx_runtime()
    {
        var graph = (Dense(8) >> Tanh() >> Dense(1)).ToGraph(new(3, 4)).Gradient("input");
        Key key = 5;
        Tensor<float>[] values =
        [
            .. graph.Inputs.Select(input =>
            {
                var value = new float[input.Shape.Size];
                key.Split(input.Variable!.Path).Uniform<float>(value);
                return new Tensor<float>(input.Shape, value);
            }),
        ];
        var expected = Plan<float>.Compile(graph).Run(values)[0].ToArray();
        using var session = new InferenceSession(graph.ToOnnx());
        NamedOnnxValue[] inputs =
        [
            .. graph.Inputs.Select(
                (input, i) =>
                    NamedOnnxValue.CreateFromTensor(
                        input.Variable!.Path,
                        new DenseTensor<float>(values[i].ToArray(), input.Shape.Sizes())
                    )
            ),
        ];
        using var results = session.Run(inputs);
        var actual = results.Single().AsEnumerable<float>().ToArray();
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(
            expected.Zip(actual, (right, written) => Math.Abs(right - written)),
            apart => Assert.InRange(apart, 0, 1e-5f)
        );
    }
}
