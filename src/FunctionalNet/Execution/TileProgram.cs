using System.Numerics;

namespace FunctionalNet.Execution;

/// <summary>
/// A chain of elementwise operators, run tile by tile: what lies between two of them stays in a few registers of tile
/// length in the first-level cache. Tiles depend on the shape only, so that the result does not depend on the threads.
/// </summary>
internal sealed unsafe class TileProgram<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int CacheInBytes = 24 * 1024;
    private const int ShortestTile = 256;
    private const int LongestTile = 2048;

    private readonly TileCompiler<T> code;
    private readonly PinnedMemory<T>[] registers;

    public TileProgram(Unit unit, Memory<T> memory, int workers)
    {
        code = new TileCompiler<T>(unit, memory);
        Length = unit.Shape.Size;
        var streams = code.Registers + code.Buffers;
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

    /// <summary>Gets the number of elements.</summary>
    public int Length { get; }

    /// <summary>Gets the number of elements that are computed together.</summary>
    public int TileLength { get; }

    /// <summary>Computes the elements from <paramref name="start"/> on, in row-major order.</summary>
    public void Run(int start, int length, int worker)
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

            T* Address(TileCompiler<T>.Operand operand) =>
                operand.Memory is { } storage ? storage.Pointer + start
                : operand.Register >= 0 ? file + (operand.Register * TileLength)
                : null;
        }
    }
}

/// <summary>A program over all its elements, on several threads.</summary>
internal sealed class TileKernel<T>(TileProgram<T> program, Team team) : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int ElementsPerPart = 1 << 14;

    private readonly Part part = new(program, PartLength(program));

    public override void Run() => team.Run(part, (program.Length + part.Length - 1) / part.Length);

    private static int PartLength(TileProgram<T> program) =>
        program.Length <= 2 * ElementsPerPart
            ? Math.Max(1, program.Length)
            : Math.Max(1, ElementsPerPart / program.TileLength) * program.TileLength;

    private sealed class Part(TileProgram<T> program, int length) : Work
    {
        public int Length => length;

        public override void Run(int part, int worker) =>
            program.Run(part * length, Math.Min(length, program.Length - (part * length)), worker);
    }
}

/// <summary>A program behind a matrix product, on each block that is finished.</summary>
internal sealed class TileEpilogue<T>(TileProgram<T> program, int width) : Kernels.Epilogue
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run(int row, int rows, int column, int columns, int worker)
    {
        if (columns == width)
        {
            program.Run(row * width, rows * width, worker);
            return;
        }

        for (var i = row; i < row + rows; i++)
        {
            program.Run((i * width) + column, columns, worker);
        }
    }
}
