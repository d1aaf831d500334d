namespace FunctionalNet;

/// <summary>What layers and transforms have asked for while one graph was composed.</summary>
internal sealed class Trace(bool isTraining)
{
    /// <summary>Where the slots of the optimizer lie.</summary>
    public const string Optimizer = "optimizer";

    private readonly Dictionary<string, Expr> variables = new(StringComparer.Ordinal);
    private readonly Dictionary<Expr, Expr> nexts = [];
    private readonly Dictionary<Expr, string> origins = [];

    public bool IsTraining => isTraining;

    /// <summary>Gets the variables in the order in which they were asked for.</summary>
    public List<Expr> Variables { get; } = [];

    /// <summary>Gets the next values of slots and parameters.</summary>
    public IReadOnlyDictionary<Expr, Expr> Nexts => nexts;

    /// <summary>Gets the path of the layer that composed an expression.</summary>
    public IReadOnlyDictionary<Expr, string> Origins => origins;

    /// <summary>Gets the paths of the transforms by whose factor the loss is multiplied before it is differentiated.</summary>
    public HashSet<string> Scaled { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the loss of the step, once it is composed.</summary>
    public Expr? Loss { get; set; }

    public Scope Root => new(this, string.Empty);

    public Expr Step
    {
        get
        {
            var step = Variable(VariableKind.Slot, "step", Shape.Scalar, new Zeros());
            if (!nexts.ContainsKey(step))
            {
                nexts[step] = step + 1;
            }

            return step;
        }
    }

    /// <summary>What a whole model makes of its input. Shape errors name its outermost layer if they name none within it.</summary>
    public Expr Compose(Layer layer, Expr x)
    {
        try
        {
            return Bounded(Nesting.Whole(layer), Root, x);
        }
        catch (ShapeException error) when (error.At(layer.GetType().Name))
        {
            throw;
        }
    }

    /// <summary>Throws where parameters and slots take more bytes than there are.</summary>
    /// <param name="size">The bytes of a number.</param>
    public void CheckMemory(int size)
    {
        Expr[] kept = [.. Variables.Where(one => one.Variable!.Kind is VariableKind.Parameter or VariableKind.Slot)];
        if (Capacity.Lacking(kept.Sum(one => (long)one.Shape.Size * size)) is { } lacking)
        {
            var largest = kept.MaxBy(one => one.Shape.Size)!;
            throw new ShapeException(
                "Init",
                $"parameters and slots take {lacking}; the largest is {largest}",
                "take fewer units, or an optimizer that keeps less"
            );
        }
    }

    public Expr Variable(VariableKind kind, string path, Shape shape, Initializer initializer)
    {
        if (!shape.IsKnown && kind != VariableKind.Noise)
        {
            throw new ShapeException(
                kind.ToString(),
                $"'{path}' would have the free axes of {shape}",
                "let its shape depend on known axes only"
            );
        }

        var variable = new Variable(kind, path, new(shape), initializer);
        if (variables.TryGetValue(path, out var known))
        {
            return known.Variable == variable
                ? known
                : throw new ShapeException(
                    kind.ToString(),
                    $"the path '{path}' is taken by {known.Variable} of shape {known.Shape}",
                    "give one of them another name; shared variables must agree in shape and initializer"
                );
        }

        var expr = new Expr(variable);
        Variables.Add(expr);
        return variables[path] = expr;
    }

    public void Next(Expr slot, Expr next)
    {
        if (slot.Variable?.Kind != VariableKind.Slot || slot.Shape != next.Shape)
        {
            throw new ShapeException(
                "Next",
                $"{slot} cannot become {next}",
                "give a slot a next value of its own shape"
            );
        }

        nexts[slot] = next;
    }

    /// <summary>Says what a parameter is after the step.</summary>
    public void Become(Expr parameter, Expr next) => nexts[parameter] = next;

    /// <summary>Says that an expression has taken the place of another one, whose path it has.</summary>
    public void Became(Expr expr, Expr next)
    {
        if (origins.TryGetValue(expr, out var path))
        {
            origins.TryAdd(next, path);
        }
    }

    /// <summary>A layer applied. Sizes that overflow while it computes with them are an error of shapes.</summary>
    public static Expr Bounded(Layer layer, Scope scope, Expr x)
    {
        Nesting.CheckStack();
        try
        {
            return layer.Apply(scope, x);
        }
        catch (OverflowException)
        {
            throw new ShapeException(
                layer.GetType().Name,
                $"its sizes for {x.Shape} are larger than whole numbers of 32 bits",
                "make them smaller"
            );
        }
    }

    /// <summary>Puts what a function makes of all next values in their place, and answers what it makes of others.</summary>
    public Expr[] Rewrite(Func<IReadOnlyList<Expr>, Expr[]> rewrite, IReadOnlyList<Expr> others)
    {
        Expr[] keys = [.. nexts.Keys.OrderBy(variable => variable.Id)];
        var rewritten = rewrite([.. others, .. keys.Select(variable => nexts[variable])]);
        foreach (var (variable, next) in keys.Zip(rewritten[others.Count..]))
        {
            nexts[variable] = next;
        }

        return rewritten[..others.Count];
    }

    /// <summary>Notes the path for what lies between x and y and has none yet: inner layers come first.</summary>
    public void Attribute(Expr y, Expr x, string path)
    {
        var open = new Stack<Expr>([y]);
        while (open.TryPop(out var expr))
        {
            if (expr != x && expr.Variable is null && origins.TryAdd(expr, path))
            {
                foreach (var input in expr.Inputs)
                {
                    open.Push(input);
                }
            }
        }
    }
}
