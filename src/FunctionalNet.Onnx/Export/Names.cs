namespace FunctionalNet.Export;

/// <summary>Unique names: the requested one, or with a numeric suffix.</summary>
internal sealed class Names
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    /// <summary>Reserves a name; false if it is taken.</summary>
    public bool Reserve(string name) => taken.Add(name);

    /// <summary>The requested name if it is free, else <c>name_1</c>, <c>name_2</c>, ...</summary>
    public string Unique(string wanted)
    {
        if (taken.Add(wanted))
        {
            return wanted;
        }

        // Counting on from the last suffix keeps thousands of equal names linear.
        var number = numbers.GetValueOrDefault(wanted) + 1;
        while (!taken.Add($"{wanted}_{number}"))
        {
            number++;
        }

        numbers[wanted] = number;
        return $"{wanted}_{number}";
    }
}
