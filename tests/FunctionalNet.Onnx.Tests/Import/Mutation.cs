namespace FunctionalNet.OnnxTests;

/// <summary>Mutates files for fuzzing.</summary>
internal static class Mutation
{
    private const int MaxChanges = 5;
    private const int LongestHole = 63;

    /// <summary>Applies one to five changes: a byte replaced, a bit flipped, a byte removed, a byte inserted, or a range removed.</summary>
    public static byte[] Of(byte[] original, Random random)
    {
        var mutant = original.ToList();
        for (var changes = random.Next(1, MaxChanges + 1); changes > 0 && mutant.Count > 0; changes--)
        {
            var place = random.Next(mutant.Count);
            switch (random.Next(5))
            {
                case 0:
                    mutant[place] = (byte)random.Next(256);
                    break;
                case 1:
                    mutant[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    mutant.RemoveAt(place);
                    break;
                case 3:
                    mutant.Insert(place, (byte)random.Next(256));
                    break;
                default:
                    mutant.RemoveRange(place, Math.Min(mutant.Count - place, random.Next(LongestHole + 1)));
                    break;
            }
        }

        return [.. mutant];
    }
}
