using LanguageExt;
using LanguageExt.Common;
using static System.FormattableString;

namespace FunctionalNet.Cli.Data;

/// <summary>A .npy file of samples, whose numbers are those that a table may have.</summary>
internal static class NumberArray
{
    /// <summary>The array, or its first number that is not finite.</summary>
    /// <param name="path">The file.</param>
    /// <param name="takesMissing">Whether NaN is a missing value, as for models that record the columns of their table.</param>
    public static Either<Error, Tensor<float>> Load(string path, bool takesMissing = false) =>
        Npy.Load(path)
            .Bind(array =>
            {
                if (array.Shape is [{ Size: 0 }, ..])
                {
                    return Error.New($"{path} has no rows");
                }

                var wrong = array.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
                while (takesMissing && wrong >= 0 && float.IsNaN(array.Span[wrong]))
                {
                    var next = array.Span[(wrong + 1)..].IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
                    wrong = next < 0 ? next : wrong + 1 + next;
                }

                return wrong < 0 ? Prelude.Right<Error, Tensor<float>>(array) : Error.New(Problem(path, array, wrong));
            });

    private static string Problem(string path, Tensor<float> array, int place)
    {
        var width = array.Shape.Rank > 1 ? array.Length / array.Shape[0].Size : 1;
        var problem = float.IsNaN(array.Span[place]) ? "a missing value (NaN)" : "not a finite number of 32 bits";
        return Invariant($"{path}: row {place / width}, column {place % width}, both from 0, is {problem}");
    }
}
