using FunctionalNet.Schemas;
using Google.Protobuf;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;
using DataType = Onnx.TensorProto.Types.DataType;
using Opsets = FunctionalNet.Export.Opsets;

namespace FunctionalNet.Conformance.Differential;

/// <summary>A value of a model under construction.</summary>
/// <param name="Name">The name of the value.</param>
/// <param name="Type">The type of the value.</param>
/// <param name="Shape">The shape; null if it is not known.</param>
internal sealed record Drawing(string Name, DataType Type, int[]? Shape);

/// <summary>A random model under construction: nodes over new inputs, new initializers and existing values.</summary>
/// <param name="random">The random generator.</param>
/// <param name="opset">The opset of the model.</param>
internal sealed class Sketch(Random random, int opset)
{
    private readonly List<NodeProto> nodes = [];
    private readonly List<TensorProto> inputs = [];
    private readonly List<TensorProto> initializers = [];

    /// <summary>Gets the random generator.</summary>
    public Random Random => random;

    /// <summary>Gets the opset.</summary>
    public int Opset => opset;

    /// <summary>Gets the outputs of the nodes.</summary>
    public List<Drawing> Results { get; } = [];

    /// <summary>Gets or sets the probability in percent that an operand is an existing value.</summary>
    public int Shared { get; set; }

    /// <summary>Gets or sets the style of the numbers; null for a random one.</summary>
    public Style? Style { get; set; }

    /// <summary>Whether an event of the given probability in percent occurs.</summary>
    public bool Chance(int percent) => random.Next(100) < percent;

