#:package FunctionalNet.OnnxRuntime@0.1.0-*
#:package FunctionalNet.Verification@0.1.0-*

// A layer of your own: Fourier features with learned frequencies. Its gradient is checked before anything is learned.
using FunctionalNet;
using FunctionalNet.Verification;
using static FunctionalNet.Net;

var check = GradientCheck.Layer(new Waves(3), Shapes.Ranks(2));
Console.WriteLine($"gradient {(check.Passed ? "right" : "wrong")}, {check.Samples} samples");

// A curve that a small net of tanh learns slowly, and one of waves fast.
float[] x = [.. Enumerable.Range(0, 400).Select(i => (i / 200f) - 1)];
float[] y = [.. x.Select(at => MathF.Sin(9 * at) + (0.5f * MathF.Sin(23 * at)))];
var curve = new Dataset<float>(Tensor.Of(new(400, 1), x), Tensor.Of(new(400, 1), y));
var plain = Learn(Dense(32) >> Tanh() >> Dense(1));
var own = Learn(new Waves(32) >> Dense(1));
Console.WriteLine($"mean squared error {plain.Loss:F3} with tanh, {own.Loss:F6} with waves");
Console.WriteLine(own.Model.SaveOnnx("waves.onnx").OrThrow());

// A picture: the curve in grey, tanh in orange, waves in blue.
string Line(string color, ReadOnlySpan<float> values)
{
    var points = string.Join(
        ' ',
        values.ToArray().Select((value, i) => FormattableString.Invariant($"{2 * i},{120 - (70 * value):F1}"))
    );
    return $"<polyline fill='none' stroke-width='3' stroke='{color}' points='{points}'/>";
}

var (byTanh, byWaves) = (plain.Model.Predict(curve.Inputs), own.Model.Predict(curve.Inputs));
var lines = Line("lightgrey", y) + Line("orange", byTanh.Span) + Line("steelblue", byWaves.Span);
File.WriteAllText("waves.svg", $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 800 240'>{lines}</svg>");
Console.WriteLine("waves.svg shows the curve and what both have learned");

(float Loss, Model<float> Model) Learn(Layer layer)
{
    var training = Training.Of(layer, MeanSquaredError(), Adam(CosineDecay(0.02, total: 1_200)));
    var trained = training.Fold(
        training.Init(key: 1, curve.InputShape),
        curve.Shuffle(key: 2).Batches(50).Repeat(epochs: 150)
    );
    return (training.Evaluate(trained, curve.All()), trained.Model);
}

/// <summary>sin(x W + b) with learned frequencies W and phases b: [..., n] to [..., units].</summary>
public sealed record Waves(int Units) : Layer
{
    public override Expr Apply(Scope scope, Expr x)
    {
        var frequencies = scope.Parameter("frequencies", new(x.Shape[^1], Units), Normal(20));
        var phases = scope.Parameter("phases", new(Units), Uniform(0, 6.28));
        return (x.MatMul(frequencies) + phases).Sin();
    }
}
