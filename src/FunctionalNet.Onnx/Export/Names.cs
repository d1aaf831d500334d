namespace FunctionalNet.Export;

/// <summary>Names that are given once: the wanted one, or with a number behind it.</summary>
internal sealed class Names
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    /// <summary>Takes a name as it is; false if it is taken.</summary>
    public bool Reserve(string name) => taken.Add(name);

    /// <summary>The wanted name if nobody has it, else <c>name_1</c>, <c>name_2</c>, ...</summary>
    public string Unique(string wanted)
    {
        if (taken.Add(wanted))
        {
            return wanted;
        }

        // Counting on from the last number keeps thousands of equal names linear.
        var number = numbers.GetValueOrDefault(wanted) + 1;
        while (!taken.Add($"{wanted}_{number}"))
        {
            number++;
        }

        numbers[wanted] = number;
        return $"{wanted}_{number}";
    }
}