    /// <summary>A random choice.</summary>
    public T One<T>(params IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>A random shape of a few small axes; an axis can be 1, or rarely 0.</summary>
    public int[] Shape(int leastRank = 0, int mostRank = 4, bool mayBeEmpty = true)
    {
        int[] shape = [.. Enumerable.Range(0, random.Next(leastRank, mostRank + 1)).Select(_ => random.Next(1, 5))];
        if (mayBeEmpty && shape.Length > 0 && Chance(4))
        {
            shape[random.Next(shape.Length)] = 0;
        }

        return shape;
    }

    /// <summary>An operand with random numbers.</summary>
    public string Any(DataType type, int[] shape, Style? style = null)
    {
        if (style is null && Chance(Shared))
        {
            Drawing[] there =
            [
                .. Results.Where(value => value.Type == type && value.Shape is { } one && one.SequenceEqual(shape)),
            ];
            if (there.Length > 0)
            {
                return One(there).Name;
            }
        }

        var tensor = Drawn.Tensor(
            random,
            Free(),
            type,
            shape,
            style ?? Style ?? (Shared > 0 ? Differential.Style.Usual : Drawn.AnyStyle(random))
        );
        return Stored(tensor, Chance(25));
    }

    /// <summary>An operand with given numbers, such as axes or a shape.</summary>
    public string Given(DataType type, int[] shape, params IReadOnlyList<double> numbers) =>
        Stored(Drawn.Of(Free(), type, shape, numbers), Chance(60));

    /// <summary>An operand that is a graph input.</summary>
    public string Input(TensorProto tensor)
    {
        tensor.Name = Free();
        return Stored(tensor, isStored: false);
    }

    /// <summary>The first operand: an existing value, or a new one of a type that the operator accepts.</summary>
    public Drawing Operand(
        OperatorSchema schema,
        int place = 0,
        int leastRank = 0,
        int mostRank = 4,
        Style? style = null
    )
    {
        var types = schema.Inputs[place].Types;
        Drawing[] there =
        [
            .. Results.Where(value =>
                value.Shape is { } known
                && known.Length >= leastRank
                && known.Length <= mostRank
                && types.Contains(Cases.TypedTensor.NameOf((int)value.Type).ToLowerInvariant())
            ),
        ];
        if (there.Length > 0 && Chance(Shared))
        {
            return One(there);
        }

        var (type, shape) = (Type(schema, place), Shape(leastRank, mostRank));
        return new(Any(type, shape, style), type, shape);
    }

    /// <summary>An operand that is an integer vector.</summary>
    public string Whole(params IReadOnlyList<int> numbers) =>
        Given(DataType.Int64, [numbers.Count], [.. numbers.Select(number => (double)number)]);

    /// <summary>A random type that the schema allows for an operand and this library supports; most often float.</summary>
    public DataType Type(OperatorSchema schema, int operand = 0) => Type(schema.Inputs[operand].Types);

    /// <summary>A random one of the given types.</summary>
    public DataType Type(IEnumerable<string> words)
    {
        DataType[] types = [.. words.Select(ElementTypes.Of).OfType<DataType>()];
        return types.Length == 0 ? DataType.Float
            : types.Contains(DataType.Float) && Chance(55) ? DataType.Float
            : One(types);
    }

    /// <summary>Adds a node; attributes that the operator lacks in this opset are left out.</summary>
    /// <param name="schema">The schema of the operator.</param>
    /// <param name="operands">The names of the operands; an empty one is left out.</param>
    /// <param name="attributes">The attributes; null leaves one out.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="type">The type of the first output.</param>
    /// <param name="shape">The shape of the first output, if it is known.</param>
    public string Node(
        OperatorSchema schema,
        IReadOnlyList<string> operands,
        IReadOnlyDictionary<string, object?>? attributes = null,
        int outputs = 1,
        DataType type = DataType.Undefined,
        int[]? shape = null
    )
    {
        var node = new NodeProto
        {
            OpType = schema.Name,
            Domain = schema.Domain,
            Name = $"n{nodes.Count}",
            Input = { operands.Reverse().SkipWhile(name => name.Length == 0).Reverse() },
        };
        foreach (var (name, value) in attributes ?? new Dictionary<string, object?>(StringComparer.Ordinal))
        {
            if (value is not null && schema.Attributes.ContainsKey(name))
            {
                node.Attribute.Add(Attribute(name, value));
            }
        }

        for (var i = 0; i < outputs; i++)
        {
            var name = $"v{nodes.Count}_{i}";
            node.Output.Add(name);
            Results.Add(new(name, i == 0 ? type : DataType.Undefined, i == 0 ? shape : null));
        }

        nodes.Add(node);
        return node.Output[0];
    }

    /// <summary>Random attributes: each is left out or gets one of its values.</summary>
    public Dictionary<string, object?> Some(params IEnumerable<(string Name, object?[] Values)> attributes) =>
        attributes.ToDictionary(one => one.Name, one => Chance(30) ? null : One(one.Values), StringComparer.Ordinal);

    /// <summary>The schema of an operator in the opset of this model.</summary>
    public OperatorSchema? Schema(string name) =>
        OperatorSchemas.Of(string.Empty, name, opset) is { IsDeprecated: false } schema ? schema : null;

    /// <summary>The model, with the given values as its outputs.</summary>
    public Case Done(string origin, IEnumerable<string> outputs)
    {
        var graph = new GraphProto { Name = "drawn" };
        graph.Node.AddRange(nodes);
        graph.Initializer.AddRange(initializers);
        graph.Input.AddRange(inputs.Select(Declared));
        if (opset < 9)
        {
            // Before IR version 4, initializers must be inputs, too.
            graph.Input.AddRange(initializers.Select(Declared));
        }

        graph.Output.AddRange(outputs.Select(name => new ValueInfoProto { Name = name }));
        return new(
            origin,
            new ModelProto
            {
                IrVersion = opset < 9 ? 3 : Opsets.IrVersion(opset),
                OpsetImport = { new OperatorSetIdProto { Version = opset } },
                Graph = graph,
            },
            [.. inputs]
        );
    }

    /// <summary>An attribute with the type of the value.</summary>
    public static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case bool or int or long:
                (attribute.Type, attribute.I) = (AttributeType.Int, Convert.ToInt64(value, null));
                break;
            case double or float:
                (attribute.Type, attribute.F) = (AttributeType.Float, Convert.ToSingle(value, null));
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case int[] numbers:
                attribute.Type = AttributeType.Ints;
                attribute.Ints.AddRange(numbers.Select(number => (long)number));
                break;
            case double[] numbers:
                attribute.Type = AttributeType.Floats;
                attribute.Floats.AddRange(numbers.Select(number => (float)number));
                break;
            case string[] texts:
                attribute.Type = AttributeType.Strings;
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                break;
            case TensorProto tensor:
                (attribute.Type, attribute.T) = (AttributeType.Tensor, tensor);
                break;
            case GraphProto graph:
                (attribute.Type, attribute.G) = (AttributeType.Graph, graph);
                break;
            default:
                throw new ArgumentException($"no attribute is a {value.GetType()}", nameof(value));
        }

        return attribute;
    }

    /// <summary>The declaration of an input or output with the tensor's type and shape.</summary>
    public static ValueInfoProto Declared(TensorProto tensor) =>
        new()
        {
            Name = tensor.Name,
            Type = new()
            {
                TensorType = new()
                {
                    ElemType = tensor.DataType,
                    Shape = new()
                    {
                        Dim = { tensor.Dims.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }) },
                    },
                },
            },
        };

    private string Stored(TensorProto tensor, bool isStored)
    {
        (isStored ? initializers : inputs).Add(tensor);
        return tensor.Name;
    }

    private string Free() => $"x{inputs.Count + initializers.Count}";
}
