namespace FunctionalNet.Cli.Verify;

/// <summary>
/// Graphs for which 0 and -0 are different results: those of operators whose sign of zero is defined, by IEEE 754 or because they only
/// select and move elements. Sums of many terms, Max and operators defined by a formula may return either.
/// </summary>
internal static class SignedZeros
{
    private static readonly HashSet<string> Operators =
    [
        .. """
            Abs Neg Sqrt Reciprocal Ceil Floor Round Add Sub Mul Div
            Identity Cast CastLike Constant ConstantOfShape Where Dropout
            Reshape Flatten Squeeze Unsqueeze Transpose Expand Tile Concat Split Slice Gather GatherElements GatherND
            Compress DepthToSpace SpaceToDepth ReverseSequence
            """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];

    /// <summary>Whether all operators of a graph are of this kind.</summary>
    public static bool AreDefined(IEnumerable<string> operators) => operators.All(Operators.Contains);
}
