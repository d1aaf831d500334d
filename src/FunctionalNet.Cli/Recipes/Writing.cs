namespace FunctionalNet.Cli.Recipes;

/// <summary>The text generation of a language model at the end of a training.</summary>
internal sealed record Writing
{
    // One token at a time: more would take days.
    private const int MaxTokens = 1_000_000;

    /// <summary>Gets the number of samples; 0 for none.</summary>
    public int Samples { get; init; } = 2;

    /// <summary>Gets the number of tokens per sample.</summary>
    public int Length { get; init; } = 240;

    /// <summary>
    /// Gets the temperature: 1 samples from the model's distribution, less prefers likely tokens, 0 takes the most likely one.
    /// </summary>
    public double Temperature { get; init; } = 0.7;

    /// <summary>Gets the prompt; the beginning of the held-out text if absent.</summary>
    public string? Start { get; init; }

    /// <summary>Gets the error in it; null if there is none.</summary>
    internal string? Problem =>
        Samples < 0 || Length < 1 ? "writing has 0 samples or more, of a length of at least 1"
        : (long)Samples * Length > MaxTokens
            ? FormattableString.Invariant(
                $"writing has at most {MaxTokens:N0} tokens, not {Samples:N0} samples of {Length:N0}"
            )
        : double.IsNaN(Temperature) || Temperature < 0 ? "the temperature of writing is 0 or more"
        : Start?.Length == 0 ? "writing starts with one character at least"
        : null;
}
