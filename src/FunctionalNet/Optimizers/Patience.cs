namespace FunctionalNet;

/// <summary>The best score so far, lower being better, and the number of scores since.</summary>
/// <param name="Best">The best score.</param>
/// <param name="Waited">The number of scores since.</param>
internal readonly record struct Patience(double Best, int Waited)
{
    /// <summary>Gets the state before the first score.</summary>
    public static Patience Start => new(double.PositiveInfinity, 0);

    /// <summary>The state after another score.</summary>
    public Patience After(double score, double min = 0) => score < Best - min ? new(score, 0) : new(Best, Waited + 1);
}
