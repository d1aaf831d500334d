using System.Collections.Immutable;
using FunctionalNet.Cases;
using FunctionalNet.Export;
using Google.Protobuf;
using LanguageExt;
using LanguageExt.Common;
using Judged = LanguageExt.Either<
    LanguageExt.Common.Error,
    System.Collections.Immutable.ImmutableArray<FunctionalNet.Cases.TypedTensor>
>;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Runs a case through ONNX Runtime, each executor of this library, and exported files.</summary>
/// <param name="stage">Called with the name of each stage before it runs, so that a crash can be attributed.</param>
internal sealed class Trial(Action<string> stage)
{
    /// <summary>The stage in which ONNX Runtime runs the original model.</summary>
    public const string Judging = "judge";

    // One case in this many is also converted or quantized.
    private const int Rewritten = 3;

    // Limitations of ONNX Runtime, such as missing double kernels or products of empty batches, which are no faults of a file.
    private static readonly string[] Limits =
    [
        "Could not find an implementation",
        "operator does not support double yet",
        "right operand cannot broadcast on dim 0",
    ];

    /// <summary>Runs a case.</summary>
    /// <param name="one">The case.</param>
    /// <param name="opset">The opset for the export.</param>
    public Finding Of(Case one, int opset)
    {
        stage(Judging);
        var judged = Judge.Run(one.Model.ToByteArray(), one.Data);
        stage("own");
        try
        {
            return Own.Read(one)
                .Match(Right: own => Run(one, own, judged, opset), Left: error => Refused(one, error, judged));
        }
        catch (Exception error)
        {
            return new(Outcome.Crashes, one.Origin, Told(error));
        }
    }

    private Finding Run(Case one, Own own, Judged judged, int opset) =>
        own.Run(Executor.Plan)
            .Match(Right: ours => Compare(one, own, judged, ours, opset), Left: error => Refused(one, error, judged));

    private Finding Compare(Case one, Own own, Judged judged, ImmutableArray<TypedTensor> ours, int opset)
    {
        var isJudged = judged.IsRight;
        if (
            judged.MatchUnsafe(Right: theirs => Judged(one, own, theirs, ours, "plan"), Left: _ => null) is
            { } different
        )
        {
            return different;
        }

        stage("eager");
        var wrong = own.Run(Executor.Eager)
            .MatchUnsafe(Right: eager => Nearness.Bits(ours, eager), Left: error => $"refuses: {error.Message}");
        if (wrong is not null)
        {
            return new(Outcome.Differs, one.Origin, $"eager: {wrong}");
        }

        stage("reference");
        wrong = own.Run(Executor.Reference)
            .MatchUnsafe(
                Right: reference => Rounding.Difference(own, one, reference, ours),
                Left: error => $"refuses: {error.Message}"
            );
        if (wrong is not null)
        {
            return new(Outcome.Differs, one.Origin, $"reference: {wrong}");
        }

        stage("export");
        if (Exported(one, own, ours, opset, isJudged) is { } written)
        {
            return written;
        }

        if (isJudged && opset % Rewritten == 0)
        {
            // The rewritings run models on random data, which can crash ONNX Runtime.
            stage($"{Judging} rewritten");
            Rewritings.Try(one, opset);
        }

        return (
            isJudged
                ? new(Outcome.Agrees, one.Origin, string.Empty)
                : new(
                    Outcome.NotJudged,
                    one.Origin,
                    judged.Match(Right: _ => string.Empty, Left: error => error.Message)
                )
        );
    }

    // Compares this library's outputs with ONNX Runtime's.
    private static Finding? Judged(
        Case one,
        Own own,
        ImmutableArray<TypedTensor> theirs,
        ImmutableArray<TypedTensor> ours,
        string where
    ) =>
        Rounding.Difference(own, one, theirs, ours) is not { } difference ? null
        : Deviations.Of(new Clash(own, one, theirs, ours)) is { } known
            ? new(Outcome.JudgeDeviates, one.Origin, known.Why)
        : new(Outcome.Differs, one.Origin, $"{where}: {difference}");

    // Exports the imported graph and runs the file in ONNX Runtime on the same data.
    private Finding? Exported(Case one, Own own, ImmutableArray<TypedTensor> ours, int opset, bool isJudged)
    {
        // If float32 cannot hold an integer, this library computes in double, and so must the file.
        var isDouble = own.NeedsDouble;
        Onnx.ModelProto written;
        try
        {
            written = OnnxExport.Of(
                own.Model.Graph,
                ImmutableDictionary<Expr, string>.Empty,
                own.Model.Values<double>(),
                [.. ours.Select((_, i) => $"written {i}")],
                new ExportOptions { Opset = opset, Precision = isDouble ? Precision.Float64 : Precision.Float32 },
                string.Empty
            );
            Structure.Check(written);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            return Refusals.OfExport(error.Message)
                ? null
                : new(Outcome.RefusedWrongly, one.Origin, $"export: opset {opset}: {error.Message}");
        }

        stage($"{Judging} of what was written");
        var type = isDouble ? Onnx.TensorProto.Types.DataType.Double : Onnx.TensorProto.Types.DataType.Float;
        Onnx.TensorProto[] data =
        [
            .. own
                .Model.Graph.Inputs.Where(input => own.Data.ContainsKey(input.Variable!.Path))
                .Select(input =>
                {
                    var values = own.Data[input.Variable!.Path];
                    return Drawn.Of(
                        input.Variable.Path,
                        input.Type.Element switch
                        {
                            ElementType.Float => type,
                            ElementType.Bool => Onnx.TensorProto.Types.DataType.Bool,
                            _ => Onnx.TensorProto.Types.DataType.Int64,
                        },
                        [.. values.Shape.Sizes()],
                        values.Span.ToArray()
                    );
                }),
        ];
        return Judge
            .Run(written.ToByteArray(), data)
            .MatchUnsafe(
                Right: theirs =>
                    Judged(
                        one,
                        own,
                        [.. theirs.Zip(ours, (output, mine) => output with { Type = mine.Type })],
                        ours,
                        $"export: opset {opset}"
                    ),
                Left: error =>
                    !isJudged || Limits.Any(limit => error.Message.Contains(limit, StringComparison.Ordinal))
                        ? null
                        : new Finding(
                            Outcome.Differs,
                            one.Origin,
                            $"export: opset {opset}: ONNX Runtime refuses: {error.Message}"
                        )
            );
    }

    private static Finding Refused(Case one, Error error, Judged judged)
    {
        var why = error.Message;
        return Refusals.Of(one, why) is { } declared ? new(Outcome.Declared, one.Origin, declared)
            : judged.IsLeft ? new(Outcome.RefusedByBoth, one.Origin, why)
            : new(Outcome.RefusedWrongly, one.Origin, why);
    }

    private static string Told(Exception error) =>
        $"{error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
}
