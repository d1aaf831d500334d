namespace FunctionalNet;

/// <summary>Encodes text as tokens, which are integers from 0, and decodes them.</summary>
public interface ITokenizer
{
    /// <summary>Gets the number of tokens.</summary>
    int Count { get; }

    /// <summary>Gets a value indicating whether the last token of each text is a special one that marks its end, as BERT's <c>[SEP]</c>.</summary>
    bool EndsTexts => false;

    /// <summary>The tokens of a text.</summary>
    /// <exception cref="ArgumentException">The text has a character without a token.</exception>
    int[] Encode(string text);

    /// <summary>The text of tokens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A token is out of range.</exception>
    string Decode(params int[] tokens);
}
