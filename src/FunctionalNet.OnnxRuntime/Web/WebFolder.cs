using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Web;

/// <summary>A folder for browsers: the page's own files, which are embedded in this library, the model and ONNX Runtime Web.</summary>
/// <param name="Path">The folder.</param>
internal sealed record WebFolder(string Path)
{
    private const string Prefix = "web/";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Gets the path of a file in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Creates the folder.</summary>
    public static Either<Error, WebFolder> Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Tried(
            path,
            () =>
            {
                Directory.CreateDirectory(System.IO.Path.Combine(path, "page"));
                Directory.CreateDirectory(System.IO.Path.Combine(path, WebRuntime.Folder));
                return new WebFolder(path);
            }
        );
    }

    /// <summary>Removes files of an earlier run.</summary>
    public Either<Error, Unit> Remove(params IEnumerable<string> names) =>
        Tried(
            Path,
            () =>
            {
                foreach (var name in names)
                {
                    File.Delete(this[name]);
                }

                return Unit.Default;
            }
        );

    /// <summary>Writes all but the model: ONNX Runtime Web, the page, and finally the manifest that refers to them.</summary>
    public Either<Error, WebReport> Write(JsonObject manifest, WebRuntime runtime)
    {
        var page = Page();
        var text = Encoding.UTF8.GetBytes($"{manifest.ToJsonString(Readable)}\n");
        var model = new FileInfo(this[manifest["file"]!.GetValue<string>()]).Length;
        return All(runtime.Contents.Select(file => ($"{WebRuntime.Folder}/{file.Key}", file.Value)))
            .Bind(_ => All(page))
            .Bind(_ => All([("model.json", text)]))
            .Map(_ => new WebReport(
                Path,
                manifest["form"]!["kind"]!.GetValue<string>(),
                model + text.Length + page.Sum(file => (long)file.Bytes.Length),
                runtime.Contents.Values.Sum(bytes => (long)bytes.Length),
                IsTraining: false
            ));
    }

    private static (string Name, byte[] Bytes)[] Page()
    {
        var assembly = typeof(WebFolder).Assembly;
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(name => (name[Prefix.Length..], Bytes(assembly, name))),
        ];
    }

    private static byte[] Bytes(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static Either<Error, T> Tried<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot write into {path}: {e.Message}");
        }
    }

    private Either<Error, Unit> All(IEnumerable<(string Name, byte[] Bytes)> files) =>
        files.Aggregate(
            Prelude.Right<Error, Unit>(Unit.Default),
            (before, file) => before.Bind(_ => WholeFile.Write(this[file.Name], stream => stream.Write(file.Bytes)))
        );
}
