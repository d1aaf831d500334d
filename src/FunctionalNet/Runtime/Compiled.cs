using System.Runtime.CompilerServices;

namespace FunctionalNet.Kernels;

/// <summary>JIT options for hot loops.</summary>
internal static class Compiled
{
    /// <summary>
    /// Optimizes fully at once and forbids inlining. With profile-guided tiering, the default, the JIT inlines a whole micro-kernel through
    /// its virtual calls, exhausts the inlining budget of the method, and leaves each multiply-add as a call.
    /// </summary>
    public const MethodImplOptions Alone = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
