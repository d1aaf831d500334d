using System.Security.Cryptography;
using System.Text;

namespace FunctionalNet;

/// <summary>
/// A file that is being made, perhaps with data beside it, in a folder of its own next to its place, so that writers of one place never
/// meet and <see cref="Publish"/> is a matter of names.
/// </summary>
/// <remarks>
/// A draft holds the lock of its folder. What another process left of one when it was ended has no lock any more, and the next
/// draft next to it removes it.
/// </remarks>
internal sealed class Draft : IDisposable
{
    private const string Ending = ".part";
    private const string DataEnding = ".data";
    private const int Digits = 16;
    private const int Attempts = 5;

    // Names have at most 255 bytes in common file systems.
    private const int LongestPrefix = 200;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Destination place;
    private readonly string folder;
    private readonly FolderHandle handle;
    private readonly List<string> data = [];

    private Draft(Destination place, string folder, FolderHandle handle) =>
        (this.place, this.folder, this.handle) = (place, folder, handle);

    /// <summary>Gets the file to write.</summary>
    public string Path => System.IO.Path.Combine(folder, place.Name);

    /// <summary>Gets the size of all files that are written.</summary>
    public long Bytes => new DirectoryInfo(folder).GetFiles().Sum(file => file.Length);

    /// <summary>Begins a draft; what others left next to it is removed.</summary>
    /// <exception cref="IOException">The folder of the place is not there, or takes no files.</exception>
    public static Draft Begin(Destination place)
    {
        var parent = place.IsStream ? System.IO.Path.GetTempPath() : place.Folder;
        if (!Directory.Exists(parent))
        {
            throw new DirectoryNotFoundException($"there is no folder {parent}");
        }

        var prefix = Prefix(place.Name);
        RemoveAbandoned(parent);
        for (var attempt = 1; ; attempt++)
        {
            var token = RandomNumberGenerator.GetHexString(Digits, lowercase: true);
            var made = System.IO.Path.Combine(parent, $"{prefix}.{token}{Ending}");
            Directory.CreateDirectory(made);
            var held = FolderHandle.Open(made);

            // Another one may have taken the folder for abandoned before it was locked.
            if ((held.TryLock() is not false && Directory.Exists(made)) || attempt == Attempts)
            {
                return new Draft(place, made, held);
            }

            held.Dispose();
        }
    }

    /// <summary>Writes what lies in a file of its own beside the other one, and answers its name: of its content, so that it is no other's.</summary>
    public string WriteData(Action<Stream> write)
    {
        if (place.IsStream || place.IsLink)
        {
            throw new IOException(
                $"data in a file of their own lie beside a file, not beside a {(place.IsLink ? "link" : "stream")}: name a file"
            );
        }

        var begun = $"{Path}{DataEnding}";
        string hash;
        using (var stream = new FileStream(begun, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            write(stream);
            stream.Position = 0;
            hash = Convert.ToHexStringLower(SHA256.HashData(stream))[..Digits];
            stream.Flush(flushToDisk: true);
        }

        var name = $"{place.Name}.{hash}{DataEnding}";
        File.Move(begun, System.IO.Path.Combine(folder, name));
        data.Add(name);
        return name;
    }

    /// <summary>
    /// Brings the files to their place, and to the disk: data first, under names that nothing led to, then the file, in one step. Data
    /// that only the file before has read are removed.
    /// </summary>
    public void Publish()
    {
        using (var written = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite))
        {
            if (place.IsStream)
            {
                using var stream = Open(place);
                written.CopyTo(stream);
                return;
            }

            written.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows() && File.Exists(place.Path))
        {
            File.SetUnixFileMode(Path, File.GetUnixFileMode(place.Path));
        }

        using var names = FolderHandle.Open(place.Folder);
        if (data.Count > 0 || OldData().Any())
        {
            PublishPair(names);
        }
        else
        {
            File.Move(Path, place.Path, overwrite: true);
        }

        names.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Remove(folder);
        handle.Dispose();
    }

    /// <summary>Opens what takes bytes one after the other.</summary>
    internal static FileStream Open(Destination place) =>
        new(place.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

    private static string Prefix(string name) =>
        Encoding.UTF8.GetByteCount(name) <= LongestPrefix
            ? name
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private static void RemoveAbandoned(string parent)
    {
        foreach (var other in Directory.EnumerateDirectories(parent, $"*{Ending}"))
        {
            if (IsOf(System.IO.Path.GetFileName(other), Ending))
            {
                using var held = FolderHandle.Open(other);
                if (held.TryLock() is true)
                {
                    Remove(other);
                }
            }
        }
    }

    // NAME.0123456789abcdef.ENDING
    private static bool IsOf(string file, string ending, string? name = null) =>
        file.Length - (1 + Digits + ending.Length) is > 0 and var length
        && file[length] == '.'
        && file.EndsWith(ending, StringComparison.Ordinal)
        && file.AsSpan(length + 1, Digits).IndexOfAnyExcept("0123456789abcdef") < 0
        && (name is null || string.Equals(file[..length], name, StringComparison.Ordinal));

    // What cannot be removed is in nobody's way.
    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    // Of all who publish in the folder one does so at a time: else one would remove the data of another whose file is not there yet.
    private void PublishPair(FolderHandle names)
    {
        var isAlone = names.Lock(LongestWait);
        foreach (var name in data)
        {
            File.Move(
                System.IO.Path.Combine(folder, name),
                System.IO.Path.Combine(place.Folder, name),
                overwrite: true
            );
        }

        names.Flush();
        File.Move(Path, place.Path, overwrite: true);
        names.Flush();
        if (isAlone)
        {
            foreach (var old in OldData().ToList())
            {
                File.Delete(old);
            }
        }
    }

    private IEnumerable<string> OldData() =>
        Directory
            .EnumerateFiles(place.Folder)
            .Where(file =>
                System.IO.Path.GetFileName(file) is var name
                && IsOf(name, DataEnding, place.Name)
                && !data.Contains(name, StringComparer.Ordinal)
            );
}
