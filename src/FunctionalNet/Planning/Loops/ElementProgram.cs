using System.Numerics;
using System.Runtime.CompilerServices;

namespace FunctionalNet.Execution;

/// <summary>
/// A compiled chain of elementwise operators that computes any range of its elements. The value of an element does not depend on the range,
/// so results do not depend on the number of threads.
/// </summary>
internal abstract class ElementProgram<T>(int length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Gets the number of elements.</summary>
    public int Length => length;

    /// <summary>Gets the number of elements that are computed at a time.</summary>
    public abstract int TileLength { get; }

    /// <summary>The fastest program for a group: one loop in registers if all operators have a vector form, else tile by tile.</summary>
    public static ElementProgram<T> Of(FusionGroup unit, Arena<T> memory, int workers)
    {
        var chain = new ElementChain<T>(unit, memory);
        return RuntimeFeature.IsDynamicCodeCompiled && LoopProgram<T>.Takes(chain)
            ? new LoopProgram<T>(chain, workers)
            : new TileProgram<T>(chain, workers);
    }

    /// <summary>Computes the elements from <paramref name="start"/> on, in row-major order.</summary>
    public abstract void Run(int start, int length, int worker);
}
