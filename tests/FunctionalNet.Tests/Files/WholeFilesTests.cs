using Xunit;

namespace FunctionalNet.Tests.Files;

/// <summary>Files that belong together are replaced together.</summary>
public sealed class WholeFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_are_old_until_all_are_written()
    {
        string[] names = ["first", "second"];
        Array.ForEach(names, name => File.WriteAllText(folder[name], "old"));
        WholeFile.WriteAll([.. names.Select(name => (folder[name], (Action<Stream>)Write))]).OrThrow();
        Assert.All(names, name => Assert.Equal("n", File.ReadAllText(folder[name])));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);

        void Write(Stream stream)
        {
            stream.WriteByte((byte)'n');
            Assert.All(names, name => Assert.Equal("old", File.ReadAllText(folder[name])));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void All_stay_if_one_cannot_be_written(int wrong)
    {
        string[] names = ["first", "second"];
        Array.ForEach(names, name => File.WriteAllText(folder[name], "old"));
        var error = WholeFile
            .WriteAll([
                .. names.Select(
                    (name, place) =>
                        (
                            folder[name],
                            (Action<Stream>)(
                                stream =>
                                {
                                    stream.WriteByte(1);
                                    if (place == wrong)
                                    {
                                        throw new IOException("the disk is full");
                                    }
                                }
                            )
                        )
                ),
            ])
            .LeftAsEnumerable()
            .Single();
        Assert.Equal($"cannot write {folder[names[wrong]]}: the disk is full", error.Message);
        Assert.All(names, name => Assert.Equal("old", File.ReadAllText(folder[name])));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }
}
