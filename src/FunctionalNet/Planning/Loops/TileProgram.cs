using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>
/// A chain of elementwise operators, run tile by tile: intermediate values stay in a few registers of tile length in the L1 cache. Tiles
/// depend on the shape only, so the result does not depend on the number of threads.
/// </summary>
internal sealed unsafe class TileProgram<T> : ElementProgram<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int CacheInBytes = 24 * 1024;
    private const int ShortestTile = 512;
    private const int LongestTile = 2048;

    private readonly TileCompiler<T> code;
    private readonly PinnedMemory<T>[] registers;

    public TileProgram(ElementChain<T> chain, int workers)
        : base(chain.Length)
    {
        code = new TileCompiler<T>(chain);
        var streams = code.Registers + chain.Streams.Length;
        TileLength = Math.Clamp(CacheInBytes / sizeof(T) / Math.Max(1, streams) / 64 * 64, ShortestTile, LongestTile);
        registers = [.. Enumerable.Range(0, workers).Select(_ => new PinnedMemory<T>(code.Registers * TileLength))];
        foreach (var worker in registers)
        {
            foreach (var (register, value) in code.Constants)
            {
                new Span<T>(worker.Pointer + (register * TileLength), TileLength).Fill(value);
            }
        }
    }

    /// <inheritdoc/>
    public override int TileLength { get; }

    /// <inheritdoc/>
    public override void Run(int start, int length, int worker)
    {
        var file = registers[worker].Pointer;
        for (var end = start + length; start < end; start += TileLength)
        {
            var count = Math.Min(TileLength, end - start);
            foreach (ref readonly var load in code.Loads.AsSpan())
            {
                load.From.Read(start, new Span<T>(file + (load.Register * TileLength), count));
            }

            foreach (ref readonly var step in code.Steps.AsSpan())
            {
                step.Tile.Run(Address(step.A), Address(step.B), Address(step.C), Address(step.Y), count);
            }

            T* Address(TileCompiler<T>.Location at) =>
                at.Memory is { } storage ? storage.Pointer + start
                : at.Register >= 0 ? file + (at.Register * TileLength)
                : null;
        }
    }
}
