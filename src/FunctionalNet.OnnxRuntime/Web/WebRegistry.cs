using System.ComponentModel;
using System.Diagnostics;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>
/// Downloads the archive of onnxruntime-web from the npm registry: by npm if installed, which knows the user's registry, proxy and
/// certificates, or over HTTPS from the registry in the environment variable <c>npm_config_registry</c>, else the public one.
/// </summary>
internal static class WebRegistry
{
    private const string Public = "https://registry.npmjs.org";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Downloads the archive into a temporary folder, and returns what is read from it.</summary>
    public static Either<Error, T> Fetch<T>(string cache, CancellationToken stop, Func<string, Either<Error, T>> read)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cache, $".fetch-{Path.GetRandomFileName()}")).FullName;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Longest);
        try
        {
            var archive = Path.Combine(folder, WebRuntime.Archive);
            return ByNpm(folder, limit.Token) is { } wrong ? Missing(wrong) : read(archive);
        }
        catch (OperationCanceledException)
        {
            return stop.IsCancellationRequested
                ? Error.New("stopped while onnxruntime-web was fetched")
                : Missing($"the registry has not answered within {Longest.TotalMinutes} minutes");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Error Missing(string why) =>
        Error.New(
            $"onnxruntime-web {WebRuntime.Version} cannot be fetched: {why}. Elsewhere 'npm pack onnxruntime-web@{WebRuntime.Version}' makes {WebRuntime.Archive}: give that file as the runtime"
        );

    // Null on success, else npm's message; without npm, that of HTTP.
    private static string? ByNpm(string folder, CancellationToken stop)
    {
        try
        {
            using var npm = Process.Start(
                new ProcessStartInfo(
                    OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                    [
                        "pack",
                        $"onnxruntime-web@{WebRuntime.Version}",
                        "--silent",
                        "--loglevel=error",
                        "--fetch-retries=1",
                        "--pack-destination",
                        folder,
                    ]
                )
                {
                    WorkingDirectory = folder,
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            using var kill = stop.Register(() => npm.Kill(entireProcessTree: true));
            var told = npm.StandardError.ReadToEndAsync(CancellationToken.None);
            _ = npm.StandardOutput.ReadToEnd();
            npm.WaitForExit();
            stop.ThrowIfCancellationRequested();
            return npm.ExitCode == 0 ? null : $"npm: {FirstLine(told.Result, npm.ExitCode)}";
        }
        catch (Win32Exception)
        {
            return ByHttp(Path.Combine(folder, WebRuntime.Archive), stop);
        }
    }

    private static string FirstLine(string text, int code) =>
        text.Split('\n')
            .Select(line => line.Replace("npm error ", string.Empty, StringComparison.Ordinal).Trim())
            .LastOrDefault(line => line.Length > 0)
        ?? $"it ended with {code}";

    private static string? ByHttp(string archive, CancellationToken stop)
    {
        var registry = Environment.GetEnvironmentVariable("npm_config_registry") is { Length: > 0 } said
            ? said
            : Public;
        var address = $"{registry.TrimEnd('/')}/onnxruntime-web/-/{WebRuntime.Archive}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return $"npm_config_registry is no address: {registry}";
        }

        try
        {
            using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            using var answer = client.Send(new(HttpMethod.Get, uri), HttpCompletionOption.ResponseHeadersRead, stop);
            if (!answer.IsSuccessStatusCode)
            {
                return $"{address} answers {(int)answer.StatusCode}";
            }

            using var body = answer.Content.ReadAsStream(stop);
            using var file = File.Create(archive);
            body.CopyToAsync(file, stop).GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return $"{address}: {e.Message}";
        }
    }
}
