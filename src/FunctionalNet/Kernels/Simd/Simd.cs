using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FunctionalNet.Kernels;

/// <summary>The width of the vector registers that kernels use, in bits.</summary>
internal enum SimdWidth
{
    /// <summary>Portable: Arm's NEON, any x86.</summary>
    Bits128 = 128,

    /// <summary>AVX2 with FMA.</summary>
    Bits256 = 256,

    /// <summary>AVX-512.</summary>
    Bits512 = 512,
}

/// <summary>Selects the vector width once: the widest of this processor, or the one forced by FUNCTIONALNET_SIMD.</summary>
internal static class Simd
{
    public const string Variable = "FUNCTIONALNET_SIMD";

    private static readonly Lazy<SimdWidth> Chosen = new(() => Parse(Environment.GetEnvironmentVariable(Variable)));

    public static SimdWidth Width => Chosen.Value;

    public static SimdWidth Widest =>
        IsSupported(SimdWidth.Bits512) ? SimdWidth.Bits512
        : IsSupported(SimdWidth.Bits256) ? SimdWidth.Bits256
        : SimdWidth.Bits128;

    public static bool IsSupported(SimdWidth width) =>
        width switch
        {
            SimdWidth.Bits512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported,
            SimdWidth.Bits256 => Avx2.IsSupported && Fma.IsSupported,
            _ => true,
        };

    public static SimdWidth Parse(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return Widest;
        }

        SimdWidth? width = value switch
        {
            "128" => SimdWidth.Bits128,
            "256" => SimdWidth.Bits256,
            "512" => SimdWidth.Bits512,
            _ => null,
        };
        return width is { } known && IsSupported(known)
            ? known
            : throw new InvalidOperationException(
                $"The environment variable {Variable} is '{value}', but must be 128, 256 or 512 "
                    + $"and no wider than this processor's {(int)Widest}. Correct it or remove it."
            );
    }
}
