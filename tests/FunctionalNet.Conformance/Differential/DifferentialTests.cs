using System.Collections.Immutable;
using FunctionalNet.Cases;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Operators against ONNX Runtime: a few thousand random cases, and the minimal case of each bug that was found.</summary>
public class DifferentialTests
{
    private const int Seed = 16;
    private const int Count = 5_000;

    // The minimal share of cases that are compared with ONNX Runtime and agree; a lower share means that coverage was lost.
    private const double MinJudged = 0.6;

    /// <summary>Gets the regression cases: those in code, and those stored as files.</summary>
    public static TheoryData<string> Found =>
        [
            .. Mended.All.Keys,
            .. Directory.Exists(Kept) ? Directory.GetDirectories(Kept).Select(folder => Path.GetFileName(folder)!) : [],
        ];

    /// <summary>Gets the integer types that ReduceMax and ReduceMin accept, with their limits.</summary>
    public static TheoryData<int, double, double> Ends =>
        new()
        {
            { (int)DataType.Bool, 0, 1 },
            { (int)DataType.Uint8, 0, byte.MaxValue },
            { (int)DataType.Int8, sbyte.MinValue, sbyte.MaxValue },
            { (int)DataType.Uint32, 0, uint.MaxValue },
            { (int)DataType.Int32, int.MinValue, int.MaxValue },
            { (int)DataType.Uint64, 0, double.NaN },
            { (int)DataType.Int64, long.MinValue, double.NaN },
        };

    private static string Kept => Path.Combine(Sources.Project, "Found");

    [Fact]
    public void Drawn_cases_agree_or_are_refused_as_declared()
    {
        var findings = new SortedDictionary<int, Finding>();
        Runner.Run(
            Seed,
            [.. Enumerable.Range(0, Count)],
            Math.Clamp(Environment.ProcessorCount, 2, 4),
            (number, finding) => findings[number] = finding,
            TestContext.Current.CancellationToken
        );
        var faults = findings.Where(one => one.Value.IsFault).Select(one => $"case {one.Key}: {one.Value.Kind}");
        Assert.Empty(faults);
        Assert.InRange(findings.Values.Count(one => one.Outcome == Outcome.Agrees), (int)(MinJudged * Count), Count);
    }

    [Theory]
    [MemberData(nameof(Found))]
    public void What_was_wrong_once_agrees(string name)
    {
        var one = Mended.All.TryGetValue(name, out var drawn) ? drawn() : Case.Load(Path.Combine(Kept, name));
        for (var opset = Export.Opsets.Oldest; opset <= Export.Opsets.Newest; opset++)
        {
            var finding = new Trial(_ => { }).Of(one, opset);
            Assert.True(finding.Outcome is Outcome.Agrees or Outcome.JudgeDeviates, $"{finding}");
        }
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Extremes_of_no_whole_numbers_are_the_ends_of_their_type(int type, double min, double largest)
    {
        foreach (var executor in Enum.GetValues<Executor>())
        {
            Assert.Equal([min, min], OfNone("ReduceMax", (DataType)type, executor));
            Assert.Equal([largest, largest], OfNone("ReduceMin", (DataType)type, executor));
        }
    }

    [Fact]
    public void An_index_outside_of_its_axis_is_declared_for_MaxUnpool_to_a_shape_only()
    {
        const string Error = "ScatterElements: the axis has 4 elements, so that indices go from -4 to 3.";
        var (x, places) = (
            Drawn.Of("x", DataType.Float, [1, 1, 1], [1]),
            Drawn.Of("i", DataType.Int64, [1, 1, 1], [0])
        );
        var shape = Drawn.Of("shape", DataType.Int64, [3], [1, 1, 4]);
        var kernel = new Dictionary<string, object?>(StringComparer.Ordinal) { ["kernel_shape"] = new[] { 2 } };
        Assert.Null(Refusals.Of(Mended.Of("MaxUnpool", 11, [x, places], kernel), Error));
        Assert.Null(Refusals.Of(Mended.Of("ScatterElements", 13, [x, places, x]), Error));
        Assert.NotNull(Refusals.Of(Mended.Of("MaxUnpool", 11, [x, places, shape], kernel), Error));
    }

    [Fact]
    public void Deviations_look_at_whole_numbers_too()
    {
        var one = Mended.All["the signs of large whole numbers"]();
        var own = (Own)Own.Read(one);
        var ours = (ImmutableArray<TypedTensor>)own.Run(Executor.Plan);
        var theirs = ours.Select(y => y with { Tensor = new(y.Tensor.Shape, [0, 0, 1, 0, -1, 1]) }).ToImmutableArray();
        Assert.NotNull(Deviations.Of(new Clash(own, one, theirs, ours)));
    }

    [Fact]
    public void A_scan_of_fewer_than_no_sequences_is_refused() => Assert.True(Scan(-5).IsLeft);

    [Theory]
    [InlineData("scan_input_axes")]
    [InlineData("scan_input_directions")]
    [InlineData("scan_output_axes")]
    [InlineData("scan_output_directions")]
    public void A_scan_whose_lists_are_of_another_length_is_refused(string name)
    {
        Assert.True(Scan(1, Zeros(1)).IsRight);
        Assert.Contains(name, Scan(1, Zeros(2)).Match(_ => string.Empty, e => e.Message), StringComparison.Ordinal);

        AttributeProto Zeros(int count) =>
            new()
            {
                Name = name,
                Type = AttributeType.Ints,
                Ints = { new long[count] },
            };
    }

    private static LanguageExt.Either<LanguageExt.Common.Error, Own> Scan(long sequences, params AttributeProto[] more)
    {
        var x = Drawn.Of("x", DataType.Float, [2], [1, 2]);
        var body = new GraphProto
        {
            Name = "body",
            Input = { new ValueInfoProto { Name = "a" } },
            Node =
            {
                new NodeProto
                {
                    OpType = "Identity",
                    Input = { "a" },
                    Output = { "b" },
                },
            },
            Output = { new ValueInfoProto { Name = "b" } },
        };
        var scan = new NodeProto
        {
            OpType = "Scan",
            Input = { "x" },
            Output = { "y" },
        };
        scan.Attribute.Add([
            new AttributeProto
            {
                Name = "num_scan_inputs",
                Type = AttributeType.Int,
                I = sequences,
            },
            new AttributeProto
            {
                Name = "body",
                Type = AttributeType.Graph,
                G = body,
            },
            .. more,
        ]);
        var model = new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = 13 } },
            Graph = new GraphProto
            {
                Name = "scanned",
                Input = { Sketch.Declared(x) },
                Node = { scan },
                Output = { new ValueInfoProto { Name = "y" } },
            },
        };
        return Own.Read(new Case("Scan", model, [x]));
    }

    // The result of reducing an empty axis; NaN if it is refused, because 2⁶⁴ - 1 cannot be held.
    private static double[] OfNone(string name, DataType type, Executor executor)
    {
        var one = Mended.Of(name, 20, [Drawn.Of("x", type, [0, 2], []), Drawn.Of("axes", DataType.Int64, [1], [0])]);
        return Own.Read(one)
            .Bind(own => own.Run(executor))
            .Match(
                Right: outputs => outputs[0].Tensor.Span.ToArray(),
                Left: error =>
                    Refusals.Of(one, error.Message) is null
                        ? throw new InvalidOperationException(error.Message)
                        : [double.NaN, double.NaN]
            );
    }
}
