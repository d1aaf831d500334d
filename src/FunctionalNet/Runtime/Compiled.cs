using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>How the JIT is to compile a hot loop.</summary>
internal static class Compiled
{
    /// <summary>
    /// At once in full, and never within a caller: guided by a profile, as it is by default, the JIT would otherwise move a whole
    /// micro-kernel up through its virtual calls, run out of what it spends on a method, and leave each multiply-add as a call.
    /// </summary>
    public const MethodImplOptions Alone = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
