using Onnx;

namespace FunctionalNet.Import;

/// <summary>What all graphs of a file share while they are read: the model's own variables, its functions, and how much it may cost.</summary>
internal sealed class Imported(ModelProto model, bool ours, ImportOptions options)
{
    // Loops are unrolled and functions inlined: a short file can ask for much.
    private const int MostNodes = 2_000_000;

    private readonly ILookup<(string, string), FunctionProto> functions = model.Functions.ToLookup(function =>
        (function.Domain, function.Name)
    );

    private readonly HashSet<Expr> fixedOnes = [];
    private int nodes;

    /// <summary>Gets a value indicating whether this library wrote the file, and marked what is a constant.</summary>
    public bool Ours => ours;

    /// <summary>Gets what is told about the inputs.</summary>
    public ImportOptions Options => options;

    /// <summary>Gets the free variables, in order.</summary>
    public List<Expr> Inputs { get; } = [];

    /// <summary>Gets or sets a value indicating whether a value of the file is of 64 bits and a fraction.</summary>
    public bool HasDoubles { get; set; }

    /// <summary>Gets the tensors of the variables that have one, by path.</summary>
    public Dictionary<string, TensorProto> Stored { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets what is known of values beforehand.</summary>
    public Knowledge Known => field ??= new Knowledge(Fixed);

    /// <summary>The function that a node calls, or null.</summary>
    public FunctionProto? Function(NodeProto node) => functions[(node.Domain, node.OpType)].FirstOrDefault();

    /// <summary>Counts a node, and throws where there are too many.</summary>
    public void Count()
    {
        if (++nodes > MostNodes)
        {
            throw new FormatException($"unrolled and inlined, the graph has more than {MostNodes} nodes");
        }
    }

    /// <summary>Leaves out the parameters that only stood for sizes, axes and bounds.</summary>
    public void Forget(IReadOnlyList<Expr> outputs)
    {
        fixedOnes.ExceptWith(Expr.Sort(outputs));
        Inputs.RemoveAll(fixedOnes.Contains);
        foreach (var expr in fixedOnes)
        {
            Stored.Remove(expr.Variable!.Path);
        }
    }

    // A stranger's float initializer is a parameter, unless an operator wants to know its value now: bounds, sizes, axes.
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
