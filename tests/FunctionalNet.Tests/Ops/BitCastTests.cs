using FunctionalNet.Execution;
using Xunit;

namespace FunctionalNet.Tests;

/// <summary>Bits reinterpreted as elements of another type.</summary>
public class BitCastTests
{
    private const long Single = 1;
    private const long Byte = 2;
    private const long SignedByte = 3;
    private const long Int32 = 6;
    private const long Half = 10;
    private const long UInt16 = 4;

    [Theory]
    [InlineData(Single, Int32, 1.0, 0x3F800000)]
    [InlineData(Single, Int32, -0.0, int.MinValue)]
    [InlineData(Int32, Single, 0x7F800000, double.PositiveInfinity)]
    [InlineData(SignedByte, Byte, -1, 255)]
    [InlineData(Byte, SignedByte, 128, -128)]
    [InlineData(Half, UInt16, 1, 0x3C00)]
    [InlineData(17, Byte, 448, 0x7E)]
    [InlineData(9, Byte, 1, 1)]
    public void Are_read_as_they_lie(long from, long to, double x, double expected)
    {
        var (before, behind) = (BitForm.Of(from)!, BitForm.Of(to)!);
        var operand = Expr.Input("x", Shape.Scalar, before.Element);
        var y = new Expr(new BitCast(before, behind), operand);
        Assert.Equal(expected, Reference.Run(new Graph([operand], [y]), [Tensor.Of(Shape.Scalar, x)])[0].Span[0]);
        Assert.Equal(expected, Plan<double>.Compile(new([operand], [y])).Run([Tensor.Of(Shape.Scalar, x)])[0].Span[0]);
    }

    [Fact]
    public void Of_another_number_are_refused() =>
        Assert.Contains(
            "32 bits before and 8 after",
            Assert
                .Throws<ShapeException>(() =>
                    new Expr(new BitCast(BitForm.Of(Single)!, BitForm.Of(Byte)!), Expr.Input("x", Shape.Scalar))
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void That_an_executor_does_not_hold_are_an_error()
    {
        var operand = Expr.Input("x", Shape.Scalar);
        var y = new Expr(new BitCast(BitForm.Of(Single)!, BitForm.Of(Int32)!), operand);
        Assert.Throws<InexactNumberException>(() =>
            Plan<float>.Compile(new([operand], [y])).Run([Tensor.Of(Shape.Scalar, 1.1f)])
        );
    }
}
