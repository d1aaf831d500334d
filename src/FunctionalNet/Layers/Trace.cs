using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>What layers and transforms have asked for while one graph was composed.</summary>
internal sealed class Trace(bool isTraining)
{
    /// <summary>Where the slots of the optimizer lie.</summary>
    public const string Optimizer = "optimizer";

    /// <summary>The slot of the learning rate that was last applied.</summary>
    public const string LearningRate = $"{Optimizer}/learning_rate";

    /// <summary>The slots that a training keeps itself.</summary>
    public static readonly ImmutableHashSet<string> Reserved = ["step", StepCount.RestOf("step"), LearningRate];

    private readonly Dictionary<string, Expr> variables = new(StringComparer.Ordinal);
    private readonly Dictionary<Expr, Expr> nexts = [];
    private readonly Dictionary<Expr, string> origins = [];

    // Slots by what they were read as after an update.
    private readonly Dictionary<Expr, Expr> reads = [];
    private readonly Dictionary<string, int> draws = new(StringComparer.Ordinal);
    private StepCount? steps;

    public bool IsTraining => isTraining;

    /// <summary>Gets the rows of the batch that the graph computes, where others compute the rest; null where it computes the whole.</summary>
    public Share? Share { get; init; }

    /// <summary>Gets how parameters are adapted, by their paths.</summary>
    public SortedDictionary<string, Adaptation> Adaptations { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the step of decoding that is composed; null for whole sequences.</summary>
    public DecodeStep? Decoding { get; init; }

    /// <summary>Gets the variables in the order in which they were asked for.</summary>
    public List<Expr> Variables { get; } = [];

    /// <summary>Gets the next values of slots and parameters.</summary>
    public IReadOnlyDictionary<Expr, Expr> Nexts => nexts;

    /// <summary>Gets the path of the layer that composed an expression.</summary>
    public IReadOnlyDictionary<Expr, string> Origins => origins;

    /// <summary>Gets the paths of the transforms by whose factor the loss is multiplied before it is differentiated.</summary>
    public HashSet<string> Scaled { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets what the updates of a parameter were multiplied by so far, by its path.</summary>
    public Dictionary<string, AppliedRate> Rates { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the loss of the step, once it is composed.</summary>
    public Expr? Loss { get; set; }

    /// <summary>Gets or sets the parts of the loss, once it is composed.</summary>
    public IReadOnlyList<Portion> Portions { get; set; } = [];

    /// <summary>Gets how much the batch counts; null where the loss is a sum.</summary>
    public Expr? Count
    {
        get
        {
            // Of several parts, as a rule, each sample counts in all.
            Expr[] counts = [.. Portions.Where(portion => portion.Count is not null).Select(portion => portion.Count!)];
            return Portions.Count == 0 ? Ops.Constant(1)
                : counts.Length == 0 ? null
                : counts.Length == 1 ? counts[0]
                : counts.Aggregate((sum, count) => sum + count) * (1.0 / counts.Length);
        }
    }

    public Scope Root => new(this, string.Empty);

    /// <summary>Gets the number of steps before this one; it is state from when it is asked for.</summary>
    public StepCount Steps
    {
        get
        {
            if (steps is not { } count)
            {
                steps = count = StepCount.Of(Root, "step");
                Root.NextCount(count, count.Plus(1));
            }

            return count;
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

    /// <summary>A parameter, whose axes have the roles that are said or those that its rank is taken for.</summary>
    public Expr Parameter(string path, Shape shape, Initializer initializer, AxisRoles? roles, bool isFixed = false)
    {
        var kind = isFixed ? VariableKind.Slot : VariableKind.Parameter;
        var parameter = Variable(kind, path, shape, initializer, roles, isFixed);
        if (roles is not null && roles.View.Size != shape.Size)
        {
            throw new ShapeException(
                nameof(Parameter),
                $"'{path}' has the shape {shape}, but the roles are those of {roles.View}",
                "give the roles of its axes, of which one may be taken apart"
            );
        }

        return parameter;
    }

    public Expr Variable(
        VariableKind kind,
        string path,
        Shape shape,
        Initializer initializer,
        AxisRoles? roles = null,
        bool isFixed = false
    )
    {
        if (!shape.IsKnown && kind != VariableKind.Noise)
        {
            throw new ShapeException(
                kind.ToString(),
                $"'{path}' would have the free axes of {shape}",
                "let its shape depend on known axes only"
            );
        }

        var variable = new Variable(kind, path, new(shape), initializer) { Axes = roles, IsFixed = isFixed };
        if (variables.TryGetValue(path, out var known))
        {
            // Who says nothing of the axes agrees with who does.
            var (first, again) = (known.Variable!, variable);
            return
                first with { Axes = null } == again with { Axes = null }
                && (first.Axes is null || again.Axes is null || first.Axes == again.Axes)
                ? known
                : throw new ShapeException(
                    kind.ToString(),
                    $"the path '{path}' is taken by {known.Variable} of shape {known.Shape}",
                    "give one of them another name; shared variables must agree in shape, initializer, roles of axes and whether they are frozen"
                );
        }

        var expr = new Expr(variable);
        Variables.Add(expr);
        return variables[path] = expr;
    }

    /// <summary>A slot, as it is after what was said of it so far in a training step.</summary>
    public Expr Slot(string path, Shape shape, Initializer initializer)
    {
        var slot = Variable(VariableKind.Slot, path, shape, initializer);
        if (!isTraining || !nexts.TryGetValue(slot, out var next))
        {
            return slot;
        }

        var read = next.StopGradient();
        reads[read] = slot;
        return read;
    }

    /// <summary>Noise of its own for each call.</summary>
    public Expr Noise(string path, Shape shape, Initializer distribution)
    {
        if (!isTraining)
        {
            throw new InvalidOperationException(
                $"'{path}' draws noise at inference, where the same input gives the same output: draw it where "
                    + $"{nameof(Scope)}.{nameof(Scope.IsTraining)} says so, and go on without it elsewhere, as dropout does."
            );
        }

        draws[path] = draws.GetValueOrDefault(path) + 1;
        return Variable(VariableKind.Noise, draws[path] == 1 ? path : $"{path}/{draws[path]}", shape, distribution);
    }

    public void Next(Expr slot, Expr next)
    {
        slot = reads.GetValueOrDefault(slot, slot);
        if (slot.Variable is not { Kind: VariableKind.Slot, IsFixed: false } || slot.Shape != next.Shape)
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
