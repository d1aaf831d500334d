using CsCheck;
using FunctionalNet;
using FunctionalNet.Execution;
using FunctionalNet.Verification;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws.Verification.Readme;

public class PropertyTests
{
    private static readonly Gen<Tensor<double>> Matrices = Generators.Tensors(new Input(Shapes.Ranks(2), -3, 3));

    [Fact]
    public void A_softmax_adds_up_to_one() =>
        Matrices.Sample(values =>
        {
            var x = Expr.Input("x", values.Shape);
            var sums = Reference.Run(new Graph([x], [x.Softmax().ReduceSum([-1])]), values)[0];
            return sums.Span.ToArray().All(sum => Math.Abs(sum - 1) < 1e-12);
        });

    [Fact]
    public void A_value_follows_from_its_seed() => Assert.Equal(Of(7).Span.ToArray(), Of(7).Span.ToArray());

    [Fact]
    public void A_check_follows_from_its_seed() => Gen.Int[0, 99].Sample(Holds, iter: 3);

    private static Tensor<double> Of(ulong seed) => Matrices.Generate(new PCG(0, seed), null, out _);

    private static bool Holds(int seed) =>
        GradientCheck
            .Layer(
                new MyLayer(8),
                Shapes.Ranks(2, 3),
                new()
                {
                    Seed = seed,
                    Samples = 1,
                    Throws = false,
                }
            )
            .Failure
            is null;
}
