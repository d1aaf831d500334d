using System.Numerics;
using System.Runtime.CompilerServices;
using FunctionalNet.Kernels;

namespace FunctionalNet.Execution;

/// <summary>Runs a program over all its elements, on several threads.</summary>
internal sealed class ElementKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int ElementsPerPart = 1 << 14;

    private readonly Team team;
    private readonly Partition partition;

    public ElementKernel(ElementProgram<T> program, Team team)
    {
        this.team = team;
        var length = PartLength(program);
        partition = new Partition(
            Partition.CeilDiv(program.Length, length),
            (part, worker) => program.Run(part * length, Math.Min(length, program.Length - (part * length)), worker)
        );
    }

    public override void Run() => partition.Run(team);

    private static int PartLength(ElementProgram<T> program) =>
        program.Length <= 2 * ElementsPerPart
            ? Math.Max(1, program.Length)
            : Math.Max(1, ElementsPerPart / program.TileLength) * program.TileLength;
}

/// <summary>Runs a program as the epilogue of a matrix product, on each finished block.</summary>
internal sealed class ElementEpilogue<T>(ElementProgram<T> program, int width) : Epilogue
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(Compiled.Alone)]
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
