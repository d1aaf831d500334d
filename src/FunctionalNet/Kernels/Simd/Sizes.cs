using System.Runtime.InteropServices;

namespace FunctionalNet.Kernels;

// A small number as a type, so that the JIT compiles a kernel for each: the number is the size of the type. `sizeof` is a constant to the
// JIT from the first pass on, which therefore does not even read the rows and columns that a kernel lacks. A static property would be a
// call, inlined together with all the code of the branches that it rules out: 15 ms for each kernel.

[StructLayout(LayoutKind.Sequential, Size = 1)]
internal readonly struct N1;

[StructLayout(LayoutKind.Sequential, Size = 2)]
internal readonly struct N2;

[StructLayout(LayoutKind.Sequential, Size = 3)]
internal readonly struct N3;

[StructLayout(LayoutKind.Sequential, Size = 4)]
internal readonly struct N4;

[StructLayout(LayoutKind.Sequential, Size = 5)]
internal readonly struct N5;

[StructLayout(LayoutKind.Sequential, Size = 6)]
internal readonly struct N6;

[StructLayout(LayoutKind.Sequential, Size = 7)]
internal readonly struct N7;

[StructLayout(LayoutKind.Sequential, Size = 8)]
internal readonly struct N8;

/// <summary>A choice as a type: the kernel has the option.</summary>
internal readonly struct Yes;

/// <summary>A choice as a type: the kernel lacks the option.</summary>
internal readonly struct No;
