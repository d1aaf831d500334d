using System.IO.Compression;

namespace FunctionalNet.Tests.Data.Images;

/// <summary>The files in an embedded zip archive.</summary>
internal static class Zipped
{
    public static IReadOnlyDictionary<string, byte[]> Files(string name)
    {
        using var archive = new ZipArchive(typeof(Zipped).Assembly.GetManifestResourceStream(name)!);
        return archive.Entries.ToDictionary(
            entry => entry.FullName,
            entry =>
            {
                using var stream = entry.Open();
                var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                return bytes.ToArray();
            },
            StringComparer.Ordinal
        );
    }
}
