namespace FunctionalNet.Cli.Commands;

/// <summary>Stored tensors of one path, as frameworks name those of a layer, and what the layer gives.</summary>
/// <param name="Name">The path.</param>
/// <param name="Tensors">The number of tensors.</param>
/// <param name="Parameters">The number of elements of trainable tensors.</param>
/// <param name="Others">The number of elements of the others.</param>
/// <param name="Output">The shape of the last value that is computed with one of the tensors; empty if it is not known.</param>
/// <param name="OutputBytes">Its size, with numbers of 32 bits; null if it is not known.</param>
internal sealed record Module(string Name, int Tensors, long Parameters, long Others, string Output, long? OutputBytes)
{
    private const string Alone = "(alone)";

    /// <summary>The stored tensors of a file grouped by their paths without the last part, in the order of the file.</summary>
    /// <param name="summary">The file.</param>
    /// <param name="plan">The sizes of free axes.</param>
    public static Module[] Of(OnnxSummary summary, PlannedModel plan)
    {
        var outputs = Outputs(summary);
        return
        [
            .. summary
                .Parameters.GroupBy(one => Path(one.Name), StringComparer.Ordinal)
                .Select(group =>
                {
                    var output = summary.Shapes.GetValueOrDefault(outputs.GetValueOrDefault(group.Key, string.Empty));
                    return new Module(
                        group.Key,
                        group.Count(),
                        group.Where(one => one.Role == StoredRole.Parameter).Sum(one => one.Count),
                        group.Where(one => one.Role != StoredRole.Parameter).Sum(one => one.Count),
                        $"{output}",
                        output is null ? null : plan.Size(output) * sizeof(float)
                    );
                }),
        ];
    }

    // By module the last value that tensors of it, as they are or transposed, cast and so on, make of others.
    private static Dictionary<string, string> Outputs(OnnxSummary summary)
    {
        var stored = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, _, _, _) in summary.Parameters)
        {
            stored[name] = Path(name) is var path && path != Alone ? path : null;
        }

        var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (_, _, inputs, given, _) in summary.Nodes)
        {
            string[] all = [.. inputs.Where(name => name.Length > 0)];
            string[] paths = [.. all.Select(name => stored.GetValueOrDefault(name)).OfType<string>()];
            if (all.All(stored.ContainsKey))
            {
                foreach (var name in given)
                {
                    stored[name] = paths.FirstOrDefault();
                }
            }
            else
            {
                foreach (var path in paths)
                {
                    outputs[path] = given.FirstOrDefault(string.Empty);
                }
            }
        }

        return outputs;
    }

    // A layer has few tensors: weight, bias.
    private static string Path(string name)
    {
        var end = name.LastIndexOfAny(['/', '.']);
        return end > 0 ? name[..end] : Alone;
    }
}
