namespace FunctionalNet.Learning;

/// <summary>
/// The stored tensors that a framework would train: weights of operators, directly or in another form; and scales and biases after
/// products. Numbers of a formula, statistics, computed tables and masks are not trainable.
/// </summary>
internal sealed class Weights
{
    private readonly FlatGraph graph;
    private readonly Dictionary<int, FlatNode> givers = [];
    private readonly Flow[] flows;
    private readonly bool[] leadsToWeights;
    private readonly HashSet<(int Value, OperandUse Place, bool IsOne)> asked = [];
    private readonly HashSet<int> found = [];

    private Weights(FlatGraph graph)
    {
        this.graph = graph;
        flows = new Flow[graph.Count];
        leadsToWeights = new bool[graph.Count];
        foreach (var value in graph.Stored.Keys)
        {
            flows[value] = new(IsStored: true, Nearness.None, HasBias: false, IsOneWide: false);
        }

        foreach (var node in graph.Nodes)
        {
            foreach (var output in node.Outputs)
            {
                givers[output] = node;
                flows[output] = new(
                    IsStored: node.Use.IsOfShape || node.Inputs.All(IsStoredOrAbsent),
                    Nearness.None,
                    HasBias: false,
                    IsOneWide: false
                );
            }
        }

        foreach (var node in graph.Nodes.Reverse())
        {
            var leads = HasStoredWeight(node) || node.Outputs.Any(output => leadsToWeights[output]);
            foreach (var input in node.Inputs.Where(input => input >= 0))
            {
                leadsToWeights[input] |= leads;
            }
        }

        foreach (var node in graph.Nodes.Where(node => node.Outputs.Any(output => !flows[output].IsStored)))
        {
            var flow = After(node);
            foreach (var output in node.Outputs)
            {
                flows[output] = flow;
            }
        }
    }

    /// <summary>The numbers of the trainable values.</summary>
    public static IReadOnlySet<int> Of(FlatGraph graph) => new Weights(graph).found;

    private bool IsStored(int value) => value >= 0 && flows[value].IsStored;

    private bool IsStoredOrAbsent(int value) => value < 0 || flows[value].IsStored;

    private bool HasStoredWeight(FlatNode node) =>
        node.Use.Weights.Any(place => place < node.Inputs.Length && IsStored(node.Inputs[place]))
        && !node.Outputs.All(IsStored);

    // Requests the weights of a node, and classifies its result.
    private Flow After(FlatNode node)
    {
        var use = node.Use;
        if (use.Blend != Blend.None && node.Inputs.Length > 1)
        {
            return Blended(use.Blend, node);
        }

        if (use.Weights.Length > 0)
        {
            int[] weights =
            [
                .. use.Weights.Where(place => place < node.Inputs.Length).Select(place => node.Inputs[place]),
            ];
            int[] stored = [.. weights.Where(IsStored)];
            foreach (var weight in stored)
            {
                Ask(weight, use.IsTable ? OperandUse.Rows : OperandUse.Weight, isOne: false);
            }

            return new(
                IsStored: false,
                Nearness.Product,
                HasBias: stored.Length > 1,
                IsOneWide: stored.Any(weight => IsOneWide(node, weight))
            );
        }

        int[] computed = [.. Forms(node).Where(input => !flows[input].IsStored)];
        var near = computed.FirstOrDefault(input => flows[input].Near == Nearness.Product, computed.FirstOrDefault(-1));
        if (near < 0)
        {
            return default;
        }

        if (use.IsJoined && flows[near].Near == Nearness.Product)
        {
            foreach (var row in Forms(node).Where(IsStored))
            {
                Ask(row, OperandUse.Table, isOne: false);
            }
        }

        return use.IsJoined ? flows[near] with { HasBias = false, IsOneWide = false } : flows[near];
    }

    private IEnumerable<int> Forms(FlatNode node) => node.Inputs.Where((input, i) => input >= 0 && node.Use.IsForm(i));

