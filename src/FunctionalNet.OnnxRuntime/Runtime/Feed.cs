using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FunctionalNet.Runtime;

/// <summary>An input that changes in each step: the batch, or noise. Its device memory is the same in all steps.</summary>
internal sealed class Feed<T>(Expr variable, DeviceMemory memory) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T> tensor = new(variable.Shape);

    public string Name => variable.Variable!.Path;

    /// <summary>Gets the values for the next step.</summary>
    public Span<T> Values => tensor.Writable;

    /// <summary>Gets its device memory.</summary>
    public OrtValue Value { get; } = memory.Allocate(Element(variable.Type.Element), variable.Shape);

    /// <summary>Draws the values.</summary>
    public void Draw(StepNoise noise) => noise.Draw(variable.Variable!, variable.Shape, Values);

    /// <summary>Copies the values to the device.</summary>
    public void Send()
    {
        using var view = TypedTensors.In(tensor, Element(variable.Type.Element));
        memory.Copy(view, Value);
        GC.KeepAlive(tensor);
    }

    public void Dispose() => Value.Dispose();

    private static TensorElementType Element(ElementType element) =>
        element switch
        {
            ElementType.Int64 => TensorElementType.Int64,
            ElementType.Bool => TensorElementType.Bool,
            _ => typeof(T) == typeof(double) ? TensorElementType.Double : TensorElementType.Float,
        };
}
