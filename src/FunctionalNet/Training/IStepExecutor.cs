using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// Owns a copy of the state while steps change it, and executes these steps. Engines differ only in this; <see cref="Session"/> is what
/// they share.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <typeparam name="TStep">The type of its steps.</typeparam>
internal interface IStepExecutor<T, TStep> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TStep : class, IBoundStep<T>
{
    /// <summary>A step for batches of these shapes, bound to the state.</summary>
    /// <exception cref="ShapeException">The batch does not match model, loss and state.</exception>
    /// <exception cref="ArgumentException">The state belongs to another training.</exception>
    TStep Bind(Shape inputs, Shape targets);

    /// <summary>The current value of a scalar of the state.</summary>
    T Scalar(string path);

    /// <summary>The current state. No step may follow.</summary>
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

    /// <summary>Runs the step, after which the state is the next one.</summary>
    /// <exception cref="LabelException">A label names no class. The state is unchanged.</exception>
    void Run(Batch<T> batch, StepNoise noise);
}
