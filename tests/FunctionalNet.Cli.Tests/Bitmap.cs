using System.Buffers.Binary;

namespace FunctionalNet.Cli.Tests;

/// <summary>Images in BMP: a file header of 14 bytes, an image header of 40, and BGR rows from the bottom up.</summary>
internal static class Bitmap
{
    private const int Start = 54;

    /// <summary>An image of a single gray.</summary>
    public static byte[] Grey(byte light, int width, int height)
    {
        var row = ((3 * width) + 3) / 4 * 4;
        var file = new byte[Start + (row * height)];
        "BM"u8.CopyTo(file);
        Write(2, file.Length);
        Write(10, Start);
        Write(14, 40);
        Write(18, width);
        Write(22, height);

        // One plane of 24 bits a pixel.
        Write(26, 1 | (24 << 16));
        file.AsSpan(Start).Fill(light);
        return file;

        void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
    }
}
