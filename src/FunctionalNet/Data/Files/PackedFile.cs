namespace FunctionalNet;

/// <summary>Files in a compressed form, given where a text is wanted.</summary>
internal static class PackedFile
{
    /// <summary>What a file is by its first bytes, and how it becomes a text; null if it is not packed.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string? Problem(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        return start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)] switch
        {
            [0x1F, 0x8B, ..] => "is packed by gzip: unpack it first, as by gunzip",
            [(byte)'P', (byte)'K', 3, 4] => "is a ZIP archive, as workbooks are: unpack it, or save the sheet as CSV",
            [0x28, 0xB5, 0x2F, 0xFD] => "is packed by Zstandard: unpack it first, as by unzstd",
            _ => null,
        };
    }
}
