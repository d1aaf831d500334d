using System.Globalization;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Quantization;

/// <summary>
/// The 8-bit storage form of a weight: q + zero, with |q| at most <see cref="Max"/>. Activations are unsigned bytes. On processors without
/// dot-product instructions (AVX-512 VNNI, AVX-VNNI), ONNX Runtime multiplies them by signed bytes with an instruction that adds two
/// products in 16 bits with saturation: 255 · 127 + 255 · 127 = 64,770 becomes 32,767. Unsigned bytes are widened to 16 bits first and
/// their products added in 32, which is exact; so are signed weights of 7 bits, for 2 · 255 · 63 = 32,130.
/// </summary>
/// <param name="Type">The type of the bytes, uint8 or int8.</param>
/// <param name="Zero">The byte that represents 0.</param>
/// <param name="Max">The maximum of |q|.</param>
internal sealed record WeightForm(DataType Type, byte Zero, int Max)
{
    /// <summary>Unsigned with zero point 128: as precise as 8 signed bits, and exact on every processor.</summary>
    public static WeightForm Unsigned { get; } = new(DataType.Uint8, 128, 127);

    /// <summary>Signed with zero point 0.</summary>
    public static WeightForm Signed(int bits) => new(DataType.Int8, 0, (1 << (bits - 1)) - 1);

    /// <summary>The form for some options.</summary>
    public static WeightForm Of(int? signedBits) => signedBits is { } bits ? Signed(bits) : Unsigned;

    /// <summary>Gets the name of the type in ONNX.</summary>
    public string Name => Type == DataType.Uint8 ? "uint8" : "int8";

    /// <summary>A description of the form, and where it is exact.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}, {Zero - Max} to {Zero + Max} around {Zero}: {(this == Signed(8) ? "right only on processors with VNNI" : "right on every processor")}"
        );
}
