namespace FunctionalNet.Cli.Data;

/// <summary>The text of tokens that come one by one, where a character may be made of several.</summary>
internal sealed class DecodedText(ITokenizer tokenizer)
{
    // A character has four bytes at most.
    private const int Longest = 4;
    private const char Unfinished = '\uFFFD';

    private readonly List<int> open = [];

    /// <summary>What a token adds to the text; nothing while a character is not whole.</summary>
    public string Add(int token)
    {
        open.Add(token);
        var text = tokenizer.Decode([.. open]);
        return text.EndsWith(Unfinished) && open.Count < Longest ? string.Empty : Rest();
    }

    /// <summary>What is left in the end.</summary>
    public string Rest()
    {
        var text = tokenizer.Decode([.. open]);
        open.Clear();
        return text;
    }
}
