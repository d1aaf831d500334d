namespace FunctionalNet;

/// <summary>The best score so far, the lower the better, and how many there have been since.</summary>
/// <param name="Best">The best.</param>
/// <param name="Waited">How many since.</param>
internal readonly record struct Patience(double Best, int Waited)
{
    /// <summary>Gets what there is before the first score.</summary>
    public static Patience Start => new(double.PositiveInfinity, 0);

    /// <summary>What follows from another score.</summary>
    public Patience After(double score, double min = 0) => score < Best - min ? new(score, 0) : new(Best, Waited + 1);
}
