namespace FunctionalNet.Conformance.Differential;

/// <summary>What became of a case.</summary>
internal enum Outcome
{
    /// <summary>Every executor, and every file written from it, gives what ONNX Runtime gives.</summary>
    Agrees,

    /// <summary>It is refused, for a reason that <see cref="Refusals"/> declares.</summary>
    Declared,

    /// <summary>Both refuse it.</summary>
    RefusedByBoth,

    /// <summary>ONNX Runtime refuses it, so that nothing is known but that this library's executors agree with each other.</summary>
    NotJudged,

    /// <summary>ONNX Runtime deviates from ONNX's text, as <see cref="Deviations"/> declares.</summary>
    JudgeDeviates,

    /// <summary>ONNX Runtime's process died of it.</summary>
    JudgeDied,

    /// <summary>It is refused, though ONNX Runtime runs it.</summary>
    RefusedWrongly,

    /// <summary>The numbers, shapes or types differ.</summary>
    Differs,

    /// <summary>An exception that is none of those that say what is wrong with a file, or the end of the process.</summary>
    Crashes,

    /// <summary>It takes more than ten seconds.</summary>
    Hangs,
}

/// <summary>A case and what became of it.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Origin">Where the case comes from: its operator.</param>
/// <param name="Detail">What differs, or why it was refused.</param>
internal sealed record Finding(Outcome Outcome, string Origin, string Detail)
{
    /// <summary>Gets a value indicating whether something is wrong with this library.</summary>
    public bool IsFault => Outcome >= Outcome.RefusedWrongly;

    /// <summary>Whether another finding is of the same stage, and of shapes, types or numbers as this one.</summary>
    public bool IsLike(Finding other) =>
        Outcome == other.Outcome && Word(Detail) == Word(other.Detail) && Subject(Detail) == Subject(other.Detail);

    /// <summary>Gets what findings of one kind have in common: all but the numbers.</summary>
    public string Kind
    {
        get
        {
            var words = new System.Text.StringBuilder();
            foreach (var letter in Detail)
            {
                if (!char.IsAsciiDigit(letter))
                {
                    words.Append(letter);
                }
                else if (words.Length == 0 || words[^1] != '#')
                {
                    words.Append('#');
                }
            }

            var text = words.Replace("-#", "#").Replace("#.#", "#").Replace("#E#", "#").Replace("#E+#", "#").ToString();
            return $"{Outcome} {Origin}: {text[..Math.Min(text.Length, 160)]}";
        }
    }

    private static string Word(string text) => text.Split(':')[0];

    private static string Subject(string text) =>
        text.Contains("its shape", StringComparison.Ordinal) ? "shape"
        : text.Contains("its type", StringComparison.Ordinal) ? "type"
        : text.Contains("element", StringComparison.Ordinal) ? "number"
        : text.Contains("refuses", StringComparison.Ordinal) ? "refusal"
        : string.Empty;
}
