using System.Collections.Immutable;
using FunctionalNet.Import;
using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Conformance.Differential;

/// <summary>
/// Reduces a case while it keeps its outcome: fewer outputs and nodes, whose values in ONNX Runtime become inputs; fewer attributes and
/// operands, smaller axes, and simpler numbers.
/// </summary>
/// <param name="fails">Whether a reduced case still fails.</param>
internal sealed class Shrinking(Func<Case, bool> fails)
{
    private int left = 400;

    /// <summary>The smallest failing case found.</summary>
    public Case Of(Case one)
    {
        while (left > 0 && Smaller(one).FirstOrDefault(Holds) is { } smaller)
        {
            one = smaller;
        }

        return one;
    }

    private bool Holds(Case one) => left-- > 0 && fails(one);

    private static IEnumerable<Case> Smaller(Case one) =>
        [.. Outputs(one), .. Cuts(one), .. Attributes(one), .. Operands(one), .. Axes(one), .. Numbers(one)];

    private static IEnumerable<Case> Outputs(Case one)
    {
        for (var i = 0; i < one.Model.Graph.Output.Count && one.Model.Graph.Output.Count > 1; i++)
        {
            var model = one.Model.Clone();
            model.Graph.Output.RemoveAt(i);
            yield return Swept(one with { Model = model });
        }
    }

    // Replaces a node by inputs that hold its outputs.
    private static IEnumerable<Case> Cuts(Case one)
    {
        for (var i = 0; i < one.Model.Graph.Node.Count && one.Model.Graph.Node.Count > 1; i++)
        {
            if (Cut(one, one.Model.Graph.Node[i]) is { } smaller)
            {
                yield return smaller;
            }
        }
    }

    private static Case? Cut(Case one, NodeProto node)
    {
        string[] names =
        [
            .. node.Output.Where(name => name.Length > 0 && one.Model.Graph.Output.All(output => output.Name != name)),
        ];
        if (names.Length < node.Output.Count(name => name.Length > 0))
        {
            return null;
        }

        var model = one.Model.Clone();
        model.Graph.Output.Clear();
        model.Graph.Output.AddRange(names.Select(name => new ValueInfoProto { Name = name }));
        return Judge
            .Run(model.ToByteArray(), one.Data)
            .MatchUnsafe(
                Right: values =>
                {
                    TensorProto[] given =
                    [
                        .. names
                            .Zip(
                                values,
                                (name, value) =>
                                    ElementTypes.Of(value.Type.ToLowerInvariant()) is { } type
                                    && ElementTypes.Bits(type) >= 8
                                    && (
                                        ElementTypes.IsFloat(type)
                                        || ElementTypes.IsWhole(type)
                                        || type == DataType.Bool
                                    )
                                        ? Drawn.Of(
                                            name,
                                            type,
                                            [.. value.Tensor.Shape.Sizes()],
                                            value.Tensor.Span.ToArray()
                                        )
                                        : null
                            )
                            .OfType<TensorProto>(),
                    ];
                    if (given.Length < names.Length)
                    {
                        return null;
                    }

                    var cut = one.Model.Clone();
                    cut.Graph.Node.Remove(cut.Graph.Node.First(other => other.Equals(node)));
                    cut.Graph.Input.AddRange(given.Select(Sketch.Declared));
                    return Swept(new(one.Origin, cut, [.. one.Data, .. given]));
                },
                Left: _ => null
            );
    }

    // Removes nodes, inputs and initializers that nothing reads.
    private static Case Swept(Case one)
    {
        var model = one.Model.Clone();
        var graph = model.Graph;
        while (true)
        {
            var read = graph
                .Node.SelectMany(node =>
                    node.Input.Concat(node.Attribute.Where(a => a.G is not null).SelectMany(a => Names(a.G)))
                )
                .Concat(graph.Output.Select(output => output.Name))
                .ToHashSet(StringComparer.Ordinal);
            if (graph.Node.FirstOrDefault(node => !node.Output.Any(read.Contains)) is { } unread)
            {
                graph.Node.Remove(unread);
                continue;
            }

            foreach (var input in graph.Input.Where(input => !read.Contains(input.Name)).ToList())
            {
                graph.Input.Remove(input);
            }

            foreach (var tensor in graph.Initializer.Where(tensor => !read.Contains(tensor.Name)).ToList())
            {
                graph.Initializer.Remove(tensor);
            }

            return new(one.Origin, model, [.. one.Data.Where(tensor => read.Contains(tensor.Name))]);
        }
    }

