using System.Collections.Immutable;
using System.Numerics;

namespace FunctionalNet.Export;

/// <summary>A model between what the options put before and behind it: what a file holds.</summary>
internal sealed class Deployment<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Before = "normalization";
    private const string Behind = "softmax";

    private readonly Model<T> model;
    private readonly ExportOptions options;

    public Deployment(Model<T> model, ExportOptions options)
    {
        (this.model, this.options) = (model, options);
        Values = options.Normalization is not { } normalization
            ? model.Values
            : model
                .Values.Add($"{Before}/mean", Tensor(normalization.Mean))
                .Add($"{Before}/scale", Tensor(normalization.Scale));
    }

    /// <summary>Gets the values of parameters and slots by path, those of the normalization among them.</summary>
    public ImmutableSortedDictionary<string, Tensor<T>> Values { get; }

    /// <summary>Gets the number of trained numbers.</summary>
    public long Parameters =>
        Compose(1)
            .Graph.Inputs.Where(variable => variable.Variable!.Kind == VariableKind.Parameter)
            .Sum(variable => (long)variable.Shape.Size);

    /// <summary>The graph for batches of a size, which may be free.</summary>
    public (Graph Graph, IReadOnlyDictionary<Expr, string> Origins) Compose(Dim batch)
    {
        // In inference dropout is the identity, and slots are read but have no next value.
        var trace = new Trace(isTraining: false);
        var x = Expr.Input(options.Input, new Shape(batch).Append(model.Input), model.Layer.InputType);
        var seen = options.Normalization is null
            ? x
            : trace.Root.Apply(
                Before,
                new Normalize(Values[$"{Before}/mean"].Shape, Values[$"{Before}/scale"].Shape),
                x
            );
        var y = model.Layer.Apply(trace.Root, seen);
        var result = options.Softmax ? trace.Root.Apply(Behind, new Softmax(), y) : y;
        return (new Graph([x, .. trace.Variables], [result]), trace.Origins);
    }

    private Tensor<T> Tensor(ImmutableArray<double> numbers) =>
        new(Normalization.Fit(numbers.Length, model.Input), [.. numbers.Select(T.CreateChecked)]);

    // Slots, so that training an imported file again does not change them.
    private sealed record Normalize(Shape Mean, Shape Scale) : Layer
    {
        public override Expr Apply(Scope scope, Expr x) =>
            (x - scope.Slot("mean", Mean, new Zeros())) / scope.Slot("scale", Scale, new Ones());
    }
}
