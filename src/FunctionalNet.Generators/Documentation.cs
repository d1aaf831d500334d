using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FunctionalNet.Generators;

/// <summary>The documentation of a type, for code generated from it. Missing parts are those of the base type.</summary>
internal sealed class Documentation
{
    private readonly List<(string Tag, string Name, string Text)> parts;

    private Documentation(List<(string Tag, string Name, string Text)> parts) => this.parts = parts;

    /// <summary>The documentation of a type and of its constructor, if that is separate.</summary>
    public static Documentation Of(INamedTypeSymbol type, IMethodSymbol? constructor, Compilation compilation) =>
        new([
            .. new ISymbol?[] { type, constructor }
                .Concat(type.Bases())
                .OfType<ISymbol>()
                .SelectMany(symbol => symbol.DeclaringSyntaxReferences)
                .Select(place => place.GetSyntax())
                .Where(node => node is TypeDeclarationSyntax or ConstructorDeclarationSyntax)
                .SelectMany(node => Read(node, compilation)),
        ]);

    /// <summary>Its summary, for a member of the same name.</summary>
    public string Summary() => Lines("summary", string.Empty, Text("summary", string.Empty));

    /// <summary>The documentation of a parameter, as the summary of its property.</summary>
    public string Property(Member member) => Lines("summary", string.Empty, Text("param", member.Documented));

    /// <summary>The documentation of a parameter, as a parameter of a factory.</summary>
    public string Parameter(Member member) =>
        Lines("param", $" name=\"{member.Argument.TrimStart('@')}\"", Text("param", member.Documented));

    /// <summary>An example; empty if there is none.</summary>
    public string Example() => Lines("example", string.Empty, Text("example", string.Empty));

    private string? Text(string tag, string name) =>
        parts.Where(part => part.Tag == tag && part.Name == name).Select(part => part.Text).FirstOrDefault();

    private static string Lines(string tag, string attributes, string? text) =>
        text is null
            ? string.Empty
            : string.Concat(
                $"<{tag}{attributes}>{text}</{tag}>".Split('\n').Select(line => $"/// {line}".TrimEnd() + "\n")
            );

    private static IEnumerable<(string Tag, string Name, string Text)> Read(SyntaxNode node, Compilation compilation) =>
        from trivia in node.GetLeadingTrivia()
        where trivia.HasStructure
        let comment = trivia.GetStructure() as DocumentationCommentTriviaSyntax
        where comment is not null
        from element in comment.Content.OfType<XmlElementSyntax>()
        where element.StartTag.Name.ToString() is "summary" or "param" or "example"
        let name = element.StartTag.Attributes.OfType<XmlNameAttributeSyntax>().FirstOrDefault()?.Identifier.ToString()
        select (element.StartTag.Name.ToString(), name ?? string.Empty, Inner(element, compilation));

    // Names are resolved where they occur, and parameters get their names in a factory.
    private static string Inner(XmlElementSyntax element, Compilation compilation)
    {
        var text = new StringBuilder(element.Content.ToFullString());
        var start = element.Content.FullSpan.Start;
        var model = compilation.GetSemanticModel(element.SyntaxTree);
        foreach (var attribute in element.DescendantNodes(_ => true).OfType<XmlAttributeSyntax>().Reverse())
        {
            var (name, written) = attribute switch
            {
                XmlCrefAttributeSyntax cref => ((SyntaxNode)cref.Cref, Resolved(cref.Cref, model)),
                XmlNameAttributeSyntax { Parent: XmlEmptyElementSyntax } parameter => (
                    parameter.Identifier,
                    Names.Camel(parameter.Identifier.ToString())
                ),
                _ => (attribute, null),
            };
            if (written is not null && name.Span.Start >= start)
            {
                text.Remove(name.Span.Start - start, name.Span.Length).Insert(name.Span.Start - start, written);
            }
        }

        return string.Join("\n", text.ToString().Replace("\r", string.Empty).Split('\n').Select(Plain));
    }

    // A line without the documentation prefix.
    private static string Plain(string line)
    {
        var trimmed = line.TrimStart();
        return !trimmed.StartsWith("///", StringComparison.Ordinal) ? line
            : trimmed.StartsWith("/// ", StringComparison.Ordinal) ? trimmed.Substring("/// ".Length)
            : trimmed.Substring("///".Length);
    }

    private static string? Resolved(CrefSyntax cref, SemanticModel model)
    {
        var info = model.GetSymbolInfo(cref);
        return (info.Symbol ?? info.CandidateSymbols.FirstOrDefault())?.OriginalDefinition.GetDocumentationCommentId();
    }
}
