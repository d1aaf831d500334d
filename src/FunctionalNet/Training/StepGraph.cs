using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>
/// A training composed for batches of one shape: the variables, the loss, and the gradients or the next values of the state. Executors run
/// it, and the ONNX package exports it.
/// </summary>
/// <param name="Kind">The kind of graph.</param>
/// <param name="Input">The inputs of a batch.</param>
/// <param name="Target">Their targets.</param>
/// <param name="Losses">The loss, and the values that are needed to combine it with that of other batches.</param>
internal sealed partial record StepGraph(StepKind Kind, Expr Input, Expr Target, LossOutputs Losses)
{
    /// <summary>Gets parameters, slots and noise in the order in which they were requested.</summary>
    public ImmutableArray<Expr> Variables { get; private init; } = [];

    /// <summary>Gets the inputs of its graphs: the batch, then the variables.</summary>
    public ImmutableArray<Expr> Inputs => [Input, Target, .. Variables];

    /// <summary>Gets the gradients in the order of the parameters; empty for other kinds.</summary>
    public ImmutableArray<Expr> Gradients { get; private init; } = [];

    /// <summary>Gets the next values of the state variables that a step changes, in the order of these.</summary>
    public ImmutableArray<(Expr Variable, Expr Next)> Updates { get; private init; } = [];

    /// <summary>Gets the outputs besides next values.</summary>
    public ImmutableArray<Expr> Results =>
        Kind switch
        {
            StepKind.Gradients => Gradients,
            StepKind.Objective => [Loss, .. Gradients],
            _ => Losses.All,
        };

    /// <summary>Gets the path of the layer that created each expression.</summary>
    public required IReadOnlyDictionary<Expr, string> Origins { get; init; }

    /// <summary>Gets the loss.</summary>
    public Expr Loss => Losses.All[0];

    /// <summary>Gets the trainable parameters.</summary>
    public IEnumerable<Expr> Parameters => Variables.Where(v => v.Variable!.Kind == VariableKind.Parameter);

    /// <summary>Gets the state: parameters and slots.</summary>
    public IEnumerable<Expr> States =>
        Variables.Where(v => v.Variable!.Kind is VariableKind.Parameter or VariableKind.Slot);

    /// <summary>Gets the state without frozen weights.</summary>
    public IEnumerable<Expr> Changing => States.Where(state => !state.Variable!.IsFixed);

    /// <summary>Gets the frozen weights.</summary>
    public IEnumerable<Expr> Frozen => States.Where(state => state.Variable!.IsFixed);

    /// <summary>Gets the variables that are drawn in each step.</summary>
    public IEnumerable<Expr> Noise => Variables.Where(v => v.Variable!.Kind == VariableKind.Noise);

    /// <summary>Gets the names of the outputs of <see cref="ToGraph()"/>: <c>loss</c>, then <c>path/next</c>.</summary>
    public ImmutableArray<string> Outputs => ["loss", .. Changing.Select(state => $"{state.Variable!.Path}/next")];

    /// <summary>
    /// The whole step as one function: to the loss and the next value of every state variable that is not frozen; a variable that the step
    /// does not change is its own next value.
    /// </summary>
    public Graph ToGraph()
    {
        var nexts = Updates.ToDictionary(update => update.Variable, update => update.Next);
        return ToGraph([Loss, .. Changing.Select(state => nexts.GetValueOrDefault(state, state))]);
    }

    /// <summary>A function from the batch and all variables to some of the outputs.</summary>
    public Graph ToGraph(IReadOnlyList<Expr> outputs) => new(Inputs, outputs);
}
