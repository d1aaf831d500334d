using System.Collections.Immutable;
using FunctionalNet.Execution;

namespace FunctionalNet;

/// <summary>The variables that layers and transforms have requested while one graph is composed.</summary>
internal sealed class Trace(bool isTraining)
{
    /// <summary>The scope of the optimizer's slots.</summary>
    public const string Optimizer = "optimizer";

    /// <summary>The slot of the most recently applied learning rate.</summary>
    public const string LearningRate = $"{Optimizer}/learning_rate";

    /// <summary>The slots that a training itself owns.</summary>
    public static readonly ImmutableHashSet<string> Reserved = ["step", StepCount.RestOf("step"), LearningRate];

    // Fewer elements are not worth decoding, and may be scales that the others depend on.
    private const int LeastCompact = 256;

    private readonly Dictionary<string, Expr> variables = new(StringComparer.Ordinal);
    private readonly Dictionary<Expr, Expr> nexts = [];
    private readonly Dictionary<Expr, string> origins = [];

    // Slots by the expression of their value after an update.
    private readonly Dictionary<Expr, Expr> reads = [];
    private readonly Dictionary<string, int> draws = new(StringComparer.Ordinal);
    private StepCount? steps;

    public bool IsTraining => isTraining;

    /// <summary>Gets the rows of the batch that the graph computes, if others compute the rest; null for the whole batch.</summary>
    public Share? Share { get; init; }

    /// <summary>Gets the adaptations of parameters, by path.</summary>
    public SortedDictionary<string, Adaptation> Adaptations { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the current step of incremental decoding; null for whole sequences.</summary>
    public DecodeStep? Decoding { get; init; }

    /// <summary>Gets the variables in the order of their first request.</summary>
    public List<Expr> Variables { get; } = [];

    /// <summary>Gets the next values of slots and parameters.</summary>
    public IReadOnlyDictionary<Expr, Expr> Nexts => nexts;

    /// <summary>Gets the path of the layer that composed an expression.</summary>
    public IReadOnlyDictionary<Expr, string> Origins => origins;

    /// <summary>Gets the output of the layer of each path.</summary>
    public Dictionary<string, Expr> Results { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the outputs of all layers, also of those that wrappers apply under their own path.</summary>
    public HashSet<Expr> Outputs { get; } = [];

    /// <summary>Gets the paths of the transforms whose factors multiply the loss before it is differentiated.</summary>
    public HashSet<string> Scaled { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the rates applied so far to the updates of each parameter, by path.</summary>
    public Dictionary<string, AppliedRate> Rates { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the loss of the step, once composed.</summary>
    public Expr? Loss { get; set; }

    /// <summary>Gets or sets the terms of the loss, once composed.</summary>
    public IReadOnlyList<Portion> Portions { get; set; } = [];

    /// <summary>Gets the weight of the batch; null if the loss is a sum.</summary>
    public Expr? Count
    {
        get
        {
            // A loss of several terms usually counts each sample in all of them.
            Expr[] counts = [.. Portions.Where(portion => portion.Count is not null).Select(portion => portion.Count!)];
            return Portions.Count == 0 ? Ops.Constant(1)
                : counts.Length == 0 ? null
                : counts.Length == 1 ? counts[0]
                : counts.Aggregate((sum, count) => sum + count) * (1.0 / counts.Length);
        }
    }

    public Scope Root => new(this, string.Empty);

    /// <summary>Gets the number of earlier steps; it becomes state when first requested.</summary>
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

    /// <summary>Applies a whole model to its input. Shape errors name its outermost layer if they name none within it.</summary>
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

    /// <summary>Throws if parameters and slots need more memory than there is.</summary>
    /// <param name="size">The size of a number in bytes.</param>
    public void CheckMemory(int size)
    {
        Expr[] kept = [.. Variables.Where(one => one.Variable!.Kind is VariableKind.Parameter or VariableKind.Slot)];
        if (Capacity.Lacking(kept.Sum(one => one.Variable!.Bytes(size))) is { } lacking)
        {
            var largest = kept.MaxBy(one => one.Shape.Size)!;
            throw new ShapeException(
                "Init",
                $"parameters and slots take {lacking}; the largest is {largest}",
                "take fewer units, or an optimizer that keeps less"
            );
        }
    }

    /// <summary>A parameter, with the stated roles of its axes or those that follow from its rank.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">The initializer.</param>
    /// <param name="roles">The roles of its axes.</param>
    /// <param name="frozen">The format that it is held in if it is frozen; null if it is trained.</param>
    public Expr Parameter(
        string path,
        Shape shape,
        Initializer initializer,
        AxisRoles? roles,
        WeightFormat? frozen = null
    )
    {
        var kind = frozen is null ? VariableKind.Parameter : VariableKind.Slot;
        var parameter = Variable(kind, path, shape, initializer, roles, frozen);
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
        WeightFormat? frozen = null
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

        var variable = new Variable(kind, path, new(shape), initializer)
        {
            Axes = roles,
            IsFixed = frozen is not null,
            Storage = frozen is { } format && shape.Rank > 1 && shape.Size >= LeastCompact ? format : WeightFormat.Full,
        };
        if (variables.TryGetValue(path, out var known))
        {
            // Unstated roles agree with any.
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

    /// <summary>A slot, with the value set so far in a training step.</summary>
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

    /// <summary>Separate noise for each call.</summary>
    public Expr Noise(string path, Shape shape, Initializer distribution)
    {
        if (!isTraining)
        {
            throw new InvalidOperationException(
                $"'{path}' draws noise at inference, where equal inputs have equal outputs: draw it if "
                    + $"{nameof(Scope)}.{nameof(Scope.IsTraining)} is true, and do without it otherwise, as dropout does."
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

    /// <summary>Sets a parameter's value after the step.</summary>
    public void SetNext(Expr parameter, Expr next) => nexts[parameter] = next;

    /// <summary>Records that an expression replaces another, whose path it takes.</summary>
    public void InheritPath(Expr expr, Expr next)
    {
        if (origins.TryGetValue(expr, out var path))
        {
            origins.TryAdd(next, path);
        }
    }

    /// <summary>Applies a layer. Overflows of size arithmetic within it become shape errors.</summary>
    public Expr Bounded(Layer layer, Scope scope, Expr x)
    {
        Nesting.CheckStack();
        try
        {
            var y = layer.Apply(scope, x);
            Outputs.Add(y);
            return y;
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

    /// <summary>Replaces all next values by a function of them, and returns its other results.</summary>
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

    /// <summary>Records the path for all expressions between x and y that have none yet: inner layers come first.</summary>
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
