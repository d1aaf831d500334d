using CsCheck;

namespace FunctionalNet.Verification;

/// <summary>The loop of a property test: cases are drawn and tested one after the other, and the first failure is shrunk.</summary>
/// <remarks>A case depends on the seed and its index alone, and shrinking on the case, so a run can be reproduced.</remarks>
internal static class Property
{
    /// <summary>
    /// Tests drawn cases; after the first failure, tests simpler ones, until nothing simpler fails. The last case for which
    /// <paramref name="holds"/> returned false is therefore the simplest.
    /// </summary>
    /// <param name="cases">The generator of cases.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="count">The number of cases.</param>
    /// <param name="holds">Whether the property holds for a case.</param>
    /// <param name="simpler">The simplifications of a failed case, the largest step first.</param>
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

    /// <summary>The value at an index of the sequence of a seed.</summary>
    public static T Draw<T>(this Gen<T> generator, int seed, int place) =>
        generator.Generate(new PCG((uint)place, (ulong)seed), null, out _);
}
