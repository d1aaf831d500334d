using FunctionalNet.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FunctionalNet.Tests.Structure;

/// <summary>A project of this repository as the build compiles it: its files, implicit usings and generators.</summary>
internal static class Sources
{
    // What the build adds: implicit usings.
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // Documentation is read too, so that what it lacks is told.
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    /// <summary>A file by its text; its path is what errors name.</summary>
    public static SyntaxTree File(string text, string path, CancellationToken stop) =>
        CSharpSyntaxTree.ParseText(text, Options, path, cancellationToken: stop);

    /// <summary>The files of a project, by their paths in its folder.</summary>
    public static SyntaxTree[] Of(string folder, CancellationToken stop) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path).Replace('\\', '/')))
                .Where(file => file.Name.Split('/')[0] is not ("bin" or "obj"))
                .OrderBy(file => file.Path, StringComparer.Ordinal)
                .Select(file => File(System.IO.File.ReadAllText(file.Path), file.Name, stop)),
        ];

    /// <summary>Files compiled together, with what generators write for them.</summary>
    public static Compilation Compiled(string name, IEnumerable<SyntaxTree> files, CancellationToken stop)
    {
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("FunctionalNet", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var written = CSharpCompilation.Create(
            name,
            [File(Usings, string.Empty, stop), .. files],
            assemblies,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
        CSharpGeneratorDriver
            .Create(
                [new Records().AsSourceGenerator(), new Implementations().AsSourceGenerator()],
                parseOptions: Options
            )
            .RunGeneratorsAndUpdateCompilation(written, out var compilation, out _, stop);
        return compilation;
    }
}
