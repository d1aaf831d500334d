using FunctionalNet.Execution;
using FunctionalNet.Import;
using FunctionalNet.Lowering;
using FunctionalNet.Verification;

namespace FunctionalNet.OnnxTests.Lowering;

/// <summary>Laws of operators that are lowered to others: ONNX Runtime agrees, and the derivative is the difference quotient.</summary>
public class ForeignOperators
{
    private static readonly GradientCheckOptions Options = new() { Samples = 4 };

    private static readonly Dictionary<string, ForeignCase> Cases = new IEnumerable<ForeignCase>[]
    {
        AttentionCases.All,
        ImageCases.All,
        SignalCases.All,
        PlaceCases.All,
    }
        .SelectMany(cases => cases)
        .ToDictionary(example => example.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names { get; } = [.. Cases.Keys];

    public static TheoryData<string> InOrt { get; } =
    [.. Cases.Values.Where(example => example.Apart.Length == 0).Select(example => example.Name)];

    public static TheoryData<string> Smooth { get; } =
    [
        .. Cases
            .Values.Where(example => Lower(example.Free()).Any(y => y.IsFloat && Depends(y)))
            .Select(example => example.Name),
    ];

    [Theory]
    [MemberData(nameof(InOrt))]
    public void Give_what_ONNX_Runtime_gives(string name)
    {
        var example = Cases[name];
        var file = example.File();
        var random = new Random(7);
        Tensor<float>[] inputs = [.. example.Domains.Select(domain => Samples.Draw<float>(domain, random))];
        var model = OnnxModel.Parse(file, name).OrThrow();
        var stored = model.Values<float>();
        var actual = Plan<float>
            .Compile(model.Graph)
            .Run([.. inputs, .. model.Graph.Inputs.Skip(inputs.Length).Select(input => stored[input.Variable!.Path])]);
        using var predictor = OnnxPredictor.Load(file).OrThrow();
        Samples.Close(predictor.Run(inputs), actual, example.Tolerance);
    }

    [Theory]
    [MemberData(nameof(Smooth))]
    public void Hold_for_any_number_of_samples(string name)
    {
        var example = Cases[name];
        if (example.Domains.IsEmpty || example.NeedsBatch)
        {
            return;
        }

        // Operands whose first axis has the size of the first operand's share a free batch axis.
        var batch = example.Domains[0].Shape[0];
        Expr[] known = [.. example.Domains.Select((domain, i) => Expr.Input($"x{i}", domain.Shape, domain.Element))];
        Expr[] free =
        [
            .. example.Domains.Select(
                (domain, i) =>
                    Expr.Input(
                        $"x{i}",
                        domain.Shape.Rank > 2 && domain.Shape[0] == batch
                            ? domain.Shape.With(0, Dim.Named("batch"))
                            : domain.Shape,
                        domain.Element
                    )
            ),
        ];
        var given = free.Zip(known).ToDictionary(pair => pair.Item1, pair => pair.Item2);
        var outputs = Expr.Rewrite([.. Lower(example.Node(free))], (expr, _) => given.GetValueOrDefault(expr));
        var random = new Random(5);
        Tensor<float>[] inputs = [.. example.Domains.Select(domain => Samples.Draw<float>(domain, random))];
        Samples.Close(
            Reference.Run(new Graph(known, [.. Lower(example.Node(known))]), inputs),
            Reference.Run(new Graph(known, outputs), inputs),
            1e-6
        );
    }

    [Theory]
    [MemberData(nameof(Smooth))]
    public void Have_the_derivative_of_the_difference_quotient(string name)
    {
        var example = Cases[name];
        GradientCheck.Function(
            x => Ops.Concat(0, [.. Lower(example.Node(x)).Where(y => y.IsFloat).Select(y => y.Reshape(-1))]),
            [.. example.Domains.Select(domain => new Input(domain.Shape, domain.Low, domain.High, domain.Element))],
            Options
        );
    }

    private static IEnumerable<Expr> Lower(OnnxNode node) =>
        Lowerings.Named(node.Operator)!(node with { Fixed = new KnownValues(_ => null).Constant }).Take(node.Outputs);

    private static bool Depends(Expr y) => Expr.Sort([y]).Any(expr => expr.Variable is not null && expr.IsFloat);
}
