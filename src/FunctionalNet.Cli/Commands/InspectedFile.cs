namespace FunctionalNet.Cli.Commands;

/// <summary>What <c>fnet inspect</c> finds, for programs.</summary>
internal static class InspectedFile
{
    /// <summary>All of a file that is shown to people, too.</summary>
    public static object Of(string path, OnnxSummary summary, Learned learned) =>
        new
        {
            file = path,
            bytes = new FileInfo(path).Length,
            irVersion = summary.IrVersion,
            opsets = summary.Opsets.Select(set => new { domain = set.Domain, version = set.Version }),
            producer = $"{summary.Producer} {summary.ProducerVersion}".Trim(),
            version = summary.ModelVersion,
            description = summary.Description,
            inputs = summary.Inputs.Select(one => new { name = one.Name, type = one.Type }),
            outputs = summary.Outputs.Select(one => new { name = one.Name, type = one.Type }),
            metadata = summary.Metadata.Select(one => new { key = one.Key, value = one.Value }),
            nodes = summary.Nodes.Select(node => new
            {
                name = node.Name,
                @operator = node.Operator,
                inputs = node.Inputs,
                outputs = node.Outputs,
                type = node.Type,
            }),
            parameters = summary.Parameters.Select(one => new
            {
                name = one.Name,
                type = one.Type,
                count = one.Count,
                role = InspectCommand.Word(one.Role, learned.IsFrozen(one.Name)),
            }),
            problem = summary.Problem.MatchUnsafe(error => error.Message, () => null!),
        };
}
