using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace FunctionalNet.Verification;

/// <summary>All that is FsCheck's: samples are generated, tried, and shrunk where one fails.</summary>
internal static class Property
{
    private const int CoarseInTen = 2;

    /// <summary>
    /// Tries generated samples; after the first that does not hold, tries what is simpler, until nothing simpler fails. The last
    /// sample for which <paramref name="holds"/> said no is therefore the simplest.
    /// </summary>
    public static void ForAll(
        IReadOnlyList<Input> inputs,
        int seed,
        int samples,
        Func<Sample, bool> holds,
        Func<Sample, IEnumerable<Sample>> shrink
    ) =>
        Check.One(
            Config
                .Default.WithMaxTest(samples)
                .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd((ulong)seed), FSharpOption<int>.None)))
                .WithRunner(new Silent()),
            Prop.ForAll(Arb.From(Samples(inputs), shrink), holds)
        );

    /// <summary>Samples of inputs.</summary>
    public static Gen<Sample> Samples(IReadOnlyList<Input> inputs)
    {
        var free = Sample.FreeAxes(inputs).ToArray();
        return from patterns in Gen.CollectToArray(inputs.Select(x => Gen.Choose(0, x.Shapes.Patterns.Length - 1)))
            from sizes in Gen.CollectToArray(free.Select(axis => Gen.Choose(axis.Value.Smallest, axis.Value.Largest)))
            from training in Gen.Elements(true, false)
            from draw in Gen.Choose(0, int.MaxValue)
            from coarse in Gen.Choose(1, 10)
            select new Sample(
                [.. patterns],
                free.Zip(sizes, (axis, size) => (axis.Key, size))
                    .ToImmutableSortedDictionary(axis => axis.Key, axis => axis.size, StringComparer.Ordinal),
                training,
                draw,
                coarse <= CoarseInTen
            );
    }

    // The report is the check's own.
    private sealed class Silent : IRunner
    {
        public void OnStartFixture(Type t) { }

        public void OnArguments(
            int ntest,
            FSharpList<object> args,
            FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every
        ) { }

        public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink) { }

        public void OnFinished(string name, TestResult testResult) { }
    }
}
