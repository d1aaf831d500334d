using System.Numerics;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>
/// The forward pass of a recurrent layer. Samples are independent, so that a thread computes some of them through all tokens: no step waits
/// for another thread.
/// </summary>
internal sealed unsafe class RecurrentKernel<T, TCell> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TCell : struct, IRecurrentStep
{
    /// <summary>The number of samples in a group; the same on any number of threads, so that the products are the same.</summary>
    internal const int Together = 16;

    /// <summary>From this many tokens on, packing the weights once pays.</summary>
    internal const int FewestTokensToPack = 4;

    private readonly Buffer<T> weights;
    private readonly PinnedMemory<T> transposed;
    private readonly Team team;
    private readonly Samples samples;
    private readonly Partition partition;
    private readonly int hidden;

    public RecurrentKernel(
        bool isReversed,
        Buffer<T> input,
        Buffer<T> weights,
        Buffer<T>? bias,
        Buffer<T>? mask,
        Buffer<T>? start,
        Buffer<T> states,
        Team team
    )
    {
        (this.weights, this.team, hidden) = (weights, team, weights.Sizes[1]);
        transposed = new PinnedMemory<T>(weights.Length);
        samples = new Samples(isReversed, input, transposed, bias, mask, start, states, team);
        partition = new Partition(samples.Parts, samples.Run);
    }

    public override void Run()
    {
        var gates = TCell.Gates * hidden;
        Transpose<T>.Exact(weights.Pointer, hidden, gates, transposed.Pointer, gates, hidden);
        samples.Prepare();
        partition.Run(team);
    }

    private sealed class Samples
    {
        private readonly bool isReversed;
        private readonly Buffer<T> input;
        private readonly PinnedMemory<T> weights;
        private readonly Buffer<T>? bias;
        private readonly Buffer<T>? mask;
        private readonly Buffer<T>? start;
        private readonly Buffer<T> states;
        private readonly int tokens;
        private readonly int batch;
        private readonly int hidden;
        private readonly PinnedMemory<T>[] scratch;
        private readonly PinnedMemory<T> zeros;
        private readonly Gemm<T> full;
        private readonly Gemm<T> rest;

        public Samples(
            bool isReversed,
            Buffer<T> input,
            PinnedMemory<T> weights,
            Buffer<T>? bias,
            Buffer<T>? mask,
            Buffer<T>? start,
            Buffer<T> states,
            Team team
        )
        {
            (this.isReversed, this.input, this.weights) = (isReversed, input, weights);
            (this.bias, this.mask, this.start, this.states) = (bias, mask, start, states);
            (tokens, batch, hidden) = (states.Sizes[1], states.Sizes[2], states.Sizes[3]);
            var gates = TCell.Gates * hidden;
            scratch = [.. Enumerable.Range(0, team.Threads).Select(_ => new PinnedMemory<T>(Together * gates))];
            zeros = new PinnedMemory<T>(hidden);
            var isPacked = tokens >= FewestTokensToPack;
            var whole = batch < Together ? 0 : Together;
            full = new Gemm<T>(new GemmShape(whole, gates, hidden), team, isPrepared: isPacked);
            rest = new Gemm<T>(new GemmShape(batch % Together, gates, hidden), team, isPrepared: isPacked);
        }

        public int Parts => Partition.CeilDiv(batch, Together);

        public void Prepare()
        {
            full.Prepare(weights.Pointer);
            rest.Prepare(weights.Pointer);
        }

        public void Run(int part, int worker)
        {
            var first = part * Together;
            var count = Math.Min(Together, batch - first);
            var gates = TCell.Gates * hidden;
            var stride = (nint)tokens * batch * hidden;
            var recurrent = scratch[worker];
            for (var step = 0; step < tokens; step++)
            {
                var token = isReversed ? tokens - 1 - step : step;
                var now = states.Pointer + ((((nint)token * batch) + first) * hidden);
                T* before =
                    step > 0 ? now + ((isReversed ? 1 : -1) * (nint)batch * hidden)
                    : start is null ? null
                    : start.Pointer + ((nint)first * hidden);
                var strideBefore = step > 0 ? stride : (nint)batch * hidden;
                if (before is null)
                {
                    recurrent.Span.Clear();
                }
                else
                {
                    (count == Together ? full : rest).Run(before, weights.Pointer, recurrent.Pointer);
                }

                for (var i = 0; i < count; i++)
                {
                    var place = (token * batch) + first + i;
                    var row = new RecurrentRow<T>(
                        now + ((nint)i * hidden),
                        stride,
                        before is null ? null : before + ((nint)i * hidden),
                        strideBefore,
                        hidden,
                        zeros.Span[..hidden]
                    );
                    TCell.Run(
                        row,
                        new ReadOnlySpan<T>(input.Pointer + ((nint)place * gates), gates),
                        new Span<T>(recurrent.Pointer + (i * gates), gates),
                        bias is null ? [] : bias.Span
                    );
                    if (mask is not null && T.IsZero(mask.Span[place]))
                    {
                        for (var block = 0; block < TCell.Carried; block++)
                        {
                            row.Before(block).CopyTo(row[block]);
                        }
                    }
                }
            }
        }
    }
}
