using CsCheck;

namespace FunctionalNet.Verification;

/// <summary>The loop of a property: cases are drawn and tried one after the other, and the first that fails is shrunk.</summary>
/// <remarks>A case follows from the seed and its place alone, and shrinking from the case, so that a run is repeated whole.</remarks>
internal static class Property
{
    /// <summary>
    /// Tries drawn cases; after the first that does not hold, tries what is simpler, until nothing simpler fails. The last case for
    /// which <paramref name="holds"/> said no is therefore the simplest.
    /// </summary>
    /// <param name="cases">What is drawn.</param>
    /// <param name="seed">From what it is drawn.</param>
    /// <param name="count">How many are tried.</param>
    /// <param name="holds">Whether the property holds for a case.</param>
    /// <param name="simpler">What is simpler than a case that failed, the boldest first.</param>
    public static void ForAll<T>(
        Gen<T> cases,
        int seed,
        int count,
        Func<T, bool> holds,
        Func<T, IEnumerable<T>> simpler
    )
    {
        T[] failed = [.. Enumerable.Range(0, count).Select(i => cases.Draw(seed, i)).Where(Fails).Take(1)];
        while (failed is [var simplest])
        {
            failed = [.. simpler(simplest).Where(Fails).Take(1)];
        }

        bool Fails(T one) => !holds(one);
    }

    /// <summary>The value at a place of the sequence that a seed gives.</summary>
    public static T Draw<T>(this Gen<T> generator, int seed, int place) =>
        generator.Generate(new PCG((uint)place, (ulong)seed), null, out _);
}
