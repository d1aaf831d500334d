using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Kernels;

namespace FunctionalNet.Execution;

/// <summary>A chain of elementwise operators as one compiled loop that keeps intermediate values in vector registers.</summary>
internal sealed unsafe class LoopProgram<T> : ElementProgram<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LongestTile = 1024;

    // One vector register each, few enough for the JIT's register allocation.
    private const int LargestUnit = 64;

    private readonly LoopCode<T> code;
    private readonly ImmutableArray<Storage<T>> streams;
    private readonly ImmutableArray<IReader<T>> spreads;
    private readonly ImmutableArray<BroadcastReader<T>> scalars;
    private readonly ImmutableArray<BroadcastReader<T>> rows;
    private readonly int rowLength;
    private readonly ImmutableArray<int> writes;
    private readonly PinnedMemory<T> constants;
    private readonly PinnedMemory<T>[] scratch;

    public LoopProgram(ElementChain<T> chain, int workers)
        : base(chain.Length)
    {
        (streams, spreads, scalars) = (chain.Streams, chain.Spreads, chain.Scalars);
        rows = chain.Rows;

        // Rows are trailing axes, so the shortest row length divides the others.
        rowLength = rows.Select(row => row.RowLength).DefaultIfEmpty(int.MaxValue).Min();
        constants = new PinnedMemory<T>(chain.Constants.Length);
        chain.Constants.CopyTo(constants.Span);
        code = LoopCode<T>.Of(chain);
        writes = [.. chain.Steps.Select(step => step.Written).Where(stream => stream >= 0)];

        // An expanded operand fills a tile; the remainder that fills no vector is computed on copies.
        scratch =
        [
            .. Enumerable
                .Range(0, workers)
                .Select(_ => new PinnedMemory<T>((spreads.Length * TileLength) + (streams.Length * Vector<T>.Count))),
        ];
    }

    /// <inheritdoc/>
    public override int TileLength => LongestTile;

    /// <summary>Whether every operator of a chain has a vector form.</summary>
    public static bool Takes(ElementChain<T> chain) =>
        Vector.IsHardwareAccelerated
        && chain.Steps.Length <= LargestUnit
        && chain.Steps.All(step => step.Op.Lanes<T>() is not null);

    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public override void Run(int start, int length, int worker)
    {
        var fixedPlaces = streams.Length + spreads.Length;
        var places = fixedPlaces + scalars.Length + rows.Length;
        var pointers = stackalloc T*[places + constants.Span.Length];
        for (var i = 0; i < scalars.Length; i++)
        {
            pointers[fixedPlaces + i] = scalars[i].First;
        }

        for (var i = 0; i < constants.Span.Length; i++)
        {
            pointers[places + i] = constants.Pointer + i;
        }

        for (var end = start + length; start < end; start += length)
        {
            length = spreads.IsEmpty ? end - start : Math.Min(TileLength, end - start);
            if (!rows.IsEmpty)
            {
                length = Math.Min(length, rowLength - (start % rowLength));
                for (var i = 0; i < rows.Length; i++)
                {
                    pointers[fixedPlaces + scalars.Length + i] = rows[i].Find(start);
                }
            }

            Tile(pointers, start, length, worker);
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void Tile(T** pointers, int start, int length, int worker)
    {
        var memory = scratch[worker].Pointer;
        for (var i = 0; i < spreads.Length; i++)
        {
            var tile = pointers[streams.Length + i] = memory + (i * TileLength);
            spreads[i].Read(start, new Span<T>(tile, length));
        }

        for (var i = 0; i < streams.Length; i++)
        {
            pointers[i] = streams[i].Pointer + start;
        }

        var rest = length % Vector<T>.Count;
        var whole = length - rest;
        code.Run(pointers, (nint)whole * sizeof(T));
        if (rest > 0)
        {
            Rest(pointers, memory + (spreads.Length * TileLength), whole, rest);
        }
    }

    // One vector, on copies of the remainder.
    private void Rest(T** pointers, T* copies, int whole, int rest)
    {
        var targets = stackalloc T*[streams.Length];
        for (var i = 0; i < streams.Length; i++)
        {
            targets[i] = pointers[i] + whole;
            pointers[i] = copies + (i * Vector<T>.Count);
            new Span<T>(targets[i], rest).CopyTo(new Span<T>(pointers[i], rest));
        }

        for (var i = 0; i < spreads.Length; i++)
        {
            pointers[streams.Length + i] += whole;
        }

        code.Run(pointers, (nint)Vector<T>.Count * sizeof(T));
        foreach (var written in writes)
        {
            new Span<T>(pointers[written], rest).CopyTo(new Span<T>(targets[written], rest));
        }
    }
}
