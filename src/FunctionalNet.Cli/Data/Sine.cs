namespace FunctionalNet.Cli.Data;

/// <summary>Pieces of sine waves of many periods, and the next value of each: inputs [2000, 24, 1], targets [2000, 1].</summary>
internal static class Sine
{
    private const int Count = 2_000;
    private const int Length = 24;

    /// <summary>Generates them; always the same.</summary>
    public static Dataset<float> Draw()
    {
        var (periods, phases) = (new double[Count], new double[Count]);
        ((Key)0).Split("periods").Uniform<double>(periods);
        ((Key)0).Split("phases").Uniform<double>(phases);
        var (inputs, targets) = (new float[Count * Length], new float[Count]);
        for (var i = 0; i < Count; i++)
        {
            for (var t = 0; t < Length; t++)
            {
                inputs[(i * Length) + t] = Wave(i, t);
            }

            targets[i] = Wave(i, Length);
        }

        return new(new(new(Count, Length, 1), inputs), new(new(Count, 1), targets));

        // Between 8 and 40 points per period.
        float Wave(int i, int t) => (float)Math.Sin(2 * Math.PI * ((t / (8 + (32 * periods[i]))) + phases[i]));
    }
}
