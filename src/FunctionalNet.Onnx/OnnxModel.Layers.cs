using System.Numerics;
using FunctionalNet.Import;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <content>The file as a layer and as a model.</content>
public sealed partial class OnnxModel
{
    /// <summary>
    /// The file as a layer, whose parameters start with the file's values. An error if the graph does not have one input and one output.
    /// </summary>
    public Either<Error, Layer> ToLayer() =>
        Graph.Inputs.Count(input => !values.ContainsKey(input.Variable!.Path)) == 1
        && Graph.Inputs.Count(input => input.Variable!.Kind == VariableKind.Input) == 1
        && Graph.Outputs.Length == 1
            ? new ImportedLayer(Name, Graph)
            : Error.New(
                $"{Name}: a layer has one input and one output; this graph has {Describe()}; join inputs into one as its columns, or take ToNamedLayer of the library, for several"
            );

    /// <summary>The file as a layer with several inputs and outputs, which are named in files and concatenated in training.</summary>
    /// <param name="samples">The shapes of one sample of inputs, without the batch axis, if the file has other free axes, such as the
    /// number of tokens.</param>
    /// <returns>The layer, or an error: an axis has no size, or an input or output has no leading batch axis.</returns>
    /// <example><code>NamedLayer encoder = OnnxModel.Load("encoder.onnx").OrThrow().ToNamedLayer(("input_ids", new(32)), ("attention_mask", new(32))).OrThrow();</code></example>
    public Either<Error, NamedLayer> ToNamedLayer(params (string Name, Shape Sample)[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Expr[] inputs = [.. Graph.Inputs.Where(input => input.Variable!.Kind == VariableKind.Input)];
        var open = new List<(string Name, TensorType Sample)>();
        foreach (var input in inputs)
        {
            var (path, shape) = (input.Variable!.Path, input.Shape);
            var given = samples.Where(sample => sample.Name == path).Select(sample => sample.Sample).FirstOrDefault();
            var own = shape.Rank == 0 ? null : given ?? shape[1..];
            if (
                own is not { IsKnown: true }
                || shape[0].IsKnown
                || own.Rank != shape.Rank - 1
                || own.Zip(shape[1..]).Any(axis => axis.Item2.IsKnown && axis.Item1 != axis.Item2)
            )
            {
                return Error.New(
                    $"{Name}: the input {path} is {shape}{(given is null ? string.Empty : $", and samples of it cannot be {given}")}: give the shape of a sample, behind a free batch axis"
                );
            }

            open.Add((path, new(own, input.Type.Element)));
        }

        if (samples.FirstOrDefault(sample => open.All(input => input.Name != sample.Name)) is { Name: { } unknown })
        {
            return Error.New(
                $"{Name}: there is no input {unknown}; there are {string.Join(", ", open.Select(input => input.Name))}"
            );
        }

        try
        {
            // Two samples, to distinguish the batch axis from an axis of size 1.
            var two = inputs
                .Zip(open)
                .ToDictionary(
                    one => one.Item1,
                    one =>
                        Expr.Input(
                            one.Item2.Name,
                            new Shape(2).Append(one.Item2.Sample.Shape),
                            one.Item2.Sample.Element
                        )
                );
            var outputs = Expr.Rewrite(Graph.Outputs, (expr, _) => two.GetValueOrDefault(expr));
            var other = outputs
                .Index()
                .FirstOrDefault(one => one.Item.Shape.Rank == 0 || one.Item.Shape[0] != 2, (-1, null!));
            return other.Index >= 0
                ? Error.New(
                    $"{Name}: the output {file.Graph.Output[other.Index].Name} is {other.Item.Shape} for two samples, without a batch axis in front"
                )
                : new NamedLayer(
                    Name,
                    Graph,
                    [.. open],
                    [
                        .. file.Graph.Output.Zip(
                            outputs,
                            (output, expr) => (output.Name, new TensorType(expr.Shape[1..], expr.Type.Element))
                        ),
                    ]
                );
        }
        catch (ShapeException error)
        {
            return Error.New($"{Name}: the graph does not hold for a batch of two: {error.Message}");
        }
    }

    /// <summary>The file as a model: [batch, ...] to its output.</summary>
    /// <typeparam name="T">The number type.</typeparam>
    public Either<Error, Model<T>> ToModel<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ToLayer().Bind(ModelOf<T>);

    private string Describe() =>
        $"{Graph.Inputs.Count(input => !values.ContainsKey(input.Variable!.Path))} inputs without a value and {Graph.Outputs.Length} outputs";

    private Either<Error, Model<T>> ModelOf<T>(Layer layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Graph.Inputs[0].Shape is not { Rank: > 0 } shape || shape[0].IsKnown || !shape[1..].IsKnown)
        {
            return Error.New(
                $"{Name}: a model takes [batch, ...] with a free batch axis and known others; this graph takes {Graph.Inputs[0].Shape}"
            );
        }

        try
        {
            return new Model<T>(layer, shape[1..], Values<T>())
            {
                Recipe = Metadata.GetValueOrDefault(OnnxMetadata.RecipeKey, string.Empty),
            };
        }
        catch (ShapeException error)
        {
            return Error.New($"{Name}: the graph does not hold for a batch of one: {error.Message}");
        }
    }
}
