using System.Collections.Immutable;
using FunctionalNet.Execution;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet.Conformance;

/// <summary>The comparison of a model from a mutated file, run here and in ONNX Runtime.</summary>
/// <param name="LeftOut">The reason why the results were not compared; empty if they were.</param>
/// <param name="Disagreement">The disagreement; empty if the results agree.</param>
internal readonly record struct MutantRun(string LeftOut, string Disagreement)
{
    private const double Tolerance = 1e-3;
    private const double MaxElements = 1e6;
    private const double MaxFlops = 1e8;

    // Integers beyond this are not exact in float32, and their overflow is undefined.
    private const float ExactWhole = 1 << 24;

    /// <summary>
    /// Runs the model in both, unless one of them refuses the model or the data. Cases that ONNX leaves undefined are skipped: means over
    /// empty axes, and the propagation of NaN.
    /// </summary>
    public static MutantRun Of(OnnxModel model, byte[] file)
    {
        Expr[] ends = [.. model.Graph.Inputs, .. model.Graph.Outputs];
        if (!ends.All(IsSmall))
        {
            return Left("of free or large sizes");
        }

        if (Expr.Sort(model.Graph.Outputs).Any(expr => expr.Shape.Any(dim => dim is { IsKnown: true, Size: 0 })))
        {
            return Left("of nothing");
        }

        var random = new Random(1);
        var stored = model.Values<float>();
        if (stored.Values.Any(value => !value.Span.ToArray().All(float.IsFinite)))
        {
            return Left("of weights that are not finite");
        }

        var inputs = model.Graph.Inputs.ToDictionary(
            input => input.Variable!.Path,
            input => stored.GetValueOrDefault(input.Variable!.Path) ?? Draw(input.Type, random),
            StringComparer.Ordinal
        );
        ImmutableArray<Tensor<float>> ours;
        try
        {
            var plan = Plan<float>.Compile(model.Graph);
            if (plan.Explain().Sum(kernel => (double)kernel.Flops) > MaxFlops)
            {
                return Left("of much work");
            }

            ours = plan.Run([.. model.Graph.Inputs.Select(input => inputs[input.Variable!.Path])]);
        }
        catch (Exception error) when (error is ArgumentException or InexactNumberException)
        {
            // The data contain an index out of range, or integers that float32 cannot hold.
            return Left("whose data we refuse");
        }

        return OnnxPredictor
            .Load(file)
            .Match(
                Right: predictor => Compare(predictor, inputs, model.Graph, ours),
                Left: _ => Left("that ONNX Runtime refuses")
            );
    }

    private static MutantRun Left(string why) => new(why, string.Empty);

    private static bool IsSmall(Expr expr) =>
        expr.Shape.All(dim => dim.IsKnown) && expr.Shape.Aggregate(1.0, (size, dim) => size * dim.Size) <= MaxElements;

    private static Tensor<float> Draw(TensorType type, Random random) =>
        new(
            type.Shape,
            [
                .. Enumerable
                    .Range(0, type.Shape.Size)
                    .Select(_ => type.Element == ElementType.Float ? (2 * random.NextSingle()) - 1 : random.Next(2)),
            ]
        );

    private static MutantRun Compare(
        OnnxPredictor predictor,
        Dictionary<string, Tensor<float>> inputs,
        Graph graph,
        ImmutableArray<Tensor<float>> ours
    )
    {
        using (predictor)
        {
            ImmutableArray<Tensor<float>> theirs;
            try
            {
                theirs = predictor.Run([.. predictor.Inputs.Select(input => inputs[input.Name])]);
            }
            catch (Exception error) when (error is OnnxRuntimeException or ArgumentException or KeyNotFoundException)
            {
                return Left("whose data ONNX Runtime refuses");
            }

            return new(
                string.Empty,
                ours.Length != theirs.Length
                    ? $"{ours.Length} outputs against {theirs.Length}"
                    : graph
                        .Outputs.Select((output, i) => Compare(output.Type.Element, ours[i], theirs[i]))
                        .FirstOrDefault(text => text.Length > 0, string.Empty)
            );
        }
    }

    private static string Compare(ElementType type, Tensor<float> ours, Tensor<float> theirs)
    {
        if (ours.Shape != theirs.Shape)
        {
            return $"{ours.Shape} against {theirs.Shape}";
        }

        for (var i = 0; i < ours.Length; i++)
        {
            var (a, b) = (ours.Span[i], theirs.Span[i]);
            var isExact = type == ElementType.Float || (Math.Abs(a) < ExactWhole && Math.Abs(b) < ExactWhole);
            if (isExact && !Closeness.Are(b, a, Tolerance * (1 + Math.Abs(b))))
            {
                return $"element {i}: {a} against {b}";
            }
        }

        return string.Empty;
    }
}
