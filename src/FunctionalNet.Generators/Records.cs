using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FunctionalNet.Generators;

/// <summary>
/// Generates members of partial records: properties that are checked, also in a <c>with</c>, parts, text, equality of lists, factory, and
/// the table of all factories, which calls them from text.
/// </summary>
[Generator]
public sealed class Records : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var records = context
            .SyntaxProvider.CreateSyntaxProvider(
                (node, _) => Declared.MayBe(node),
                (found, _) => Declared.Of((RecordDeclarationSyntax)found.Node, found.SemanticModel)?.Code()
            )
            .Where(record => record is not null);
        context.RegisterSourceOutput(
            records,
            (output, record) => output.AddSource($"{record!.Name}.g.cs", record.Code)
        );
        var table = records
            .Select((record, _) => record!.Entry)
            .Where(entry => entry.Length > 0)
            .Collect()
            .Combine(context.CompilationProvider.Select((compilation, _) => CallTable.Of(compilation)));
        context.RegisterSourceOutput(
            table,
            (output, found) =>
            {
                if (found.Right is { } rest)
                {
                    output.AddSource("Calls.g.cs", rest.With(found.Left));
                }
            }
        );
    }
}
