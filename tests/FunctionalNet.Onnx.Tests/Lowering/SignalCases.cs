using static FunctionalNet.Ops;

namespace FunctionalNet.OnnxTests.Lowering;

/// <summary>Fourier transforms and operators built on them.</summary>
internal static class SignalCases
{
    public static IEnumerable<ForeignCase> All =>
        [
            .. from parts in new[] { 1, 2 }
            from inverse in new[] { 0L, 1L }
            select new ForeignCase(
                $"DFT of {parts} parts, inverse {inverse}",
                x => new OnnxNode("DFT", [x[0], null, Integer(1)]) { Version = 20 }.With("inverse", inverse),
                new Domain(new(2, 6, 3, parts))
            ),
            .. from length in new[] { 4, 5, 9 }
            select new ForeignCase(
                $"DFT of length {length}, half of it",
                x => new OnnxNode("DFT", [x[0], Integer(length)]) { Version = 20 }.With("onesided", 1L),
                new Domain(new(2, 6, 1))
            ),
            .. from length in new[] { 8, 9 }
            select new ForeignCase(
                $"DFT back to {length} numbers from half",
                x =>
                    new OnnxNode("DFT", [x[0], Integer(length)]) { Version = 20 }
                        .With("onesided", 1L)
                        .With("inverse", 1L),
                new Domain(new(2, 5, 2))
            )
            {
                Apart = "half a spectrum is not transformed back",
            },
            new(
                "DFT of the older form",
                x => new OnnxNode("DFT", [x[0]]) { Version = 17 }.With("axis", 2L),
                new Domain(new(2, 3, 5, 1))
            ),
            new(
                "STFT",
                x => new OnnxNode("STFT", [x[0], Integer(3), null, Integer(8)]) { Version = 17 },
                new Domain(new(2, 20, 1))
            ),
            new(
                "STFT with a window, both halves",
                x => new OnnxNode("STFT", [x[0], Integer(4), x[1], Integer(6)]) { Version = 17 }.With("onesided", 0L),
                new Domain(new(1, 21, 1)),
                new Domain(new(6), 0.1, 1)
            ),
            new(
                "MelWeightMatrix",
                _ =>
                    new("MelWeightMatrix", [Integer(8), Integer(32), Integer(8192), Constant(0), Constant(4096)])
                    {
                        Version = 17,
                    }
            ),
            .. from window in new[] { "HannWindow", "HammingWindow", "BlackmanWindow" }
            from periodic in new[] { 0L, 1L }
            select new ForeignCase(
                $"{window}, periodic {periodic}",
                _ => new OnnxNode(window, [Integer(9)]) { Version = 17 }.With("periodic", periodic)
            ),
        ];
}
