using System.Numerics;

namespace FunctionalNet;

/// <content>Tensors of random numbers.</content>
public static partial class Tensor
{
    /// <summary>Uniform numbers from [0, 1).</summary>
    /// <example><code>Tensor&lt;float> points = Tensor.Uniform&lt;float>(key: 1, new(1_000, 2));</code></example>
    public static Tensor<T> Uniform<T>(Key key, Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var value = new Tensor<T>(shape);
        key.Uniform(value.Writable);
        return value;
    }

    /// <summary>Normally distributed numbers of mean 0 and variance 1.</summary>
    /// <example><code>Tensor&lt;float> noise = Tensor.Normal&lt;float>(key: 1, new(64, 8));</code></example>
    public static Tensor<T> Normal<T>(Key key, Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var value = new Tensor<T>(shape);
        key.Normal(value.Writable);
        return value;
    }
}
