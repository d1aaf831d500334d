namespace FunctionalNet.Cli.Verify;

/// <summary>
/// Where 0 and -0 are different results: after operators whose every sign is defined, by IEEE 754 or since they only choose and move
/// elements. Sums of many terms, Max and what is defined by a formula may give either.
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

    /// <summary>Whether all operators of a graph are such.</summary>
    public static bool AreDefined(IEnumerable<string> operators) => operators.All(Operators.Contains);
}
