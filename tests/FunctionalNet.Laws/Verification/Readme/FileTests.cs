using FunctionalNet;
using FunctionalNet.Verification;
using Xunit;

namespace FunctionalNet.Laws.Verification.Readme;

public class FileTests
{
    private static readonly GradientCheckOptions Options = new()
    {
        Engine = (graph, inputs) =>
        {
            using var exported = OrtPlan<float>.Compile(graph).OrThrow();
            return exported.Run(inputs);
        },
    };

    [Theory]
    [InlineData("digits.onnx")]
    public void A_file(string file)
    {
        var model = OnnxModel.Load(Path.Combine(AppContext.BaseDirectory, file)).OrThrow();
        GradientCheck.Layer(model.ToLayer().OrThrow(), new Shape(Dim.Named("n"), 64), Options);
    }
}
