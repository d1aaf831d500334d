using System.CommandLine;
using System.CommandLine.Parsing;

namespace FunctionalNet.Cli.Commands;

/// <summary>Options that are given twice, which is an error: only one value can be meant.</summary>
internal static class RepeatedOptions
{
    /// <summary>The errors in the arguments for that reason.</summary>
    public static IEnumerable<string> In(ParseResult arguments)
    {
        for (SymbolResult? at = arguments.CommandResult; at is CommandResult command; at = at.Parent)
        {
            foreach (var option in command.Children.OfType<OptionResult>())
            {
                if (option.IdentifierTokenCount > 1 && option.Option.Arity.MaximumNumberOfValues <= 1)
                {
                    yield return $"{option.Option.Name} is given {option.IdentifierTokenCount} times.";
                }
            }
        }
    }
}
