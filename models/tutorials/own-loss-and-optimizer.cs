#:package FunctionalNet@0.1.0-*
#:package FunctionalNet.Verification@0.1.0-*

// A loss and an optimizer of your own: quantiles of a noisy curve, found by steps along the sign of the gradient.
using System.Collections.Immutable;
using FunctionalNet;
using FunctionalNet.Verification;
using static FunctionalNet.Net;

Console.WriteLine(
    $"optimizer {(GradientCheck.Optimizer(new Signs() >> ScaleByLearningRate(0.1)).Passed ? "smooth and finite" : "wrong")}"
);

// y = x² and noise that grows with x.
const int Count = 2_000;
Key key = 1;
var (x, noise) = (new float[Count], new float[Count]);
key.Split("x").Uniform<float>(x);
key.Split("noise").Normal<float>(noise);
float[] y = [.. x.Zip(noise, (at, n) => (at * at) + (0.3f * at * n))];
var samples = new Dataset<float>(Tensor.Of(new(Count, 1), x), Tensor.Of(new(Count, 1), y));

var grid = Tensor.Of(new(101, 1), [.. Enumerable.Range(0, 101).Select(i => i / 100f)]);
var curves = new List<string>();
foreach (var quantile in (double[])[0.1, 0.5, 0.9])
{
    var optimizer = ClipByGlobalNorm(1) >> new Signs(0.9) >> ScaleByLearningRate(CosineDecay(3e-3, total: 2_000));
    var training = Training.Of(Dense(16) >> Tanh() >> Dense(1), new Quantile(quantile), optimizer);
    var batches = samples.Shuffle(key: 2).Batches(50).Repeat(epochs: 50);
    var model = training.Fold(training.Init(key: 3, samples.InputShape), batches).Model;
    var below = model.Predict(samples.Inputs).Span.ToArray().Zip(y, (line, at) => at < line).Count(isBelow => isBelow);
    Console.WriteLine($"quantile {quantile}: {(double)below / Count:P0} of the samples lie below");
    var points = model
        .Predict(grid)
        .Span.ToArray()
        .Select((value, i) => FormattableString.Invariant($"{4 * i},{300 - (150 * value):F1}"));
    curves.Add($"<polyline fill='none' stroke='steelblue' stroke-width='2' points='{string.Join(' ', points)}'/>");
}

var dots = x.Zip(
    y,
    (a, b) => FormattableString.Invariant($"<circle cx='{400 * a:F1}' cy='{300 - (150 * b):F1}' r='1' fill='grey'/>")
);
var svg =
    $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 340'>{string.Concat(dots)}{string.Concat(curves)}</svg>";
File.WriteAllText("quantiles.svg", svg);
Console.WriteLine("quantiles.svg shows the samples and the three curves");

/// <summary>max(q e, (q - 1) e) for the error e = target - prediction: least where a share q of the targets lies below.</summary>
public sealed record Quantile(double Q) : Loss
{
    public override Expr Apply(Expr prediction, Expr target)
    {
        var error = target - prediction;
        return (Q * error).Max((Q - 1) * error).ReduceMean();
    }
}

/// <summary>The sign of a moving average of the gradient.</summary>
public sealed record Signs(double Beta = 0.9) : Transform
{
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
        [.. updates.Select(update => Signed(scope, update))];

    private Update Signed(Scope scope, Update update)
    {
        var mean = update.Slot(scope, "mean");
        var next = (Beta * mean) + ((1 - Beta) * update.Value);
        scope.Next(mean, next);
        return update.With(next.Sign());
    }
}
