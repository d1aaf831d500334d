using System.Collections.Immutable;
using System.Numerics;
using Onnx;

namespace FunctionalNet.Export;

/// <summary>Operators without an ONNX form as local functions of the model: each body once, however often it is called.</summary>
internal sealed class LocalFunctions<T>(ExportOptions options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The operator set of the functions.</summary>
    public const string Domain = "functionalnet";

    private readonly Dictionary<string, FunctionProto> written = new(StringComparer.Ordinal);
    private readonly Dictionary<(Op Op, string Types), string> names = [];
    private readonly Names taken = new();

    /// <summary>Gets the functions, callees first.</summary>
    public IEnumerable<FunctionProto> Functions => written.Values;

    /// <summary>The name of the function for an expression.</summary>
    public string Of(Expr expr)
    {
        // A body may depend on the shapes of its operands.
        var key = (expr.Op, string.Join("; ", expr.Inputs.Select(input => input.Type)));
        if (!names.TryGetValue(key, out var name))
        {
            var function = Write(expr);
            name = names[key] = taken.Unique(expr.Op.Name[(expr.Op.Name.LastIndexOf('.') + 1)..]);
            function.Name = name;
            written.Add(name, function);
        }

        return name;
    }

    private FunctionProto Write(Expr expr)
    {
        Expr[] operands = [.. expr.Inputs.Select((x, i) => Expr.Input($"x{i}", x.Shape, x.Type.Element))];
        var graph = GraphWriter<T>.Write(
            new Graph(operands, [expr.Op.Body(operands)!]),
            ImmutableDictionary<Expr, string>.Empty,
            ImmutableDictionary<string, Tensor<T>>.Empty,
            ["y"],
            options,
            this
        );
        var function = new FunctionProto
        {
            Domain = Domain,
            DocString = expr.Op.ToString(),
            Input = { graph.Input.Select(input => input.Name) },
            Output = { graph.Output.Select(output => output.Name) },
            OpsetImport =
            {
                new OperatorSetIdProto { Domain = string.Empty, Version = options.Opset },
                new OperatorSetIdProto { Domain = Domain, Version = 1 },
            },
        };

        // A function cannot have initializers.
        function.Node.AddRange(graph.Initializer.Select(Constant));
        function.Node.AddRange(graph.Node);
        return function;
    }

    private static NodeProto Constant(TensorProto value) =>
        new()
        {
            OpType = "Constant",
            Name = value.Name,
            Output = { value.Name },
            Attribute =
            {
                new AttributeProto
                {
                    Name = "value",
                    Type = AttributeProto.Types.AttributeType.Tensor,
                    T = value,
                },
            },
        };
}
