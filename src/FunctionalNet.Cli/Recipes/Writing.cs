namespace FunctionalNet.Cli.Recipes;

/// <summary>What a model of text writes in the end, for people to read.</summary>
internal sealed record Writing
{
    // A token at a time: more would take days.
    private const int MaxTokens = 1_000_000;

    /// <summary>Gets how many samples; 0 for none.</summary>
    public int Samples { get; init; } = 2;

    /// <summary>Gets how many tokens a sample has.</summary>
    public int Length { get; init; } = 240;

    /// <summary>Gets how bold it is: 1 draws as the model says, less prefers what is likely, 0 takes the likeliest.</summary>
    public double Temperature { get; init; } = 0.7;

    /// <summary>Gets what it goes on from; the beginning of what is held out if absent.</summary>
    public string? Start { get; init; }

    /// <summary>Gets what is wrong with it; null if nothing is.</summary>
    internal string? Wrong =>
        Samples < 0 || Length < 1 ? "writing has 0 samples or more, of a length of at least 1"
        : (long)Samples * Length > MaxTokens
            ? FormattableString.Invariant(
                $"writing has at most {MaxTokens:N0} tokens, not {Samples:N0} samples of {Length:N0}"
            )
        : double.IsNaN(Temperature) || Temperature < 0 ? "the temperature of writing is 0 or more"
        : Start?.Length == 0 ? "writing starts with one character at least"
        : null;
}
