using System.Xml.Linq;

namespace FunctionalNet.Cli.Tests.Lectures;

/// <summary>Fixture: the page that <c>fnet lectures</c> writes, shared by all tests.</summary>
public sealed class LecturesPage : IAsyncLifetime
{
    public static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public Folder Folder { get; } = new();

    public string Printed { get; private set; } = string.Empty;

    public string Text { get; private set; } = string.Empty;

    /// <summary>Gets the page as XML.</summary>
    public XElement Page => XElement.Parse(Text[Text.IndexOf("<html", StringComparison.Ordinal)..]);

    public async ValueTask InitializeAsync()
    {
        var run = await Tool.Run(Folder.Path, "lectures", "--out", "new/page.html").ConfigureAwait(false);
        Printed = run.Succeeded().Output;
        Text = await File.ReadAllTextAsync(Folder["new/page.html"]).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
