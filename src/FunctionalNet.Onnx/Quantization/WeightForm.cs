using System.Globalization;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Quantization;

/// <summary>
/// How a weight lies in bytes: q + zero, with |q| at most <see cref="Max"/>. Activations are unsigned bytes. Where a processor has no
/// instruction for sums of four products (AVX-512 VNNI, AVX-VNNI), ONNX Runtime multiplies them with signed bytes by an instruction that adds
/// two products in 16 bits and saturates: 255 · 127 + 255 · 127 = 64,770 comes out as 32,767. Unsigned bytes are widened to 16 bits
/// first and their pairs added in 32, which is exact; so are signed ones of 7 bits, for 2 · 255 · 63 = 32,130.
/// </summary>
/// <param name="Type">The type of the bytes, uint8 or int8.</param>
/// <param name="Zero">The byte that stands for 0.</param>
/// <param name="Max">The largest |q|.</param>
internal sealed record WeightForm(DataType Type, byte Zero, int Max)
{
    /// <summary>Unsigned with the zero at 128: as fine as 8 signed bits, and exact on every processor.</summary>
    public static WeightForm Unsigned { get; } = new(DataType.Uint8, 128, 127);

    /// <summary>Signed with the zero at 0.</summary>
    public static WeightForm Signed(int bits) => new(DataType.Int8, 0, (1 << (bits - 1)) - 1);

    /// <summary>The form that options ask for.</summary>
    public static WeightForm Of(int? signedBits) => signedBits is { } bits ? Signed(bits) : Unsigned;

    /// <summary>Gets the name of the type as ONNX writes it.</summary>
    public string Name => Type == DataType.Uint8 ? "uint8" : "int8";

    /// <summary>The form, and where it is right.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}, {Zero - Max} to {Zero + Max} around {Zero}: {(this == Signed(8) ? "right only on processors with VNNI" : "right on every processor")}"
        );
}