    private static IEnumerable<string> Names(GraphProto graph) =>
        graph
            .Node.SelectMany(node =>
                node.Input.Concat(node.Attribute.Where(a => a.G is not null).SelectMany(a => Names(a.G)))
            )
            .Concat(graph.Output.Select(output => output.Name));

    private static IEnumerable<Case> Attributes(Case one)
    {
        for (var i = 0; i < one.Model.Graph.Node.Count; i++)
        {
            for (var j = 0; j < one.Model.Graph.Node[i].Attribute.Count; j++)
            {
                var model = one.Model.Clone();
                model.Graph.Node[i].Attribute.RemoveAt(j);
                yield return one with
                {
                    Model = model,
                };
            }
        }
    }

    private static IEnumerable<Case> Operands(Case one)
    {
        for (var i = 0; i < one.Model.Graph.Node.Count; i++)
        {
            for (var j = one.Model.Graph.Node[i].Input.Count - 1; j > 0; j--)
            {
                if (one.Model.Graph.Node[i].Input[j].Length == 0)
                {
                    continue;
                }

                var model = one.Model.Clone();
                var inputs = model.Graph.Node[i].Input;
                inputs[j] = string.Empty;
                while (inputs.Count > 0 && inputs[^1].Length == 0)
                {
                    inputs.RemoveAt(inputs.Count - 1);
                }

                yield return Swept(one with { Model = model });
            }
        }
    }

    private static IEnumerable<Case> Axes(Case one)
    {
        var all = one.Data.Concat(one.Model.Graph.Initializer);
        foreach (var size in all.SelectMany(tensor => tensor.Dims).Where(size => size > 1).Distinct().Order())
        {
            foreach (var smaller in new[] { 1, size / 2, size - 1 }.Where(to => to > 0 && to < size).Distinct())
            {
                yield return Changed(one, tensor => Cropped(tensor, size, smaller));
            }
        }
    }

    private static IEnumerable<Case> Numbers(Case one)
    {
        foreach (var tensor in one.Data.Concat(one.Model.Graph.Initializer))
        {
            var type = (DataType)tensor.DataType;
            if (tensor.RawData.IsEmpty || !ElementTypes.IsFloat(type))
            {
                continue;
            }

            int[] shape = [.. tensor.Dims.Select(size => (int)size)];
            double[] values = [.. TensorReader.Read<double>(tensor).Span];
            double[][] simpler =
            [
                [.. values.Select(_ => 1.0)],
                [.. values.Select(value => double.IsFinite(value) ? Math.Clamp(Math.Round(value), -9, 9) : value)],
                .. values.Length > 16
                    ? []
                    : values.Select((_, i) => values.Select((value, j) => i == j ? 1 : value).ToArray()),
            ];
            foreach (var numbers in simpler.Where(numbers => !numbers.SequenceEqual(values)))
            {
                yield return Changed(
                    one,
                    other => other.Name == tensor.Name ? Drawn.Of(tensor.Name, type, shape, numbers) : other
                );
            }
        }
    }

    private static TensorProto Cropped(TensorProto tensor, long size, long smaller)
    {
        var type = (DataType)tensor.DataType;
        if (!tensor.Dims.Contains(size) || ElementTypes.Bits(type) < 8 || tensor.RawData.IsEmpty)
        {
            return tensor;
        }

        int[] shape = [.. tensor.Dims.Select(axis => (int)(axis == size ? smaller : axis))];
        var width = ElementTypes.Bits(type) / 8;
        var count = shape.Aggregate(1, (product, axis) => product * axis);
        return new()
        {
            Name = tensor.Name,
            DataType = tensor.DataType,
            Dims = { shape.Select(axis => (long)axis) },
            RawData = ByteString.CopyFrom(tensor.RawData.Span[..(count * width)]),
        };
    }

    private static Case Changed(Case one, Func<TensorProto, TensorProto> change)
    {
        var model = one.Model.Clone();
        ImmutableArray<TensorProto> data = [.. one.Data.Select(change)];
        for (var i = 0; i < model.Graph.Initializer.Count; i++)
        {
            model.Graph.Initializer[i] = change(model.Graph.Initializer[i]);
        }

        for (var i = 0; i < model.Graph.Input.Count; i++)
        {
            if (data.FirstOrDefault(tensor => tensor.Name == model.Graph.Input[i].Name) is { } tensor)
            {
                model.Graph.Input[i] = Sketch.Declared(tensor);
            }
        }

        return new(one.Origin, model, data);
    }
}
