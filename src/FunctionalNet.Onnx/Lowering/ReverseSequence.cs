namespace FunctionalNet.Lowering;

/// <summary>Reverses the first elements of each sequence, up to its length.</summary>
internal sealed class ReverseSequence : ILowering
{
    public static string Onnx => "ReverseSequence";

    public static IReadOnlyList<Expr> Lower(OnnxNode node)
    {
        var (x, lengths) = (node[0], node[1]);
        var (time, batch) = (node.Int32("time_axis", 0), node.Int32("batch_axis", 1));
        var rank = x.Shape.Rank;
        if (time is not (0 or 1) || batch != 1 - time)
        {
            throw new FormatException(
                $"ReverseSequence has time_axis = {time} and batch_axis = {batch}, of which one must be 0 and the other 1."
            );
        }

        if (rank < 2 || lengths.Shape != x.Shape[batch..(batch + 1)])
        {
            throw new FormatException($"ReverseSequence of {x.Shape} with the lengths {lengths.Shape}.");
        }

        var steps = Reading.Counting(x.Shape[time].Size).Along(time, rank);
        var ends = lengths.Along(batch, rank);
        var places = (steps < ends).Where(ends - Reading.Scalar(1, ElementType.Int64) - steps, steps);
        return [x.GatherElements(places.Expand(x.Shape), time)];
    }
}
