using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Import;

namespace FunctionalNet.Export;

/// <summary>The content of a file: a model with the preprocessing and postprocessing of the options.</summary>
internal sealed class Deployment<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The output with the index of the largest score.</summary>
    public const string Class = "class";

    private readonly Model<T> model;
    private readonly ExportOptions options;
    private readonly string before;
    private readonly string behind;
    private readonly Lazy<ImmutableSortedDictionary<string, Tensor<T>>> values;

    public Deployment(Model<T> model, ExportOptions options)
    {
        (this.model, this.options) = (model, options);
        Named = NamedLayer.In(model.Layer);
        if (
            Named is not null
            && (options.Normalization is not null || options.OneHot || options.ChannelsLast || options.Bytes)
        )
        {
            throw new ArgumentException(
                "A model of named inputs takes them as they are: nothing is put before it.",
                nameof(options)
            );
        }

        // The layers around the model must not have names that the model uses.
        var names = new Names();
        foreach (var path in model.Values.Keys)
        {
            names.Reserve(path.Split('/')[0]);
        }

        (before, behind) = (names.Unique("normalization"), names.Unique("softmax"));
        Sample = RawOf(model, options);
        values = new(Stored);
    }

    /// <summary>Gets the values of parameters and slots by path as stored in the file, including those of the normalization.</summary>
    /// <exception cref="InvalidOperationException">A value is too large for the number type of the file.</exception>
    public ImmutableSortedDictionary<string, Tensor<T>> Values => values.Value;

    /// <summary>Gets the shape of a sample in the file, without the batch axis.</summary>
    public TensorType Sample { get; }

    /// <summary>Gets the layer with named inputs in the file; null for a single input.</summary>
    public NamedLayer? Named { get; }

    /// <summary>Gets the names of the numeric outputs.</summary>
    public ImmutableArray<string> Outputs =>
        options.ArgMax || options.LabelOutput ? [options.Output, Class]
        : Named == model.Layer && !options.Softmax ? [.. Named!.Outputs.Select(output => output.Name)]
        : [options.Output];

    /// <summary>Gets the number of trained parameters.</summary>
    public long Parameters =>
        Compose(1)
            .Variables.Where(variable => variable.Variable!.Kind == VariableKind.Parameter)
            .Sum(variable => (long)variable.Shape.Size);

    /// <summary>The graph for a batch size, which may be free.</summary>
    public LayerGraph Compose(Dim batch)
    {
        // In inference dropout is the identity, and slots are read but have no next value.
        var trace = new Trace(isTraining: false);
        var x = Expr.Input(options.Input, new Shape(batch).Append(Sample.Shape), Sample.Element);
        var seen = options.Normalization is not { FillsMissing: var fills }
            ? x
            : trace.Root.Apply(
                before,
                new Normalize(Values[$"{before}/mean"].Shape, Values[$"{before}/scale"].Shape, fills),
                x
            );
        seen = options.OneHot ? seen.OneHot(model.Input[^1].Size) : seen;
        seen = options.ChannelsLast ? seen.Transpose(0, 3, 1, 2) : seen;
        var y = trace.Compose(model.Layer, seen);
        return new(x, [.. trace.Variables], [.. Results(trace, y)], trace.Origins);
    }

    /// <summary>The graph as in the file, for a batch size, with the path of the layer of each expression.</summary>
    public (Graph Graph, IReadOnlyDictionary<Expr, string> Origins) ComposeFile(Dim batch)
    {
        if (Named is null)
        {
            var composed = Compose(batch);
            return (composed.Graph, composed.Origins);
        }

        var trace = new Trace(isTraining: false);
        Expr[] inputs =
        [
            .. Named.Inputs.Select(input =>
                Expr.Input(input.Name, new Shape(batch).Append(input.Sample.Shape), input.Sample.Element)
            ),
        ];
        var y = trace.Compose(model.Layer, new Expr(new NamedParts(), inputs));
        return (new Graph([.. inputs, .. trace.Variables], Results(trace, y)), trace.Origins);
    }

    /// <summary>The inputs of the file for a batch.</summary>
    public Tensor<T>[] Feeds(Tensor<T> batch) =>
        Named is null ? [batch] : batch.Unpack([.. Named.Inputs.Select(input => input.Sample.Shape)]);

    private Expr[] Results(Trace trace, Expr y)
    {
        var result = options.Softmax ? trace.Root.Apply(behind, new Softmax(), y) : y;
        return options.ArgMax || options.LabelOutput ? [result, result.ArgMax(-1)]
            : Outputs.Length > 1 && result.Op is NamedParts ? [.. result.Inputs]
            : [result];
    }

    private ImmutableSortedDictionary<string, Tensor<T>> Stored()
    {
        var all = options.Normalization is not { } normalization
            ? model.Values
            : model
                .Values.Add($"{before}/mean", Tensor(normalization.Mean))
                .Add($"{before}/scale", Tensor(normalization.Scale));
        return all.ToImmutableSortedDictionary(
            value => value.Key,
            value => StoredWeights.Round(value.Key, value.Value, options.Precision),
            StringComparer.Ordinal
        );
    }

    private static TensorType RawOf(Model<T> model, ExportOptions options)
    {
        if (options.OneHot)
        {
            return options is { Normalization: null, ChannelsLast: false } && model.Input.Rank > 0
                ? new(model.Input[..^1], ElementType.Int64)
                : throw new ShapeException(
                    nameof(ExportOptions.OneHot),
                    $"places of a 1 are neither numbers to normalize nor images, and the model takes {model.Input}",
                    "take OneHot alone, for a model that takes [batch, ..., classes]"
                );
        }

        return !options.ChannelsLast ? new(model.Input, model.Layer.InputType)
            : model.Input is [var channels, var height, var width]
                ? new(new Shape(height, width, channels), model.Layer.InputType)
            : throw new ShapeException(
                nameof(ExportOptions.ChannelsLast),
                $"the model takes samples of {model.Input}",
                "take it for a model of images [channels, height, width]"
            );
    }

    private Tensor<T> Tensor(ImmutableArray<double> numbers) =>
        new(Normalization.Fit(numbers.Length, Sample.Shape), [.. numbers.Select(T.CreateChecked)]);

    // Slots, so that training an imported file does not change them.
    private sealed record Normalize(Shape Mean, Shape Scale, bool FillsMissing) : Layer
    {
        public override Expr Apply(Scope scope, Expr x)
        {
            var y = (x - scope.Slot("mean", Mean, new Zeros())) / scope.Slot("scale", Scale, new Ones());
            return FillsMissing ? x.IsNaN().Where(0, y) : y;
        }
    }
}
