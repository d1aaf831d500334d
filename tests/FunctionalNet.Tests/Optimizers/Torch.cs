using System.Text.Json;

namespace FunctionalNet.Tests.Optimizers;

/// <summary>The results that record_torch.py recorded from PyTorch, in float64.</summary>
internal static class Torch
{
    private static readonly JsonDocument Record = JsonDocument.Parse(Resources.Text("torch.json"));

    public static JsonElement Of(string group, string name) => Record.RootElement.GetProperty(group).GetProperty(name);

    public static double[] Doubles(this JsonElement record, string property) =>
        [.. record.GetProperty(property).EnumerateArray().Select(number => number.GetDouble())];

    public static double[] Values(this JsonElement numbers) =>
        [.. numbers.EnumerateArray().Select(number => number.GetDouble())];

    public static IEnumerable<string> Names(string group) =>
        Record.RootElement.GetProperty(group).EnumerateObject().Select(property => property.Name);
}
