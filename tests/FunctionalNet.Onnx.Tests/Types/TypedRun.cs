using System.Collections.Immutable;
using FunctionalNet.Execution;
using LanguageExt.Common;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Types;

/// <summary>The outcome of running a node with operands of a type, here and in ONNX Runtime.</summary>
/// <param name="IsKnown">Whether ONNX Runtime has a kernel for the type.</param>
/// <param name="Refused">The reason why this library refused the node as unsupported; null if it did not.</param>
/// <param name="Wrong">The failure; null if there is none.</param>
internal sealed record TypedRun(bool IsKnown, string? Refused = null, string? Wrong = null)
{
    /// <summary>Runs a node here and in ONNX Runtime.</summary>
    /// <param name="tried">The node.</param>
    /// <param name="type">The type of its operands.</param>
    /// <param name="seed">The seed for the operands.</param>
    /// <param name="isDoubled">Whether the first result is added to itself.</param>
    public static TypedRun Of(TypedOperator tried, DataType type, int seed, bool isDoubled)
    {
        var constants = tried.Constants.Select(constant => constant.Name).ToHashSet(StringComparer.Ordinal);
        string[] names =
        [
            .. tried
                .Node.Input.Where(name => name.Length > 0 && !constants.Contains(name))
                .Distinct(StringComparer.Ordinal),
        ];
        Tensor<double>[] values = [.. names.Select((name, i) => Operand(tried, name, type, (seed * 10) + i))];
        var first = tried.Node.Output[0];
        var file = TypedFile.Of(
            isDoubled ? [tried.Node, TypedFile.Op("Add", $"{first} {first}", "sum")] : [tried.Node],
            names.Select((name, i) => (name, TypeOf(name, type), values[i].Shape)),
            isDoubled
                ? [("sum", Result(tried.Node, 0, type))]
                : tried.Node.Output.Select((name, i) => (name, Result(tried.Node, i, type))),
            tried.Constants
        );
        try
        {
            return TypedFile.Ort(file, values) is { } theirs
                ? Judge(file, values, theirs, tried.Tolerance)
                : new(IsKnown: false);
        }
        catch (InexactNumberException)
        {
            // The result cannot be held exactly in float64, so that this library must refuse it, too.
            var ours = Judge(file, values, [], tried.Tolerance);
            return ours.Refused is null ? ours with { Wrong = "rounded in silence" } : ours;
        }
    }

    /// <summary>Compares this library's results for a file with ONNX Runtime's.</summary>
    public static TypedRun Judge(
        byte[] file,
        Tensor<double>[] values,
        (string Type, Tensor<double> Value)[] theirs,
        double tolerance
    ) =>
        OnnxModel
            .Parse(file)
            .Match(
                Right: model => Judge(model, values, theirs, tolerance),
                Left: error =>
                    error.Code == OnnxModel.UnsupportedCode
                        ? new(true, Refused: error.Message)
                        : new TypedRun(true, Wrong: error.Message)
            );

    private static TypedRun Judge(
        OnnxModel model,
        Tensor<double>[] values,
        (string Type, Tensor<double> Value)[] theirs,
        double tolerance
    )
    {
        if (theirs.Length > 0 && !model.OutputTypes.SequenceEqual(theirs.Select(result => result.Type)))
        {
            return new(true, Wrong: $"types {string.Join(", ", model.OutputTypes)}");
        }

        try
        {
            var exact = Run<double>(model, values);
            var problem =
                Compare(exact, theirs, tolerance, "double")
                ?? Compare(Single(model, values) ?? exact, theirs, tolerance, "single")
                ?? Compare(Reference.Run(model.Graph, values), theirs, tolerance, "reference")
                ?? Compare(Again(model, values, theirs) ?? exact, theirs, tolerance, "exported again");
            return new(true, Wrong: problem);
        }
        catch (InexactNumberException error)
        {
            return new(true, Refused: error.Message);
        }
    }

    private static ImmutableArray<Tensor<double>> Run<T>(OnnxModel model, Tensor<double>[] values)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        [
            .. Plan<T>
                .Compile(model.Graph)
                .Run([
                    .. model.Graph.Inputs.Select(
                        (input, i) =>
                            Tensor.Of(
                                values[i].Shape,
                                values[i].Span.ToArray().Select(value => Given<T>(value, input.Type.Element)).ToArray()
                            )
                    ),
                ])
                .Select(result =>
                    Tensor.Of(result.Shape, result.Span.ToArray().Select(double.CreateChecked).ToArray())
                ),
        ];

