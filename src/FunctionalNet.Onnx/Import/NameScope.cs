using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Import;

/// <summary>A value of a graph, and its type in the file.</summary>
internal readonly record struct Value(Expr Expr, DataType Type);

/// <summary>
/// The names visible to the nodes of a graph: its own, and those of enclosing graphs. The body of a function sees only its own, and the
/// attributes of its call.
/// </summary>
internal sealed class NameScope(
    NameScope? outer,
    long version,
    IReadOnlyDictionary<string, AttributeProto>? attributes = null
)
{
    private const int Deepest = 64;

    private readonly Dictionary<string, Value> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> absent = new(StringComparer.Ordinal);

    /// <summary>Gets the number of enclosing graphs and functions.</summary>
    public int Depth { get; private init; } = outer is null ? 0 : outer.Depth + 1;

    /// <summary>Gets the version of ONNX's operator set for its nodes.</summary>
    public long Version => version;

    private NameScope? Outer => outer;

    /// <summary>The scope of a graph within a node.</summary>
    public NameScope Inner() => Checked(new NameScope(this, version, attributes));

    /// <summary>The scope of the body of a function.</summary>
    public NameScope Body(IReadOnlyDictionary<string, AttributeProto> given, long its) =>
        Checked(new NameScope(null, its, given) { Depth = Depth + 1 });

    /// <summary>The value of a name.</summary>
    public Value? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.values.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Says that a name is an operand which the call of the function leaves out.</summary>
    public void Leave(string name) => absent.Add(name);

    /// <summary>Whether a name is such an operand.</summary>
    public bool IsAbsent(string name)
    {
        var scope = this;
        while (scope.Outer is { } next && !scope.absent.Contains(name))
        {
            scope = next;
        }

        return scope.absent.Contains(name);
    }

    /// <summary>The shapes of all values of the graph itself, by name.</summary>
    public Dictionary<string, Shape> Shapes() =>
        values.ToDictionary(value => value.Key, value => value.Value.Expr.Shape, StringComparer.Ordinal);

    /// <summary>The values of the graph itself that its outputs depend on, by name.</summary>
    public Dictionary<string, Expr> Within(IReadOnlyList<Expr> outputs)
    {
        var within = Expr.Sort(outputs).Where(expr => expr.Variable is null).ToHashSet();
        return values
            .Where(value => within.Contains(value.Value.Expr))
            .ToDictionary(value => value.Key, value => value.Value.Expr, StringComparer.Ordinal);
    }

    /// <summary>Names a value.</summary>
    public void Add(string name, Value value)
    {
        if (name.Length == 0)
        {
            throw new FormatException("it has no name");
        }

        if (!values.TryAdd(name, value))
        {
            throw new FormatException($"two values have the name '{name}'");
        }
    }

    /// <summary>An attribute, or the one that the call of the enclosing function passes for it; null if it passes none.</summary>
    public AttributeProto? Resolve(AttributeProto attribute) =>
        attribute.RefAttrName.Length == 0 ? attribute
        : attributes is null
            ? throw new FormatException(
                $"the attribute '{attribute.Name}' is that of a function named '{attribute.RefAttrName}', and the node is in no function"
            )
        : attributes.GetValueOrDefault(attribute.RefAttrName) is not { } given ? null
        : new AttributeProto(given) { Name = attribute.Name };

    private static NameScope Checked(NameScope scope) =>
        scope.Depth <= Deepest
            ? scope
            : throw new FormatException($"graphs and functions within each other are more than {Deepest} deep");
}
