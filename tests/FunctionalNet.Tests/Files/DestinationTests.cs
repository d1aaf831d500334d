using LanguageExt.Common;
using Xunit;

namespace FunctionalNet.Tests.Files;

/// <summary>Devices and pipes are written through or refused, and never replaced by a regular file.</summary>
public sealed class DestinationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_link_stays_and_what_it_leads_to_is_replaced()
    {
        Directory.CreateDirectory(folder["elsewhere"]);
        File.WriteAllText(folder["elsewhere/target"], "old");
        File.CreateSymbolicLink(folder["second"], "elsewhere/target");
        File.CreateSymbolicLink(folder["first"], "second");
        WholeFile.Write(folder["first"], "new").OrThrow();
        Assert.Equal("second", new FileInfo(folder["first"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(folder["elsewhere/target"]));
        Assert.Equal([folder["elsewhere/target"]], Directory.GetFileSystemEntries(folder["elsewhere"]));

        // A dangling link: writing creates the file that it points to.
        File.CreateSymbolicLink(folder["third"], "elsewhere/none");
        WholeFile.Write(folder["third"], "made").OrThrow();
        Assert.Equal("made", File.ReadAllText(folder["elsewhere/none"]));

        File.CreateSymbolicLink(folder["circle"], "circle");
        Assert.StartsWith("cannot write", Wrong(folder["circle"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_is_written_through()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has these devices.");
        Assert.Equal(FileKind.Stream, FileKinds.Of("/dev/null"));
        WholeFile.Write("/dev/null", "new").OrThrow();
        File.CreateSymbolicLink(folder["nothing"], "/dev/null");
        WholeFile.Write(folder["nothing"], "new").OrThrow();
        Assert.Equal(FileKind.Stream, FileKinds.Of("/dev/null"));
        Assert.Contains("No space left on device", Wrong("/dev/full"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_gets_the_bytes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has named pipes in folders.");
        using (var make = System.Diagnostics.Process.Start("mkfifo", folder["pipe"]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains(
            "no program reads this pipe",
            Assert.Throws<IOException>(() => OutputStream.Open(folder["pipe"], TimeSpan.Zero)).Message,
            StringComparison.Ordinal
        );
        var read = Task.Run(() => File.ReadAllText(folder["pipe"]), TestContext.Current.CancellationToken);
        WholeFile.Write(folder["pipe"], "through").OrThrow();
        Assert.Equal("through", await read);

        // What is tried first stays open, so that the reader does not end before it is written.
        read = Task.Run(() => File.ReadAllText(folder["pipe"]), TestContext.Current.CancellationToken);
        WholeFile.Try(folder["pipe"]).OrThrow();
        Assert.False(read.IsCompleted);
        WholeFile.Write(folder["pipe"], "again").OrThrow();
        Assert.Equal("again", await read);
        Assert.Equal(FileKind.Stream, FileKinds.Of(folder["pipe"]));
    }

    [Theory]
    [InlineData("", "no name of a file")]
    [InlineData("a\0b", "no name of a file")]
    [InlineData("inner", "it is a folder, not a file")]
    [InlineData("inner/", "it is a folder, not a file")]
    [InlineData("none/file", "there is no folder")]
    public void What_can_be_no_file_is_refused(string name, string says)
    {
        Directory.CreateDirectory(folder["inner"]);
        Assert.Contains(says, Wrong(name.Length == 0 ? name : folder[name]), StringComparison.Ordinal);
    }

    [Fact]
    public void Rights_and_long_names_stay()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Rights are those of Unix.");
            return;
        }

        var file = folder[new string('x', 250)];
        File.WriteAllText(file, "old");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        WholeFile.Write(file, "new").OrThrow();
        Assert.Equal("new", File.ReadAllText(file));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead,
            File.GetUnixFileMode(file)
        );
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Folders_of_others_with_such_names_stay()
    {
        Directory.CreateDirectory(folder["state.backup.part"]);
        File.WriteAllText(folder["state.0123456789abcdefg.data"], "mine");
        WholeFile.Write(folder["state"], "new").OrThrow();
        Assert.True(Directory.Exists(folder["state.backup.part"]));
        Assert.True(File.Exists(folder["state.0123456789abcdefg.data"]));
    }

    private static string Wrong(string path) =>
        WholeFile
            .Write(path, "new")
            .Match(_ => throw new Xunit.Sdk.XunitException("it is written"), error => error.Message);
}
