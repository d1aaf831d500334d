using FunctionalNet.Benchmarks.Peers;
using static FunctionalNet.Net;

namespace FunctionalNet.Benchmarks.Works;

/// <summary>Training steps of a transformer block and an LSTM, against PyTorch's layers.</summary>
internal static class SequenceWorks
{
    private const int Classes = 10;
    private const int Width = 128;
    private const int Heads = 4;
    private const int Tokens = 64;
    private const int Rows = 28;

    public static IEnumerable<Work> Of(PeerSet peers) =>
        [
            .. new[] { 8, 32 }.SelectMany(batch => Transformer(peers, batch)),
            .. new[] { 64 }.SelectMany(batch => Lstm(peers, batch)),
        ];

    private static IEnumerable<Work> Transformer(PeerSet peers, int batch) =>
        new TrainingStep(
            TransformerBlock(Heads) >> Lambda(x => x.ReduceMean([1])) >> Dense(Classes, kernel: new Pattern(8)),
            new Shape(Tokens, Width),
            Classes,
            batch,
            "adam"
        )
        {
            Starts =
            [
                ("0/attention/query/weight", new Pattern(2)),
                ("0/attention/key/weight", new Pattern(3)),
                ("0/attention/value/weight", new Pattern(4)),
                ("0/attention/output/weight", new Pattern(5)),
                ("0/feedforward/0/weight", new Pattern(6)),
                ("0/feedforward/3/weight", new Pattern(7)),
            ],
        }.Against(
            peers,
            "transformer block adam",
            $"step transformer block {Width} wide, {Heads} heads, {Tokens} tokens, adam, batch {batch}",
            "transformer",
            new
            {
                width = Width,
                heads = Heads,
                tokens = Tokens,
                batch,
                optimizer = "adam",
            },
            3 * 2.0 * batch * Tokens * ((12.0 * Width * Width) + (2 * Tokens * Width))
        );

    private static IEnumerable<Work> Lstm(PeerSet peers, int batch) =>
        new TrainingStep(
            Net.Lstm(Width, lastOnly: true) >> Dense(Classes, kernel: new Pattern(4)),
            new Shape(Rows, Rows),
            Classes,
            batch,
            "adam"
        )
        {
            Starts = [("0/weight", new Pattern(2, 0.1)), ("0/recurrence", new Pattern(3, 0.1)), ("0/bias", Zeros())],
        }.Against(
            peers,
            "lstm adam",
            $"step lstm of {Width} over {Rows} tokens, adam, batch {batch}",
            "lstm",
            new
            {
                tokens = Rows,
                inputs = Rows,
                units = Width,
                batch,
                optimizer = "adam",
            },
            3 * 2.0 * batch * Rows * 4 * Width * (Width + Rows)
        );
}
