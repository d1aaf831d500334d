namespace FunctionalNet.Conformance.Differential;

/// <summary>Random graphs of 2 to 20 nodes that share values.</summary>
internal static class Graphs
{
    /// <summary>Draws a graph.</summary>
    public static Case Draw(Random random)
    {
        var sketch = new Sketch(random, random.Next(7, Export.Opsets.Newest + 1)) { Shared = 75 };
        var count = random.Next(2, 21);
        for (var tries = 0; sketch.Results.Count < count && tries < 100; tries++)
        {
            var (name, draw) = Families.All[random.Next(Families.All.Length)];
            if (sketch.Schema(name) is { } schema)
            {
                draw(sketch, schema);
            }
        }

        var results = sketch.Results;
        string[] outputs =
        [
            .. results
                .Skip(results.Count - random.Next(1, 4))
                .Select(result => result.Name)
                .Distinct(StringComparer.Ordinal),
        ];
        return sketch.Done(
            "graph",
            outputs.Length > 0 ? outputs : [sketch.Any(Onnx.TensorProto.Types.DataType.Float, [2])]
        );
    }
}
