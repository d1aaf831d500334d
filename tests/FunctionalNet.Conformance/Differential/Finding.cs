namespace FunctionalNet.Conformance.Differential;

/// <summary>The outcome of a case.</summary>
internal enum Outcome
{
    /// <summary>Every executor and every exported file agrees with ONNX Runtime.</summary>
    Agrees,

    /// <summary>This library refuses the case for a reason that <see cref="Refusals"/> declares.</summary>
    Declared,

    /// <summary>This library and ONNX Runtime both refuse the case.</summary>
    RefusedByBoth,

    /// <summary>ONNX Runtime refuses the case, so that only this library's executors could be compared with each other.</summary>
    NotJudged,

    /// <summary>ONNX Runtime deviates from ONNX's specification, as <see cref="Deviations"/> declares.</summary>
    JudgeDeviates,

    /// <summary>The case crashed ONNX Runtime's process.</summary>
    JudgeDied,

    /// <summary>This library refuses a case that ONNX Runtime runs.</summary>
    RefusedWrongly,

    /// <summary>The numbers, shapes or types differ.</summary>
    Differs,

    /// <summary>An undocumented exception, or a crash of the process.</summary>
    Crashes,

    /// <summary>The case exceeds the time limit.</summary>
    Hangs,
}

/// <summary>A case's outcome.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Origin">The origin of the case: its operator.</param>
/// <param name="Detail">The difference, or the reason for the refusal.</param>
internal sealed record Finding(Outcome Outcome, string Origin, string Detail)
{
    /// <summary>Gets a value indicating whether the finding is a bug of this library.</summary>
    public bool IsFault => Outcome >= Outcome.RefusedWrongly;

    /// <summary>Whether another finding has the same stage and concerns the same aspect: shapes, types or numbers.</summary>
    public bool IsLike(Finding other) =>
        Outcome == other.Outcome && Word(Detail) == Word(other.Detail) && Subject(Detail) == Subject(other.Detail);

    /// <summary>Gets the detail without its digits, by which findings are grouped.</summary>
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
