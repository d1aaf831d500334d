using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FunctionalNet.Tests.Documentation;

/// <summary>Every example in the documentation compiles, so that it can be copied.</summary>
public class ExamplesTests
{
    // Declarations that the examples use without showing them.
    private const string Known = """
        using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading;
        using FunctionalNet; using FunctionalNet.Execution; using FunctionalNet.Verification; using static FunctionalNet.Net;
        using LanguageExt; using LanguageExt.Common; using Xunit;
        using Schedule = FunctionalNet.Schedule;
        #nullable disable
        public class Known
        {
            protected static Expr x, y, u, w, left, right, row, image, sides, scores, weight, bias, error;
            protected static Expr logits, logP, label, labels, prediction, inside, before, after, distances, mask;
            protected static Expr table, tokens, flat, column, zeros, ones, field, rate;
            protected static Expr query, queries, keys, matrices, online, target;
            protected static Layer model, layer, network, encoder, distance;
            protected static Loss loss, prior;
            protected static Scope scope;
            protected static Training<float> training;
            protected static TrainState<float> state, trained;
            protected static Dataset<float> digits, test, heldOut;
            protected static Batches<float> batches;
            protected static Expr images;
            protected static Tensor<float> predictions;
            protected static float[] pixels;
            protected static int batch;
            protected static OnnxPredictor predictor;
            protected static Decoder<float> decoder;
            protected static ITokenizer tokenizer;
            protected static Plan<float> plan;
            protected static Tensor<float>[] inputs;
        }

        public sealed record MyLayer(int Units) : Layer
        {
            public override Expr Apply(Scope scope, Expr x) => x;
        }

        """;

    private static readonly string[] Assemblies =
    [
        "FunctionalNet",
        "FunctionalNet.Images",
        "FunctionalNet.Mpi",
        "FunctionalNet.Onnx",
        "FunctionalNet.OnnxRuntime",
        "FunctionalNet.Verification",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_example_compiles()
    {
        var examples = Assemblies.SelectMany(Examples).ToArray();
        Assert.True(examples.Length > 80, $"only {examples.Length} examples were found");
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        var trees = examples.Select(
            (example, i) =>
                CSharpSyntaxTree.ParseText(Wrap(example.Code, i), options, example.Member, cancellationToken: Stop)
        );
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Examples",
            [CSharpSyntaxTree.ParseText(Known, options, cancellationToken: Stop), .. trees],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        var errors = compilation
            .GetDiagnostics(Stop)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => $"{diagnostic.Location.SourceTree?.FilePath}: {diagnostic.GetMessage(null)}");
        Assert.True(!errors.Any(), string.Join('\n', errors));
    }

    // An example is a type, statements, or an expression, which a comment may follow.
    private static string Wrap(string code, int number)
    {
        var usings = Known[..Known.IndexOf("public class", StringComparison.Ordinal)];
        if (code.StartsWith("public sealed record", StringComparison.Ordinal))
        {
            return $"{usings} namespace Example{number} {{ {code}\n }}";
        }

        if (code.StartsWith('['))
        {
            return $"{usings} public class Example{number} {{ {code}\n }}";
        }

        var isExpression = SyntaxFactory.ParseStatement($"{{ {code}\n }}").ContainsDiagnostics;
        var body = isExpression ? $"object result = {code}\n;" : code;
        var result = code.Contains("await ", StringComparison.Ordinal) ? "async System.Threading.Tasks.Task" : "void";
        return $"{usings} class Example{number} : Known {{ {result} Run() {{ {body}\n }} }}";
    }

    private static IEnumerable<(string Member, string Code)> Examples(string assembly) =>
        from member in XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml")).Descendants("member")
        from code in member.Descendants("code")
        select ((string)member.Attribute("name")!, code.Value.Trim());
}