    private Flow Blended(Blend blend, FlatNode node)
    {
        int[] computed = [.. node.Inputs.Where(input => input >= 0 && !flows[input].IsStored)];
        int[] stored = [.. node.Inputs.Where(IsStored)];
        var isScaled = blend is Blend.Product or Blend.Quotient;
        if (stored.Length == 0)
        {
            // x f(x), as in a normalization or a gate, is a product; a sum is one if a term is.
            return isScaled || computed.Any(input => flows[input].Near == Nearness.Product)
                ? new(IsStored: false, Nearness.Product, HasBias: false, computed.Any(input => flows[input].IsOneWide))
                : default;
        }

        var x = flows[computed[0]];
        var isLast = x.HasBias && !leadsToWeights[node.Outputs[0]];
        switch (blend, x.Near)
        {
            case (Blend.Difference, Nearness.Product) when IsStored(node.Inputs[1]):
                return x with { Near = Nearness.Centered };
            case (Blend.Product or Blend.Quotient, Nearness.Centered):
                // (x - mean) / deviation; a trainable scale may be folded into it, and is then no tensor by itself.
                foreach (
                    var factor in stored.Where(value => blend == Blend.Product && !graph.Stored.ContainsKey(value))
                )
                {
                    Ask(factor, OperandUse.Scale, x.IsOneWide);
                }

                return x with
                {
                    Near = Nearness.Product,
                    HasBias = false,
                };
            case (Blend.Product, Nearness.Product):
                foreach (var scale in stored.Where(_ => !isLast))
                {
                    Ask(scale, OperandUse.Scale, x.IsOneWide);
                }

                return x;
            case (Blend.Sum, Nearness.Product):
                foreach (var bias in stored)
                {
                    Ask(bias, isLast ? OperandUse.Table : OperandUse.Bias, x.IsOneWide);
                }

                return x with
                {
                    HasBias = true,
                };
            default:
                return x;
        }
    }

    // With one number per sample, a bias or scale has one number.
    private bool IsOneWide(FlatNode node, int weight) =>
        node.Use.Weights is [0, 1, ..]
        && node.Inputs[1] == weight
        && graph.Stored.TryGetValue(weight, out var stored)
        && stored.Tensor.Dims is { Count: > 1 } dims
        && (dims[^1] == 1 || dims[^2] == 1);

    // Finds the tensors that a value is a form of.
    private void Ask(int wanted, OperandUse wantedAs, bool isOne)
    {
        var open = new Stack<(int Value, OperandUse Place, bool IsOne)>([(wanted, wantedAs, isOne)]);
        while (open.TryPop(out var next))
        {
            if (!asked.Add(next))
            {
                continue;
            }

            var (value, place, one) = next;
            if (graph.Stored.TryGetValue(value, out var stored))
            {
                if (Trainability.Takes(stored.Tensor, place, one))
                {
                    found.Add(value);
                }

                continue;
            }

            if (!givers.TryGetValue(value, out var node))
            {
                continue;
            }

            var isPart = node.Use.Blend != Blend.None || node.Use.Weights.Length > 0;
            var among = place is OperandUse.Weight && isPart && !node.Use.IsTable ? OperandUse.Factor : place;
            foreach (var input in Forms(node))
            {
                open.Push((input, among, one));
            }
        }
    }

    /// <summary>The properties of a value in the graph.</summary>
    /// <param name="IsStored">Whether it depends only on stored tensors and shapes.</param>
    /// <param name="Near">The kind of value that it derives from.</param>
    /// <param name="HasBias">Whether a bias was added since.</param>
    /// <param name="IsOneWide">Whether there is one number per sample.</param>
    private readonly record struct Flow(bool IsStored, Nearness Near, bool HasBias, bool IsOneWide);

    private enum Nearness
    {
        None,
        Product,
        Centered,
    }
}
