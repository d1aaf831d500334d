using System.Security.Cryptography;
using System.Text;

namespace FunctionalNet;

/// <summary>
/// A file under construction, possibly with a data file, in a folder of its own next to its destination, so that concurrent writers do not
/// interfere and <see cref="Publish"/> only renames.
/// </summary>
/// <remarks>
/// A draft holds the lock of its folder. A draft that an ended process left behind is unlocked, and the next draft beside it deletes it.
/// </remarks>
internal sealed class Draft : IDisposable
{
    private const string Ending = ".part";
    private const string DataEnding = ".data";
    private const int Digits = 16;
    private const int Attempts = 5;

    // Common file systems limit names to 255 bytes.
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

    /// <summary>Gets the total size of the written files.</summary>
    public long Bytes => new DirectoryInfo(folder).GetFiles().Sum(file => file.Length);

    /// <summary>Starts a draft; deletes abandoned ones beside it.</summary>
    /// <exception cref="IOException">The destination's folder does not exist, or is not writable.</exception>
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

            // Another process may have deleted the folder as abandoned before it was locked.
            if ((held.TryLock() is not false && Directory.Exists(made)) || attempt == Attempts)
            {
                return new Draft(place, made, held);
            }

            held.Dispose();
        }
    }

    /// <summary>Moves data into a file beside the main one, and returns its name: a hash of the content, so that it is unique.</summary>
    public string WriteData(Action<Stream> write)
    {
        if (place.IsStream || place.IsLink)
        {
            throw new IOException(
                $"external data are written beside a file, not beside a {(place.IsLink ? "link" : "stream")}: name a file"
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
    /// Publishes the files and flushes them to disk: the data file first, under a name that nothing refers to yet, then the main file, by
    /// one rename. A data file that only the previous file referred to is deleted.
    /// </summary>
    public void Publish()
    {
        using (var written = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite))
        {
            if (place.IsStream)
            {
                using var stream = OutputStream.Open(place.Path);
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

    // A file that cannot be deleted does no harm.
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

    // Only one process publishes in the folder at a time: otherwise one could delete the data file of another whose main file is not
    // published yet.
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
