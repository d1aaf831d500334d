using FunctionalNet.Learning;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.Import;

/// <summary>The shared state of all graphs of a file while they are read: the model's variables, its functions, and its budget.</summary>
internal sealed class Imported(ModelProto model, bool ours, ImportOptions options)
{
    // Loops are unrolled and functions inlined: a short file can expand to many nodes.
    private const int MaxNodes = 2_000_000;

    private readonly ILookup<(string, string, string), FunctionProto> functions = model.Functions.ToLookup(function =>
        (function.Domain, function.Name, function.Overload)
    );

    private readonly Dictionary<TensorProto, Expr> stored = new(ReferenceEqualityComparer.Instance);
    private readonly Export.Names paths = new();

    private readonly HashSet<Expr> fixedOnes = [];
    private int nodes;

    /// <summary>Gets a value indicating whether this library wrote the file, and marked constants.</summary>
    public bool Ours => ours;

    /// <summary>Gets the version of the file's format.</summary>
    public long Format => model.IrVersion;

    /// <summary>Gets the roles of stored tensors.</summary>
    public Roles Roles { get; } = Roles.Of(model, ours, options);

    /// <summary>Gets the options for the inputs.</summary>
    public ImportOptions Options => options;

    /// <summary>Gets the inputs that have a default.</summary>
    public IReadOnlyDictionary<string, TensorProto> Defaults { get; } = Rewriting.DefaultInputs.Of(model);

    /// <summary>Whether an input with a default has another value than that, known or not.</summary>
    public bool IsGiven(string name) =>
        Defaults.ContainsKey(name) && (options.FreesDefaults || options.Values.ContainsKey(name));

    /// <summary>Gets the free variables, in order.</summary>
    public List<Expr> Inputs { get; } = [];

    /// <summary>Gets or sets a value indicating whether the file has float64 values.</summary>
    public bool HasDoubles { get; set; }

    /// <summary>Gets the tensors of the variables that have one, by path.</summary>
    public Dictionary<string, TensorProto> Stored { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the known values.</summary>
    public KnownValues Known => field ??= new KnownValues(Fixed);

    /// <summary>The function that a node calls, or null.</summary>
    public FunctionProto? Function(NodeProto node) =>
        functions[(node.Domain, node.OpType, node.Overload)].FirstOrDefault();

    /// <summary>Counts a node, and throws if there are too many.</summary>
    public void Count()
    {
        if (++nodes > MaxNodes)
        {
            throw new FormatException($"unrolled and inlined, the graph has more than {MaxNodes} nodes");
        }
    }

    /// <summary>A variable of the current graph.</summary>
    public Value Declare(Variable variable, DataType code)
    {
        var expr = new Expr(variable);
        HasDoubles |= code == DataType.Double;
        paths.Reserve(variable.Path);
        Inputs.Add(expr);
        return new(expr, code);
    }

    /// <summary>
    /// A stored tensor: a variable if it is trainable or keeps its name, else a constant. A tensor is one variable, however often it is
    /// read.
    /// </summary>
    public Value Value(TensorProto tensor, string name)
    {
        var (type, code) = (TensorReader.Check(tensor), (DataType)tensor.DataType);
        HasDoubles |= code == DataType.Double;
        if (Roles.Of(tensor) is var role && role == StoredRole.Constant)
        {
            return new(new Expr(TensorReader.ReadConstant(tensor)), code);
        }

        if (!stored.TryGetValue(tensor, out var expr))
        {
            var kind = role == StoredRole.Parameter ? VariableKind.Parameter : VariableKind.Slot;
            var path = paths.Unique(name);
            expr = Declare(new(kind, path, type, new StoredInitializer(tensor)), code).Expr;
            stored.Add(tensor, expr);
            Stored[path] = tensor;
        }

        return new(expr, code);
    }

    /// <summary>Reserves a name for the file's own value.</summary>
    public void Reserve(string name) => paths.Reserve(name);

    /// <summary>The path of the variable of a stored tensor; null if it has none.</summary>
    public string? PathOf(StoredNumbers one) => stored.GetValueOrDefault(one.Tensor)?.Variable!.Path;

    /// <summary>Removes parameters that were only used as sizes, axes and bounds.</summary>
    public void Forget(IReadOnlyList<Expr> outputs)
    {
        fixedOnes.ExceptWith(Expr.Sort(outputs));
        Inputs.RemoveAll(fixedOnes.Contains);
        foreach (var expr in fixedOnes)
        {
            Stored.Remove(expr.Variable!.Path, out var tensor);
            stored.Remove(tensor!);
        }
    }

    // A float initializer of a foreign file is a parameter, unless an operator needs its value at import: bounds, sizes, axes.
    private Tensor<double>? Fixed(Expr expr)
    {
        if (expr.Variable is not { } variable)
        {
            return null;
        }

        if (Stored.TryGetValue(variable.Path, out var tensor))
        {
            fixedOnes.Add(expr);
            return TensorReader.Read<double>(tensor);
        }

        return options.Values.GetValueOrDefault(variable.Path);
    }
}
