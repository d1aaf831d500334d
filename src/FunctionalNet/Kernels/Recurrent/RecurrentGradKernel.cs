using System.Numerics;
using System.Numerics.Tensors;
using FunctionalNet.Execution;

namespace FunctionalNet.Kernels;

/// <summary>The backward pass of a recurrent layer, a group of samples at a time through all tokens.</summary>
internal sealed unsafe class RecurrentGradKernel<T, TCell> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TCell : struct, IRecurrentStep
{
    private readonly Team team;
    private readonly Samples samples;
    private readonly Partition partition;

    public RecurrentGradKernel(
        bool isReversed,
        int block,
        Buffer<T> states,
        Buffer<T> weights,
        Buffer<T> dy,
        Buffer<T>? mask,
        Buffer<T>? start,
        Buffer<T> flows,
        Team team
    )
    {
        samples = new Samples(isReversed, block, states, weights, dy, mask, start, flows, team);
        (this.team, partition) = (team, new Partition(samples.Parts, samples.Run));
    }

    public override void Run()
    {
        samples.Prepare();
        partition.Run(team);
    }

    private sealed class Samples
    {
        private const int Together = RecurrentKernel<T, TCell>.Together;

        private readonly bool isReversed;
        private readonly int block;
        private readonly Buffer<T> states;
        private readonly Buffer<T> weights;
        private readonly Buffer<T> dy;
        private readonly Buffer<T>? mask;
        private readonly Buffer<T>? start;
        private readonly Buffer<T> flows;
        private readonly int tokens;
        private readonly int batch;
        private readonly int hidden;
        private readonly int[] recurrentFlows = TCell.RecurrentFlows;
        private readonly PinnedMemory<T>[] carries;
        private readonly PinnedMemory<T>[] recurrents;
        private readonly PinnedMemory<T> zeros;
        private readonly Gemm<T> full;
        private readonly Gemm<T> rest;

        public Samples(
            bool isReversed,
            int block,
            Buffer<T> states,
            Buffer<T> weights,
            Buffer<T> dy,
            Buffer<T>? mask,
            Buffer<T>? start,
            Buffer<T> flows,
            Team team
        )
        {
            (this.isReversed, this.block, this.states, this.weights) = (isReversed, block, states, weights);
            (this.dy, this.mask, this.start, this.flows) = (dy, mask, start, flows);
            (tokens, batch, hidden) = (dy.Sizes[0], dy.Sizes[1], dy.Sizes[2]);
            var gates = TCell.Gates * hidden;
            carries = Scratch(TCell.Carried * hidden);
            recurrents = TCell.Flows == TCell.Gates ? [] : Scratch(gates);
            zeros = new PinnedMemory<T>(hidden);
            full = Product(batch < Together ? 0 : Together);
            rest = Product(batch % Together);

            Gemm<T> Product(int rows) =>
                new(
                    new GemmShape(rows, hidden, gates),
                    team,
                    accumulate: true,
                    isPrepared: tokens >= RecurrentKernel<T, TCell>.FewestTokensToPack
                );

            PinnedMemory<T>[] Scratch(int size) =>
                [.. Enumerable.Range(0, team.Threads).Select(_ => new PinnedMemory<T>(Together * size))];
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
            var width = TCell.Flows * hidden;
            var carry = carries[worker];
            carry.Span.Clear();
            for (var step = tokens - 1; step >= 0; step--)
            {
                var token = isReversed ? tokens - 1 - step : step;
                var before =
                    step == 0 ? -1
                    : isReversed ? token + 1
                    : token - 1;
                for (var i = 0; i < count; i++)
                {
                    Back(first + i, i, token, before, carry.Pointer);
                }

                if (step > 0 || start is not null)
                {
                    var gates = flows.Pointer + ((((nint)token * batch) + first) * width);
                    gates = recurrents.Length == 0 ? gates : Gather(gates, count, recurrents[worker].Pointer);
                    (count == Together ? full : rest).Run(gates, weights.Pointer, carry.Pointer);
                }
            }

            for (var i = 0; i < count && start is not null; i++)
            {
                Begin(first + i, i, carry.Pointer);
            }
        }

        // The cotangents of the states are stored block by block, each over the samples of a group.
        private void Back(int sample, int i, int token, int before, T* carry)
        {
            var stride = (nint)tokens * batch * hidden;
            var place = ((nint)token * batch) + sample;
            var row = new RecurrentRow<T>(
                states.Pointer + (place * hidden),
                stride,
                before >= 0 ? states.Pointer + ((((nint)before * batch) + sample) * hidden)
                    : start is null ? null
                    : start.Pointer + ((nint)sample * hidden),
                before >= 0 ? stride : (nint)batch * hidden,
                hidden,
                zeros.Span[..hidden]
            );
            var carried = Carried(carry, i);
            var gates = flows.Span.Slice((int)place * TCell.Flows * hidden, TCell.Flows * hidden);
            TensorPrimitives.Add(carried[block], dy.Span.Slice((int)place * hidden, hidden), carried[block]);
            if (mask is not null && T.IsZero(mask.Span[(int)place]))
            {
                gates.Clear();
            }
            else
            {
                TCell.Back(row, carried, gates);
            }
        }

        // The remaining cotangent is that of the initial state.
        private void Begin(int sample, int i, T* carry)
        {
            var carried = Carried(carry, i);
            var width = TCell.Flows * hidden;
            var row = flows.Span.Slice(((tokens * batch) + sample) * width, width);
            row.Clear();
            for (var state = 0; state < TCell.Carried; state++)
            {
                carried[state].CopyTo(row[(state * hidden)..]);
            }
        }

        private RecurrentRow<T> Carried(T* carry, int i) =>
            new(carry + (i * hidden), Together * hidden, null, 0, hidden, []);

        private T* Gather(T* from, int count, T* to)
        {
            var gates = recurrentFlows.Length;
            for (var i = 0; i < count; i++)
            {
                for (var gate = 0; gate < gates; gate++)
                {
                    new ReadOnlySpan<T>(
                        from + (((nint)i * TCell.Flows) + recurrentFlows[gate]) * hidden,
                        hidden
                    ).CopyTo(new Span<T>(to + (((nint)i * gates) + gate) * hidden, hidden));
                }
            }

            return to;
        }
    }
}
