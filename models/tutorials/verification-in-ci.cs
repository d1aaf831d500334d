#:package FunctionalNet.Verification@0.1.0-*

// Verification in CI: checks that end with an exit code, and a page that says what was found. In a test project each check is one test.
//
//   - run: dotnet run verification-in-ci.cs
//   - if: github.event_name == 'schedule'
//     run: dotnet run verification-in-ci.cs
//     env: { FUNCTIONALNET_SEED: random, FUNCTIONALNET_SAMPLES: 200 }
using System.Net;
using FunctionalNet;
using FunctionalNet.Verification;
using static FunctionalNet.Net;

GradientCheckOptions options = new() { Throws = false };
(string Name, bool IsExpected, GradientReport Report)[] checks =
[
    (
        "a block",
        true,
        GradientCheck.Layer(
            Residual(LayerNorm() >> Dense(4) >> Gelu() >> Dense(4)),
            new Shape(Dim.Named("n"), 4),
            options
        )
    ),
    (
        "a convolution",
        true,
        GradientCheck.Layer(Conv2d(3, 3, padding: Padding.Same) >> Tanh(), new Shape(Dim.Named("n"), 2, 5, 5), options)
    ),
    ("a loss", true, GradientCheck.Loss(SoftmaxCrossEntropy(smoothing: 0.1), Shapes.Ranks(2), options: options)),
    ("an optimizer", true, GradientCheck.Optimizer(ClipByGlobalNorm(1) >> Adam(1e-3), options)),
    ("x² with half of its derivative", false, GradientCheck.Layer(Dense(3) >> new Squared(), Shapes.Ranks(2), options)),
];

foreach (var (name, isExpected, report) in checks)
{
    Console.WriteLine(
        $"{(report.Passed ? "passed" : "failed")}{(report.Passed == isExpected ? string.Empty : ", which was not expected")}: {name}"
    );
}

Console.WriteLine(checks[^1].Report.Failure!.Operator);
var rows = checks.Select(check =>
    $"<tr><td>{(check.Report.Passed ? "passed" : "failed")}<td>{WebUtility.HtmlEncode(check.Report.ToString())}"
);
File.WriteAllText(
    "checks.html",
    $"<!doctype html><meta charset='utf-8'><title>Gradient checks</title><table>{string.Concat(rows)}</table>"
);
Console.WriteLine("checks.html shows the reports");
return checks.All(check => check.Report.Passed == check.IsExpected) ? 0 : 1;

/// <summary>x², with a derivative in which a factor of 2 is forgotten.</summary>
public sealed record Squared : Layer
{
    public override Expr Apply(Scope scope, Expr x) => x.CustomVjp("Square", v => v * v, (v, y, dy) => v * dy);
}
