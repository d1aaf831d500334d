using System.Net;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Web;

/// <summary>Serves the files of a folder to browsers on this machine only.</summary>
internal sealed class WebServer : IDisposable
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".mjs"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
        [".wasm"] = "application/wasm",
        [".txt"] = "text/plain; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
    };

    private readonly HttpListener listener;
    private readonly string root;

    private WebServer(HttpListener listener, string root, string address) =>
        (this.listener, this.root, Address) = (listener, root, address);

    /// <summary>Gets its address.</summary>
    public string Address { get; }

    /// <summary>Starts listening.</summary>
    public static Either<Error, WebServer> Start(string folder, int port)
    {
        var opened = new HttpListener();
        opened.Prefixes.Add(FormattableString.Invariant($"http://localhost:{port}/"));
        opened.Prefixes.Add(FormattableString.Invariant($"http://127.0.0.1:{port}/"));
        try
        {
            opened.Start();
            return new WebServer(
                opened,
                Path.GetFullPath(folder),
                FormattableString.Invariant($"http://localhost:{port}/")
            );
        }
        catch (HttpListenerException e)
        {
            opened.Close();
            return Error.New(
                FormattableString.Invariant(
                    $"the page is written, but cannot be served on port {port}: {e.Message}; take another --port"
                )
            );
        }
    }

    /// <summary>Answers requests until it is cancelled.</summary>
    public async Task Run(CancellationToken stop)
    {
        using var ending = stop.Register(listener.Stop);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var request = await listener.GetContextAsync().ConfigureAwait(false);
                _ = Task.Run(() => Answer(request), CancellationToken.None);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Close();

    // A browser that disconnects is no error.
    private void Answer(HttpListenerContext context)
    {
        try
        {
            using var response = context.Response;
            if (Asked(context.Request) is not { } file)
            {
                response.StatusCode = (int)HttpStatusCode.NotFound;
                return;
            }

            response.ContentType = Types.GetValueOrDefault(Path.GetExtension(file), "application/octet-stream");
            response.AddHeader("Cache-Control", "no-cache");
            response.AddHeader("X-Content-Type-Options", "nosniff");
            using var stream = File.OpenRead(file);
            response.ContentLength64 = stream.Length;
            if (context.Request.HttpMethod != "HEAD")
            {
                stream.CopyTo(response.OutputStream);
            }
        }
        catch (Exception e)
            when (e is HttpListenerException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            context.Response.Abort();
        }
    }

    // Only files within the folder.
    private string? Asked(HttpListenerRequest request)
    {
        var name = Uri.UnescapeDataString(request.Url?.AbsolutePath ?? "/").TrimStart('/');
        var file = Path.GetFullPath(Path.Combine(root, name.Length == 0 ? "index.html" : name));
        return
            request.HttpMethod is "GET" or "HEAD"
            && file.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            && File.Exists(file)
            ? file
            : null;
    }
}
