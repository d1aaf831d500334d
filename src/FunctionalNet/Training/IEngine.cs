using System.Numerics;

namespace FunctionalNet;

/// <summary>
/// What has a pure step, and can do the same many times in a row in memory of its own: <see cref="FoldingExtensions.Fold"/> knows a delegate to
/// such a step by its target.
/// </summary>
internal interface IEngine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Steps from a state, which stays as it is.</summary>
    IRun<T> Start(TrainState<T> state);
}

/// <summary>Steps in place on a private copy of a state.</summary>
internal interface IRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>One step.</summary>
    void Step(Batch<T> batch);

    /// <summary>The state after the last step. The run ends with it.</summary>
    TrainState<T> State();
}
