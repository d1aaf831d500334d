using FunctionalNet.Analyzers;
using FunctionalNet.Tests.Documentation;
using Microsoft.CodeAnalysis;
using Xunit;

namespace FunctionalNet.Tests.Analyzers;

/// <summary>The analyzers report each mistake where it is made and stay silent on correct code.</summary>
public class AnalyzersTests
{
    private const string Usings = """
        using FunctionalNet;
        using static FunctionalNet.Net;

        """;

    [Theory]
    // FNET0001: the result is discarded, so an error goes unnoticed.
    [InlineData("FNET0001", """Npy.Save("a.npy", Tensor.Vector(1f));""")]
    [InlineData("FNET0001", """Action save = () => Npy.Save("a.npy", Tensor.Vector(1f));""")]
    [InlineData("FNET0001", """var never = Npy.Load<float>("a.npy");""")]
    [InlineData("FNET0001", """Npy.Load<float>("a.npy").Map(read => read.Shape);""")]
    [InlineData("FNET0001", """await Task.FromResult(1); Npy.Load<float>("a.npy").ToOption();""")]
    // FNET0002: the text shows the Either, not the value in it.
    [InlineData("FNET0002", """Console.WriteLine(Npy.Load<float>("a.npy"));""")]
    [InlineData("FNET0002", """var read = Npy.Load<float>("a.npy"); Console.WriteLine("{0}", read);""")]
    [InlineData("FNET0002", """var text = $"{Npy.Load<float>("a.npy").Map(read => read.Shape)}";""")]
    [InlineData("FNET0002", """var text = "read " + Npy.Load<float>("a.npy");""")]
    [InlineData("FNET0002", """var text = Npy.Load<float>("a.npy").ToString();""")]
    [InlineData("FNET0002", """var text = "read "; text += Npy.Load<float>("a.npy");""")]
    [InlineData("FNET0002", """Console.WriteLine("{0} {1} {2} {3}", 1, 2, 3, Npy.Load<float>("a.npy"));""")]
    [InlineData("FNET0002", """var text = string.Join(", ", 1, Npy.Load<float>("a.npy"), 3);""")]
    [InlineData(
        "FNET0002",
        """var text = string.Format(null, "{0} {1} {2} {3}", 1, 2, Npy.Load<float>("a.npy"), 4);"""
    )]
    [InlineData("FNET0002", """var text = string.Create(null, $"read {Npy.Load<float>("a.npy")}");""")]
    [InlineData(
        "FNET0002",
        """var text = new System.Text.StringBuilder($"a").Append($"{Npy.Load<float>("a.npy")}");"""
    )]
    [InlineData(
        "FNET0002",
        """using var text = new StreamWriter("a.txt"); text.WriteLine("{0}", Npy.Load<float>("a.npy"));"""
    )]
    [InlineData(
        "FNET0002",
        """
            var training = Training.Of(Dense(3), SoftmaxCrossEntropy(), Adam(1e-3));
            var data = new Dataset<float>(Tensor.Zeros<float>(new(2, 4)), Tensor.Vector<float>(0, 1));
            foreach (var now in training.FitEpochs(training.Init(1, new(4)), data.Batches(1), new() { Epochs = 1 })) { Console.WriteLine(now); }
            """
    )]
    // FNET0003: an Either is used as if it were the value in it.
    [InlineData("FNET0003", """var shape = Npy.Load<float>("a.npy").Shape;""")]
    [InlineData("FNET0003", """var read = Npy.Load<float>("a.npy"); var shape = read.Shape;""")]
    [InlineData("FNET0003", """Tensor<float> read = Npy.Load<float>("a.npy");""")]
    [InlineData("FNET0003", """var read = new Dataset<float>(Npy.Load<float>("a.npy"), Tensor.Vector(1f));""")]
    [InlineData(
        "FNET0003",
        """float Sum(Tensor<float> x) => x[0]; Npy.Load<float>("a.npy").OrThrow(); Tensor<float> Read() => Npy.Load<float>("a.npy");"""
    )]
    // FNET0005: a list is passed where a shape is expected, or a shape where a list is.
    [InlineData("FNET0005", """var model = Model.Init<float>(Conv2d(3, 3), input: (1, 28, 28), key: 1);""")]
    [InlineData("FNET0005", """var zeros = Tensor.Zeros<float>([2, 3]);""")]
    [InlineData("FNET0005", """var zeros = Tensor.Zeros<float>(2, 3);""")]
    [InlineData("FNET0005", """var zeros = Tensor.Zeros<float>(new(2, 3)).Reshape((3, 2));""")]
    [InlineData("FNET0005", """Layer part = Conv2d(8, [3, 5]);""")]
    [InlineData("FNET0005", """Layer part = Reshape((1, 28, 28));""")]
    [InlineData("FNET0005", """Layer part = Pad(before: 1, after: [1, 1]);""")]
    [InlineData("FNET0005", """Loss loss = SoftmaxCrossEntropy(weights: [1, 2, 5]);""")]
    [InlineData("FNET0005", """var mean = Expr.Input("x", new(2, 3)).ReduceMean((0, 1));""")]
    public async Task A_mistake_is_told(string id, string statements)
    {
        var found = Assert.Single(await Analyzed.Of(Usings + statements));
        Assert.Equal(id, found.Id);
    }

