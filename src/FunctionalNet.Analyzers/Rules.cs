using Microsoft.CodeAnalysis;

namespace FunctionalNet.Analyzers;

/// <summary>The diagnostics, each with a section of its own in the documentation.</summary>
public static class Rules
{
    /// <summary>The page of the documentation, as a path in the repository.</summary>
    public const string Page = ".docs/analyzers.md";

    private const string Category = "Usage";

    /// <summary>Nobody looks at a result, so that its error is lost.</summary>
    public static readonly DiagnosticDescriptor Dropped = new(
        "FNET0001",
        "A result is dropped",
        "'{0}' gives {1}, and nobody looks at it, so that an error is lost: {2}, or discard it by '_ ='",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true
    );

    /// <summary>What is written is the wrapper, not the value.</summary>
    public static readonly DiagnosticDescriptor Printed = new(
        "FNET0002",
        "A result is printed without being opened",
        "'{0}' gives {1}, which is printed with its wrapper, and an error passes for a value: {2}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true
    );

    /// <summary>A result stands where its value is expected; it does not compile.</summary>
    public static readonly DiagnosticDescriptor UsedAsValue = new(
        "FNET0003",
        "A result is used as its value",
        "'{0}' gives {1}, which is not yet the value: {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true
    );

    /// <summary>A name of Net is called in a file that does not open Net; it does not compile.</summary>
    public static readonly DiagnosticDescriptor UsingIsMissing = new(
        "FNET0004",
        "using static FunctionalNet.Net is missing",
        "'{0}' is a member of FunctionalNet.Net: add 'using static FunctionalNet.Net;' at the top of the file",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true
    );

    /// <summary>One value, a tuple or several arguments stand where a list or a shape is expected; it does not compile.</summary>
    public static readonly DiagnosticDescriptor ListExpected = new(
        "FNET0005",
        "A list or a shape is expected",
        "A {0} is expected here: write {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true
    );
}
