using FunctionalNet.Schemas;

namespace FunctionalNet.Conformance.Differential;

/// <summary>Generates the random case for a seed and a number, reproducibly.</summary>
internal static class Drawings
{
    /// <summary>The random generator of a case.</summary>
    public static Random Chance(int seed, int number) => new(HashOf(seed, number));

    /// <summary>The case, and the opset for its export.</summary>
    public static (Case Case, int Opset) Of(int seed, int number)
    {
        var random = Chance(seed, number);
        var opset = random.Next(Export.Opsets.Oldest, Export.Opsets.Newest + 1);
        var kind = random.Next(100);
        return (
            kind < 35 ? Perturbed.Draw(random)
            : kind < 85 ? Single(random)
            : Graphs.Draw(random),
            opset
        );
    }

    private static Case Single(Random random)
    {
        while (true)
        {
            var (name, draw) = Families.All[random.Next(Families.All.Length)];
            var sketch = new Sketch(random, Opset(name, random));
            if (sketch.Schema(name) is { } schema && draw(sketch, schema) is not null)
            {
                return sketch.Done(name, Outputs(sketch));
            }
        }
    }

    // An opset in which the operator changed, or a random one.
    private static int Opset(string name, Random random)
    {
        int[] changes =
        [
            .. OperatorSchemas
                .All.Where(schema => schema.Domain.Length == 0 && schema.Name == name)
                .Select(schema => schema.Since)
                .Where(since => since <= Export.Opsets.Newest),
        ];
        return random.Next(3) == 0 || changes.Length == 0
            ? random.Next(7, Export.Opsets.Newest + 1)
            : Math.Max(changes[random.Next(changes.Length)], random.Next(4) == 0 ? 1 : 7);
    }

    private static IEnumerable<string> Outputs(Sketch sketch) => sketch.Results.Select(result => result.Name);

    private static int HashOf(int seed, int number)
    {
        var mixed = unchecked((((ulong)(uint)seed << 32) | (uint)number) * 0x9E3779B97F4A7C15);
        mixed ^= mixed >> 29;
        mixed *= 0xBF58476D1CE4E5B9;
        return (int)(mixed >> 33);
    }
}