    private static T Given<T>(double value, ElementType element)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        element == ElementType.Int64 ? WholeNumbers.Exact<T>(value) : T.CreateChecked(value);

    // Null where the float32 executor refuses an inexact integer, or where the file computes in double.
    private static ImmutableArray<Tensor<double>>? Single(OnnxModel model, Tensor<double>[] values)
    {
        try
        {
            return model.OutputTypes.Contains("Double", StringComparer.Ordinal) ? null : Run<float>(model, values);
        }
        catch (InexactNumberException)
        {
            return null;
        }
    }

    // An export writes all integers as Int64. ONNX Runtime 1.31 compares only the lower 32 bits in Max, Min and Sign, and lacks some
    // kernels.
    private static ImmutableArray<Tensor<double>>? Again(
        OnnxModel model,
        Tensor<double>[] values,
        (string Type, Tensor<double> Value)[] theirs
    )
    {
        var isMistaken =
            Expr.Sort(model.Graph.Outputs).Any(expr => !expr.IsFloat && expr.Op.Name is "Max" or "Min" or "Sign")
            && values.Any(value => value.Span.ToArray().Any(number => Math.Abs(number) > int.MaxValue));
        return isMistaken || theirs.Any(result => result.Value.Span.ToArray().Any(number => number > long.MaxValue))
            ? null
            : TypedFile
                .Ort(model.Graph.ToOnnx(model.Values<double>(), new() { Precision = Precision.Float64 }), values)
                ?.Select(result => result.Value)
                .ToImmutableArray();
    }

    private static string? Compare(
        ImmutableArray<Tensor<double>> ours,
        (string Type, Tensor<double> Value)[] theirs,
        double tolerance,
        string where
    )
    {
        for (var i = 0; i < theirs.Length; i++)
        {
            var (a, b) = (ours[i], theirs[i].Value);
            if (a.Shape != b.Shape)
            {
                return $"{where}: {a.Shape} instead of {b.Shape}";
            }

            var near = theirs[i].Type switch
            {
                "Float" or "Double" => tolerance,
                "Float16" => 1e-3,
                "Bfloat16" => 8e-3,
                _ => 0,
            };
            for (var place = 0; place < a.Length; place++)
            {
                var expected = b.Span[place];
                if (!Closeness.Are(expected, a.Span[place], near * (1 + Math.Abs(expected))))
                {
                    return $"{where}: element {place} is {a.Span[place]:R} instead of {expected:R}";
                }
            }
        }

        return null;
    }

    private static Tensor<double> Operand(TypedOperator tried, string name, DataType type, int seed)
    {
        var shape = tried.Shapes.GetValueOrDefault(name, new(2, 3));
        return name switch
        {
            "p" => type == DataType.Bool ? Typed.Values(type, shape, seed) : Typed.Small(shape, seed),
            "m" => Typed.Moderate(type, shape, seed),
            "b" => Typed.Values(DataType.Bool, shape, seed),
            "i" => Typed.Small(shape, seed),
            _ => Typed.Values(type, shape, seed),
        };
    }

    private static DataType TypeOf(string name, DataType type) =>
        name switch
        {
            "b" => DataType.Bool,
            "i" => DataType.Int64,
            _ => type,
        };

    private static DataType Result(NodeProto node, int output, DataType type) =>
        (node.OpType, output) switch
        {
            (
                "And"
                    or "Or"
                    or "Xor"
                    or "Not"
                    or "Equal"
                    or "Greater"
                    or "Less"
                    or "GreaterOrEqual"
                    or "LessOrEqual"
                    or "IsNaN"
                    or "IsInf",
                _
            ) => DataType.Bool,
            ("Size" or "Shape" or "NonZero" or "ArgMax" or "ArgMin", _) or ("TopK", 1) => DataType.Int64,
            ("OneHot", _) when node.Input[2] == "e" => DataType.Int64,
            ("MatMulInteger", _) => DataType.Int32,
            ("Cast", _) => (DataType)node.Attribute[0].I,
            _ => type,
        };
}
