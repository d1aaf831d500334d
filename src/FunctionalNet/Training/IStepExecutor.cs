using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// The place of a state while steps change it, and the executor of these steps. Engines differ in this alone: <see cref="Session"/> is
/// what they have in common.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <typeparam name="TStep">Its steps.</typeparam>
internal interface IStepExecutor<T, TStep> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TStep : class, IBoundStep<T>
{
    /// <summary>A step for batches of these shapes, bound to the state.</summary>
    /// <exception cref="ShapeException">The batch does not fit model, loss and state.</exception>
    /// <exception cref="ArgumentException">The state is another training's.</exception>
    TStep Bind(Shape inputs, Shape targets);

    /// <summary>A scalar of the state as it is now.</summary>
    T Scalar(string path);

    /// <summary>The state as it is now. No step follows.</summary>
    ImmutableSortedDictionary<string, Tensor<T>> Values();
}

/// <summary>A step for one shape of batch, compiled and bound to a state.</summary>
internal interface IBoundStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gets the shape of the inputs.</summary>
    Shape Inputs { get; }

    /// <summary>Gets the shape of the targets.</summary>
    Shape Targets { get; }

    /// <summary>Gets the loss of its last run.</summary>
    T Loss { get; }

    /// <summary>Takes the step: the state is the next one then.</summary>
    /// <exception cref="LabelException">A label names no class. The state is as it was.</exception>
    void Run(Batch<T> batch, StepNoise noise);
}
