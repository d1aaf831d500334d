namespace FunctionalNet;

/// <summary>Given values, such as those of a trained model, in the shape of the parameter.</summary>
/// <param name="Values">The values.</param>
public sealed partial record FromTensor(Tensor<double> Values) : Initializer
{
    /// <inheritdoc/>
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        if (shape != Values.Shape)
        {
            throw new ShapeException(
                nameof(FromTensor),
                $"the tensor is {Values.Shape}, but {shape} is asked for",
                "give a tensor of the shape of the parameter"
            );
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = T.CreateTruncating(Values.Span[i]);
        }
    }
}

/// <content>FromTensor.</content>
public static partial class Net
{
    /// <summary>Given values, such as those of a trained model, in the shape of the parameter.</summary>
    /// <example><code>Dense(2, kernel: FromTensor(Tensor.Matrix(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } })))</code></example>
    public static Initializer FromTensor(Tensor<double> values) => new FromTensor(values);

    /// <inheritdoc cref="FromTensor(Tensor{double})"/>
    public static Initializer FromTensor(Tensor<float> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new FromTensor(new(values.Shape, [.. values.Span.ToArray().Select(value => (double)value)]));
    }
}
