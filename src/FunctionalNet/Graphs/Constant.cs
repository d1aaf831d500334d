using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>Fixed values, stored as doubles and rounded once to the number type of the executor.</summary>
public sealed record Constant : Op
{
    private readonly TensorType type;

    internal Constant(TensorType type, ImmutableArray<double> values)
    {
        if (values.Length != type.Shape.Size)
        {
            throw new ShapeException(
                "Constant",
                $"{values.Length} values for {type.Shape}",
                $"give {type.Shape.Size} values"
            );
        }

        if (
            type.Element == ElementType.Int64
            && values.FirstOrDefault(value => !double.IsInteger(value)) is not 0 and var odd
        )
        {
            throw new ShapeException(
                "Constant",
                $"{odd.ToString(System.Globalization.CultureInfo.InvariantCulture)} is among the values of {type}",
                "give whole numbers, or take numbers and Cast"
            );
        }

        (this.type, Values) = (type, values);
    }

    /// <summary>Gets the values in row-major order.</summary>
    public ImmutableArray<double> Values { get; }

    /// <inheritdoc/>
    public override string Name => "Constant";

    /// <inheritdoc/>
    public bool Equals(Constant? other) =>
        other is not null
        && type == other.type
        && System
            .Runtime.InteropServices.MemoryMarshal.AsBytes(Values.AsSpan())
            .SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(other.Values.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(type, Values.Length, Values.IsEmpty ? 0 : Values[0], Values.IsEmpty ? 0 : Values[^1]);

    /// <inheritdoc/>
    public override string ToString() =>
        Values.Length == 1
            ? Values[0].ToString(System.Globalization.CultureInfo.InvariantCulture)
            : $"Constant of {Values.Length} values";

    internal override TensorType Infer(ReadOnlySpan<Expr> inputs) => type;

    internal override void Evaluate<T>(ReadOnlySpan<Buffer<T>> inputs, Buffer<T> output)
    {
        var y = output.Span;
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = Value<T>(i);
        }
    }

    /// <summary>A value in the number type of an executor: rounded, unless it is an integer.</summary>
    /// <exception cref="InexactNumberException">An integer is larger than the type holds exactly.</exception>
    internal T Value<T>(int place)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        type.Element == ElementType.Int64 ? WholeNumbers.Exact<T>(Values[place]) : T.CreateChecked(Values[place]);
}

/// <content>Constant.</content>
public static partial class Ops
{
    /// <summary>A constant scalar.</summary>
    /// <remarks>ONNX: an initializer. Numbers convert to scalars implicitly: <c>2 * x</c>.</remarks>
    /// <example><code>Expr half = Ops.Constant(0.5);</code></example>
    public static Expr Constant(double value) => new(new Constant(new(Shape.Scalar), [value]));

    /// <summary>A constant tensor from its values in row-major order.</summary>
    /// <remarks>ONNX: an initializer.</remarks>
    /// <example><code>Expr mean = Ops.Constant(new(3), [0.485, 0.456, 0.406]);</code></example>
    public static Expr Constant(Shape shape, double[] values, ElementType element = ElementType.Float) =>
        new(new Constant(new(shape, element), [.. values]));

    /// <summary>An integer.</summary>
    internal static Expr Integer(int value) => Constant(Shape.Scalar, [value], ElementType.Int64);

    /// <summary>A vector of integers, as ONNX passes axes and shapes.</summary>
    internal static Expr Integers(params ReadOnlySpan<int> values)
    {
        var doubles = new double[values.Length];
        for (var i = 0; i < doubles.Length; i++)
        {
            doubles[i] = values[i];
        }

        return Constant(Shape.Of(doubles.Length), doubles, ElementType.Int64);
    }
}
