using System.Globalization;

namespace FunctionalNet.Tests.Data;

/// <summary>Fisher's iris: 150 flowers of three species, four lengths each.</summary>
internal static class Iris
{
    private static readonly string[] Species = ["setosa", "versicolor", "virginica"];

    public static Dataset<float> Load()
    {
        string[][] rows =
        [
            .. Resources
                .Text("iris.csv")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(line => line.Trim().Split(',')),
        ];
        return new(
            new(
                new(rows.Length, 4),
                [.. rows.SelectMany(row => row[..4].Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)))]
            ),
            new(new(rows.Length), [.. rows.Select(row => (float)Array.IndexOf(Species, row[4].Trim('"')))])
        );
    }
}
