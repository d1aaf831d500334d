namespace FunctionalNet.Cli.Data;

/// <summary>Decodes a stream of tokens to text; a character may consist of several tokens.</summary>
internal sealed class DecodedText(ITokenizer tokenizer)
{
    // A character has at most four bytes.
    private const int Longest = 4;
    private const char Unfinished = '\uFFFD';

    private readonly List<int> open = [];

    /// <summary>The text that a token completes; empty while a character is incomplete.</summary>
    public string Add(int token)
    {
        open.Add(token);
        var text = tokenizer.Decode([.. open]);
        return text.EndsWith(Unfinished) && open.Count < Longest ? string.Empty : Rest();
    }

    /// <summary>The remaining text at the end.</summary>
    public string Rest()
    {
        var text = tokenizer.Decode([.. open]);
        open.Clear();
        return text;
    }
}