    [Theory]
    [InlineData("""Npy.Save("a.npy", Tensor.Vector(1f)).OrThrow();""")]
    [InlineData("""_ = Npy.Save("a.npy", Tensor.Vector(1f));""")]
    [InlineData("""var read = Npy.Load<float>("a.npy"); if (read.IsLeft) { return; }""")]
    [InlineData(
        """Console.WriteLine(Npy.Load<float>("a.npy").Match(read => $"{read.Shape}", error => error.Message));"""
    )]
    [InlineData("""Console.WriteLine($"{Npy.Load<float>("a.npy").OrThrow().Shape} {LanguageExt.Prelude.Some(1)}");""")]
    [InlineData("""var text = "read "; text += Npy.Load<float>("a.npy").OrThrow(); var sum = 1; sum += 2;""")]
    [InlineData("""var text = string.Create(null, $"{Npy.Load<float>("a.npy").OrThrow().Shape, 3:N} {1}");""")]
    [InlineData("""LanguageExt.Either<string, int> other = 3; Console.WriteLine(other); other.Map(x => x);""")]
    [InlineData("""Layer Dense(int units) => Net.Dense(units); var model = Model.Init<float>(Dense(3), new(4), 1);""")]
    [InlineData("""var unknown = Nothing(3); var missing = Dense(); var wrong = Dense("many");""")]
    public async Task What_is_right_or_not_the_library_s_is_left_alone(string statements) =>
        Assert.Empty(await Analyzed.Of(Usings + statements));

    [Fact]
    public async Task A_forgotten_using_is_told_once_in_a_file_and_at_its_first_name()
    {
        var found = Assert.Single(
            await Analyzed.Of("using FunctionalNet;\nLayer model = Nothing(1) >> Dense(32) >> Relu();\n")
        );
        Assert.Equal(Rules.UsingIsMissing, found.Descriptor);
        Assert.StartsWith("'Dense' is a member", found.GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_each_mistake_with_its_message()
    {
        var page = Pages.Read(Rules.Page);
        var sections = page.Split("\n## ").Skip(1).ToArray();
        Assert.Equal(
            Analyzed.Descriptors.Select(one => one.Id),
            sections.Select(section => section.Split('\n')[0]),
            StringComparer.Ordinal
        );
        var before = Pages.Fences(page)[0].Groups["code"].Value;
        foreach (var section in sections)
        {
            var fences = Pages.Fences(section);
            var mistake = fences[0].Groups["code"].Value;
            Assert.Equal("cs", fences[0].Groups["language"].Value);
            var program = mistake.StartsWith("using", StringComparison.Ordinal) ? mistake : before + mistake;
            var found = Assert.Single(await Analyzed.Of(program));
            Assert.StartsWith(found.Id, section, StringComparison.Ordinal);
            Assert.Equal(fences[1].Groups["code"].Value.Trim(), found.GetMessage(null));

            // A path of the repository would lead users of the package nowhere.
            Assert.Empty(found.Descriptor.HelpLinkUri);
        }
    }
}
