namespace FunctionalNet;

/// <summary>Text as tokens, which are numbers from 0, and back.</summary>
public interface ITokenizer
{
    /// <summary>Gets the number of tokens.</summary>
    int Count { get; }

    /// <summary>The tokens of a text.</summary>
    /// <exception cref="ArgumentException">The text holds what has no token.</exception>
    int[] Encode(string text);

    /// <summary>The text of tokens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    string Decode(params int[] tokens);
}
