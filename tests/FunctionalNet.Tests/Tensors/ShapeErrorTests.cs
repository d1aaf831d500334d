using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Tensors;

/// <summary>
/// Invalid expressions: each message must name the rule, the shapes, the axis and the repair. The error is thrown at the line that builds
/// the expression.
/// </summary>
public class ShapeErrorTests
{
    private static readonly Expr X = Expr.Input("x", new(4, 3));
    private static readonly Expr V = Expr.Input("v", new(3));
    private static readonly Expr Number = Expr.Input("s", Shape.Scalar);
    private static readonly Expr Labels = Expr.Input("labels", new(4), ElementType.Int64);
    private static readonly Expr Free = Expr.Input("free", new(Dim.Named("batch"), 3));

    // The name, the wrong expression, the rule in the message, and further texts that the message must contain.
    private static readonly (string Name, Func<Expr> Wrong, string Rule, string[] Tells)[] Cases =
    [
        ("inner axes", () => X.MatMul(X), "MatMul", ["[4, 3] times [4, 3]", "3 (axis -1", "4 (axis -2", "transpose"]),
        ("row times matrix", () => V.MatMul(X), "MatMul", ["[3] times [4, 3]", "4 (axis -2"]),
        ("matrix times column", () => X.MatMul(Of(4)), "MatMul", ["[4, 3] times [4]", "4 (axis -1 of the right)"]),
        ("scalar product", () => X.MatMul(Number), "MatMul", ["[4, 3] and []", "at least one axis"]),
        ("batches", () => Of(2, 4, 3).MatMul(Of(5, 3, 2)), "MatMul", ["[2, 4, 3] and [5, 3, 2]", "axis -1 is 2 and 5"]),
        ("broadcast", () => X + Of(4), "Add", ["[4, 3] and [4]", "axis -1 is 3 and 4", "Reshape"]),
        ("broadcast inside", () => X * Of(2, 3), "Mul", ["[4, 3] and [2, 3]", "axis -2 is 4 and 2"]),
        ("free axis", () => Free + X, "Add", ["[batch, 3] and [4, 3]", "axis -2 is batch and 4"]),
        ("types", () => X + Expr.Input("k", new(3), ElementType.Int64), "Add", ["Float[4, 3]", "Int64[3]", "Cast"]),
        ("reshape", () => X.Reshape(5, 3), "Reshape", ["[4, 3]", "(5, 3)", "same product"]),
        ("reshape rest", () => X.Reshape(5, -1), "Reshape", ["[4, 3]", "(5, -1)", "same product"]),
        ("reshape twice", () => X.Reshape(-1, -1), "Reshape", ["-1 occurs twice"]),
        ("reshape keeps", () => X.Reshape(4, 3, 0), "Reshape", ["no axis 2 to keep"]),
        ("reshape free", () => Free.Reshape(12), "Reshape", ["[batch, 3]", "(12)"]),
        ("concat axis", () => Ops.Concat(2, X, X), "Concat", ["axis 2 is outside [4, 3]", "from -2 to 1"]),
        ("concat sizes", () => Ops.Concat(0, X, Of(4, 2)), "Concat", ["Float[4, 3] and Float[4, 2]", "axis 0"]),
        ("concat ranks", () => Ops.Concat(0, X, V), "Concat", ["Float[4, 3] and Float[3]"]),
        ("concat free", () => Ops.Concat(0, Free, Free), "Size", ["axis 'batch' is free", "Reshape(0, -1)"]),
        ("sum", () => X.ReduceSum([2]), "ReduceSum", ["axis 2 is outside [4, 3]", "from -2 to 1"]),
        ("mean", () => X.ReduceMean([-3]), "ReduceMean", ["axis -3 is outside [4, 3]"]),
        ("softmax", () => X.Softmax(5), "Softmax", ["axis 5 is outside [4, 3]"]),
        ("argmax", () => X.ArgMax(2), "ArgMax", ["axis 2 is outside [4, 3]"]),
        ("transpose", () => X.Transpose(0, 0), "Transpose", ["(0, 0)", "[4, 3]", "each of 0 to 1 once"]),
        ("transpose vector", () => V.Transpose(), "Transpose", ["[3]", "at least a matrix"]),
        ("unsqueeze", () => X.Unsqueeze(4), "Unsqueeze", ["[4, 3] has no position 4", "from -3 to 2"]),
        ("squeeze", () => X.Squeeze(0), "Squeeze", ["axis 0 of [4, 3] is not 1"]),
        ("slice", () => X.Narrow(0, 2, 5), "Slice", ["5 indices from 2", "axis 0 of [4, 3]", "0 to 3"]),
        ("slice far", () => X.Narrow(0, 0, int.MaxValue, int.MaxValue), "Slice", ["axis 0 of [4, 3]"]),
        ("expand", () => X.Expand(new(4, 6)), "Expand", ["[4, 3] and [4, 6]", "axis -1 is 3 and 6"]),
        ("expand down", () => X.Expand(new(3)), "Expand", ["[4, 3]", "[3]", "only axes of size 1"]),
        ("flatten", () => X.Flatten(4), "Flatten", ["axis 4 is outside [4, 3]"]),
        ("condition", () => X.Where(X, X), "Where", ["Float[4, 3]", "bool"]),
        ("logic", () => X.And(X), "And", ["Float[4, 3], not Bool", "Cast(ElementType.Bool)"]),
        ("bool sum", () => (X > 0).ReduceSum(), "ReduceSum", ["Bool[4, 3]", "Cast(ElementType.Float)"]),
        ("bool product", () => (X > 0) * (X < 1), "Mul", ["Bool[4, 3]", "Cast(ElementType.Float)"]),
        ("labels", () => Labels.Relu(), "Relu", ["Int64[4], not Float", "Cast(ElementType.Float)"]),
        ("label scores", () => Labels.Softmax(), "Softmax", ["Int64[4], not Float"]),
        ("whole product", () => Labels.Unsqueeze(0).MatMul(X), "MatMul", ["different types, Int64[1, 4]"]),
        ("one-hot", () => X.OneHot(3), "OneHot", ["Float[4, 3]", "whole numbers"]),
        (
            "float labels",
            () => X.SoftmaxCrossEntropyLoss(Of(4)),
            "SoftmaxCrossEntropyLoss",
            ["Float[4, 3]", "Float[4]", "Int64"]
        ),
        ("constant", () => Ops.Constant(new(3), [1, 2]), "Constant", ["2 values for [3]", "give 3 values"]),
        ("cotangent", () => Gradient.Of(X, [X], V)[0], "Gradient", ["cotangent is [3]", "y is [4, 3]"]),
        ("mse", () => MeanSquaredError().Apply(X, V), "MeanSquaredError", ["[4, 3]", "[3]", "same shape"]),
        ("bce", () => BinaryCrossEntropy().Apply(X, Of(4, 1)), "BinaryCrossEntropy", ["[4, 3]", "[4, 1]"]),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(wrong => wrong.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_message_names_rule_shapes_axis_and_repair(string name)
    {
        var (_, wrong, rule, tells) = Cases.Single(entry => entry.Name == name);
        var error = Assert.Throws<ShapeException>(() => wrong());
        Assert.Equal(rule, error.Rule.Split(' ')[0]);
        Assert.All(tells, tell => Assert.Contains(tell, error.Message, StringComparison.Ordinal));
        Assert.EndsWith($"Repair: {error.Repair}.", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Repair);
        Assert.Null(error.Path);
    }

    [Fact]
    public void It_is_thrown_at_the_line_that_wrote_it()
    {
        var error = Assert.Throws<ShapeException>(WritesTheMistake);
        Assert.Contains(nameof(WritesTheMistake), error.StackTrace, StringComparison.Ordinal);
    }

    private static object WritesTheMistake() => X.MatMul(X);

    private static Expr Of(params int[] sizes) => Expr.Input("y", Shape.Of(sizes));
}
