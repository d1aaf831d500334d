using FunctionalNet.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FunctionalNet.Tests.Generators;

/// <summary>What the generators write from declarations, and what they leave to hand-written code.</summary>
public class GeneratorsTests
{
    // Stubs for the library types that the generators look up and the generated code uses.
    private const string Library = """
        namespace FunctionalNet;
        interface IComposed { }
        class CheckAttribute : System.Attribute { }
        class CountAttribute : CheckAttribute { }
        class AtLeastAttribute(double low) : CheckAttribute { }
        class MadeByAttribute(System.Type type) : System.Attribute { }
        class ForEachAttribute(System.Type face, string method) : System.Attribute { }
        public static partial class Net { }
        [MadeBy(typeof(Net))] public abstract record Layer : IComposed { }
        """;

    private static readonly CSharpParseOptions Options = CSharpParseOptions.Default.WithLanguageVersion(
        LanguageVersion.CSharp14
    );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_record_gets_its_factory_with_its_documentation()
    {
        var code = Written(
            """
            /// <summary>Like <see cref="Layer"/>.</summary>
            /// <param name="Units">How many.</param>
            /// <example><code>Wide(3)</code></example>
            public sealed partial record Wide([Count] int Units, bool Default = true) : Layer;
            """
        );
        Assert.Contains("public static Layer Wide(int units, bool @default = true)", code, StringComparison.Ordinal);
        Assert.Contains("""/// <param name="units">How many.</param>""", code, StringComparison.Ordinal);
        Assert.Contains("""Like <see cref="T:FunctionalNet.Layer"/>.""", code, StringComparison.Ordinal);
        Assert.Contains("/// <example><code>Wide(3)</code></example>", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Count] int Units", "field = Ranges.Count(value, name: nameof(Units))")]
    [InlineData("[AtLeast(4)] double Units", "field = Ranges.AtLeast(value, 4, name: nameof(Units))")]
    [InlineData(
        "[Count] int? Units",
        "field = value is { } givenUnits ? Ranges.Count(givenUnits, name: nameof(Units)) : null"
    )]
    [InlineData("Layer Units", "field = Nesting.Part(Ranges.Given(value, nameof(Units)))")]
    [InlineData("Layer? Units", "field = Nesting.Part(value)")]
    [InlineData("string Units", "field = Ranges.Given(value, nameof(Units))")]
    public void A_parameter_is_checked_by_its_attribute_and_its_type(string parameter, string check) =>
        Assert.Contains(
            check,
            Written($"public sealed partial record Wide({parameter}) : Layer;"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        "public sealed partial record Wide(int Units) : Layer; partial class Net { public static Layer Wide() => null!; }",
        "class Net"
    )]
    [InlineData("public sealed partial record Wide(int Units) : Layer { string Describe() => null!; }", "AsCall")]
    [InlineData("public sealed partial record Wide([Count] int Units) : Layer { int Units { get; } }", "Ranges")]
    [InlineData("public sealed record Wide([Count] int Units);", "Wide")]
    [InlineData("internal sealed partial record Wide(int Units) : Layer;", "class Net")]
    public void What_is_written_by_hand_is_left(string declaration, string absent) =>
        Assert.DoesNotContain(absent, Written(declaration), StringComparison.Ordinal);

    [Fact]
    public void A_record_that_should_be_partial_is_told_by_the_compiler()
    {
        CSharpGeneratorDriver
            .Create([new Records().AsSourceGenerator()], parseOptions: Options)
            .RunGeneratorsAndUpdateCompilation(
                Compiled("public sealed record Wide(int Units) : Layer;"),
                out var compilation,
                out _,
                Stop
            );
        Assert.Contains(compilation.GetDiagnostics(Stop), diagnostic => diagnostic.Id == "CS0260");
    }

    [Fact]
    public void Every_type_with_an_interface_is_listed_by_name()
    {
        var code = Written(
            """
            interface IOperator { }
            class Two : IOperator { }
            abstract class Any : IOperator { }
            class One : Any { class Inner : IOperator { } }
            static partial class All { [ForEach(typeof(IOperator), "Of")] internal static partial string[] Names(); }
            """
        );
        string[] lines =
        [
            .. code.Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.StartsWith("Of<", StringComparison.Ordinal)),
        ];
        Assert.Equal(
            [
                "Of<global::FunctionalNet.One>(),",
                "Of<global::FunctionalNet.One.Inner>(),",
                "Of<global::FunctionalNet.Two>(),",
            ],
            lines
        );
    }

    [Fact]
    public void An_edit_elsewhere_writes_nothing_anew()
    {
        var compilation = Compiled("public sealed partial record Wide([Count] int Units) : Layer;");
        var driver = CSharpGeneratorDriver.Create(
            [new Records().AsSourceGenerator(), new Implementations().AsSourceGenerator()],
            parseOptions: Options,
            driverOptions: new GeneratorDriverOptions(default, trackIncrementalGeneratorSteps: true)
        );
        var edited = compilation.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText("class Elsewhere { }", Options, cancellationToken: Stop)
        );
        var results = driver.RunGenerators(compilation, Stop).RunGenerators(edited, Stop).GetRunResult().Results;
        Assert.All(
            results
                .SelectMany(result => result.TrackedOutputSteps.Values)
                .SelectMany(steps => steps)
                .SelectMany(step => step.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason)
        );
    }

    private static string Written(string declarations)
    {
        var results = CSharpGeneratorDriver
            .Create(
                [new Records().AsSourceGenerator(), new Implementations().AsSourceGenerator()],
                parseOptions: Options
            )
            .RunGenerators(Compiled(declarations), Stop)
            .GetRunResult();
        Assert.All(results.Results, result => Assert.Null(result.Exception));
        return string.Concat(results.GeneratedTrees.Select(tree => $"{tree}"));
    }

    private static CSharpCompilation Compiled(string declarations) =>
        CSharpCompilation.Create(
            "Declarations",
            [
                CSharpSyntaxTree.ParseText(Library, Options, cancellationToken: Stop),
                CSharpSyntaxTree.ParseText(
                    $"#nullable enable\nnamespace FunctionalNet;\n{declarations}",
                    Options,
                    cancellationToken: Stop
                ),
            ],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
}
