using System.IO.Enumeration;

namespace FunctionalNet.Cli.Commands;

/// <summary>What <c>fnet fit</c> is told.</summary>
internal sealed record FineTuning
{
    public required string Model { get; init; }

    public required FileSystemInfo Data { get; init; }

    public required string? Target { get; init; }

    public required bool DecimalComma { get; init; }

    public required Loss Loss { get; init; }

    public required Transform Optimizer { get; init; }

    public required int Epochs { get; init; }

    public required int Batch { get; init; }

    public required string Out { get; init; }

    public required IReadOnlyList<string> Frozen { get; init; }

    public required double HeldOut { get; init; }

    public required string Log { get; init; }

    public required Key Key { get; init; }

    /// <summary>Gets a value indicating whether the right answers are labels of classes.</summary>
    public bool TakesLabels => Loss is SoftmaxCrossEntropy;

    /// <summary>Whether a parameter stays as it is.</summary>
    public bool IsFrozen(string path) => Frozen.Any(name => Matches(name, path));

    /// <summary>The first name of what stays as it is that no parameter has; null where there is none.</summary>
    public string? Unknown(IEnumerable<string> paths) =>
        Frozen.FirstOrDefault(name => !paths.Any(path => Matches(name, path)));

    private static bool Matches(string name, string path) =>
        FileSystemName.MatchesSimpleExpression(name, path, ignoreCase: false);
}
