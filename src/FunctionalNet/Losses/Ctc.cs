using FunctionalNet.Kernels;

namespace FunctionalNet;

/// <summary>
/// Connectionist temporal classification: -ln of the probability that the frames spell a sequence of labels under any alignment, for each
/// sample: logits [n, frames, classes], one class of which is the blank, and integer labels [n, most labels], with -1 after the last label
/// of a sample. No label is the blank.
/// </summary>
/// <remarks>
/// <para>
/// An alignment assigns a class to each frame; repeated classes are merged, then blanks are removed. The sum over all alignments is the
/// forward recursion in log space, unrolled over the frames, whose number must be known.
/// </para>
/// PyTorch: CTCLoss, which has frames on axis 0, takes log-probabilities, and in its mean divides each sample by its number of labels;
/// Optax: ctc_loss. Graves and others, "Connectionist Temporal Classification", 2006.
/// </remarks>
/// <param name="Blank">The class of the blank, which is no label.</param>
/// <param name="Lengths">Whether the first column of the target is the number of frames of each sample; else all frames count.</param>
/// <param name="ZeroInfinity">Whether samples with too few frames for their labels add 0 rather than infinity; the gradient is 0 in either
/// case.</param>
/// <param name="Reduction">How the terms are reduced.</param>
/// <example><code>var training = Training.Of(Lstm(64) >> Dense(28), Ctc(), Adam(1e-3)); // targets [n, 20] of 1 to 27, and -1</code></example>
public sealed partial record Ctc(
    [Number] int Blank = 0,
    bool Lengths = false,
    bool ZeroInfinity = false,
    Reduction Reduction = Reduction.Mean
) : ReducedLoss(Reduction)
{
    // The log-probability of the impossible: finite, so that gradients are, and below any sum of log-probabilities in float32.
    private const double Never = -1e30;
    private const double Hardly = -1e29;

    /// <inheritdoc/>
    protected internal override ElementType Target => ElementType.Int64;

    /// <inheritdoc/>
    public override LossTerms Each(Expr prediction, Expr target)
    {
        Check(prediction, target);
        var labels = Lengths ? target.Narrow(1, 1, target.Shape[1].Size - 1) : target;
        labels = Ops.Looked(labels, new(nameof(Ctc), prediction.Shape[2].Size, Label.Ignored) { Blank = Blank });
        var frames = prediction.Shape[1].Size;
        var lengths = Lengths
            ? Ops.Looked(target.Narrow(1, 0, 1), new(nameof(Ctc), frames + 1) { IsOfFrames = true })
            : null;
        var isLabel = labels.GreaterOrEqual(Ops.Integer(0));
        var emitted = Emitted(prediction.LogSoftmax(), isLabel.Where(labels, Ops.Integer(0)));
        var mayJump = Between(IsOther(labels), IsNever(labels), IsNever(labels));
        var places = emitted.Shape[2].Size;

        // Within the first frame the first blank or the first label; in no frame the empty text alone.
        var reached = Places(places).LessOrEqual(1).Where(Frame(emitted, 0), Never);
        if (lengths is not null)
        {
            var empty = Ops.Constant(new(places), [0, .. Enumerable.Repeat(Never, places - 1)]);
            reached = (lengths > Ops.Integer(0)).Where(reached, empty);
        }

        for (var frame = 1; frame < frames; frame++)
        {
            var (one, two) = (Behind(reached, 1), mayJump.Where(Behind(reached, 2), Never));
            var next = (LogSum(reached, one, two) + Frame(emitted, frame)).Max(Never);
            reached = lengths is null ? next : (lengths > Ops.Integer(frame)).Where(next, reached);
        }

        var last = 2 * isLabel.Cast(ElementType.Float).ReduceSum([1], keepDims: true);
        var isEnd = Places(places).Equal(last).Or(Places(places).Equal(last - 1));
        var all = isEnd.Where(reached, Never).ReduceLogSumExp([1]);
        return new((all < Hardly).Where(ZeroInfinity ? 0 : double.PositiveInfinity, -all));
    }

    // The log-probability of each state, blank, label, blank, ..., blank, at each frame: [n, frames, 2 labels + 1].
    private Expr Emitted(Expr logP, Expr labels)
    {
        var shape = new Shape(logP.Shape[0], logP.Shape[1], labels.Shape[1]);
        var blank = logP.Narrow(2, Blank, 1);
        return Between(logP.GatherElements(labels.Unsqueeze(1).Expand(shape), 2), blank.Expand(shape), blank)
            .Max(Never);
    }

    // Interleaves two tensors on the last axis, with one more element at the end.
    private static Expr Between(Expr each, Expr before, Expr end)
    {
        var pairs = Ops.Concat(-1, before.Unsqueeze(-1), each.Unsqueeze(-1));
        int[] kept = [.. Enumerable.Repeat(0, each.Shape.Rank - 1)];
        return Ops.Concat(-1, pairs.Reshape([.. kept, 2 * each.Shape[^1].Size]), end.Narrow(-1, 0, 1));
    }

    // Between different labels the blank may be skipped.
    private static Expr IsOther(Expr labels)
    {
        var count = labels.Shape[1].Size;
        var first = IsNever(labels).Narrow(1, 0, 1);
        return count == 1
            ? first
            : Ops.Concat(1, first, labels.Narrow(1, 1, count - 1).Equal(labels.Narrow(1, 0, count - 1)).Not());
    }

    private static Expr IsNever(Expr labels) => labels.Less(labels);

    private static Expr Places(int count) => Ops.Constant(new(count), [.. Enumerable.Range(0, count)]);

    private static Expr Frame(Expr emitted, int frame) => emitted.Narrow(1, frame, 1).Squeeze(1);

    private static Expr Behind(Expr reached, int steps)
    {
        var left = Math.Max(0, reached.Shape[1].Size - steps);
        var never = Ops.Constant(Never).Expand(reached.Shape.With(1, reached.Shape[1].Size - left));
        return left == 0 ? never : Ops.Concat(1, never, reached.Narrow(1, 0, left));
    }

    private static Expr LogSum(Expr a, Expr b, Expr c)
    {
        var largest = a.Max(b).Max(c).StopGradient();
        return ((a - largest).Exp() + (b - largest).Exp() + (c - largest).Exp()).Log() + largest;
    }

    private void Check(Expr prediction, Expr target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        var least = Lengths ? 2 : 1;
        if (
            prediction.Shape.Rank != 3
            || target.Type != new TensorType(target.Shape, ElementType.Int64)
            || target.Shape.Rank != 2
            || target.Shape[0] != prediction.Shape[0]
            || target.Shape[1].Size < least
            || prediction.Shape[1].Size == 0
        )
        {
            throw new ShapeException(
                nameof(Ctc),
                $"the logits are {prediction.Type}, the target {target.Type}",
                $"give logits [n, frames, classes] and whole numbers [n, labels]{(Lengths ? ", with the number of frames before the labels" : string.Empty)}"
            );
        }

        if (Blank >= prediction.Shape[2].Size)
        {
            throw new ShapeException(
                nameof(Ctc),
                $"the blank {Blank} is none of {prediction.Shape[2]} classes",
                "give one of the classes"
            );
        }
    }
}
