using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>Law 4: the kernel and the derivative of a function equal those of its body.</summary>
public class KernelEqualsBody
{
    public static TheoryData<string, string> Functions { get; } =
    [
        .. Laws.Examples()
            .Select(row => row.Data)
            .Where(row => Inlined(Laws.Example(row.Item1, row.Item2).Trace().Output) is not null),
    ];

    [Theory]
    [MemberData(nameof(Functions))]
    public void In_value(string onnx, string name)
    {
        var example = Laws.Example(onnx, name);
        var (inputs, output) = example.Trace();
        var expected = Reference.Run(new Graph(inputs, [Inlined(output)!]), Samples.Draw<double>(example, 2))[0];
        Laws.Close(expected, Reference.Run(new Graph(inputs, [output]), Samples.Draw<double>(example, 2))[0], 1e-9);
        Laws.Close(
            expected,
            Plan<double>.Compile(new Graph(inputs, [output])).Run(Samples.Draw<double>(example, 2))[0],
            1e-9
        );
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void In_derivative(string onnx, string name)
    {
        var example = Laws.Example(onnx, name);
        var (inputs, output) = example.Trace();
        Expr[] floats = [.. inputs.Where(x => x.IsFloat)];
        Assert.Equal(output.Type, Inlined(output)!.Type);
        if (!output.IsFloat)
        {
            return;
        }

        var expected = Of(Inlined(output)!);
        var actual = Of(output);
        for (var i = 0; i < floats.Length; i++)
        {
            Laws.Close(expected[i], actual[i], 1e-9);
        }

        IReadOnlyList<Tensor<double>> Of(Expr y) =>
            Reference.Run(
                new Graph(inputs, Gradient.Of((y * y.Sin()).ReduceSum(), floats)),
                Samples.Draw<double>(example, 2)
            );
    }

    /// <summary>The expression with each function replaced by its body, down to primitives; null if it contains no function.</summary>
    private static Expr? Inlined(Expr expr)
    {
        var found = false;
        var inlined = Inline(expr, []);
        return found ? inlined : null;

        Expr Inline(Expr root, Expr[] leaves) =>
            Expr.Rewrite(
                [root],
                (inner, inputs) =>
                {
                    if (leaves.Contains(inner) || inner.Op.Body(inputs) is not { } body)
                    {
                        return null;
                    }

                    found = true;
                    return Inline(body, inputs);
                }
            )[0];
    }
}
