using System.Collections.Immutable;
using System.Numerics;
using FunctionalNet.Export;
using Google.Protobuf;
using Onnx;

namespace FunctionalNet;

/// <summary>Exports models, graphs and training steps to ONNX. The same input gives the same bytes.</summary>
/// <remarks>
/// Nodes are named by layer and operator (<c>0/MatMul</c>), initializers by their parameter's path (<c>0/weight</c>). A function without an
/// ONNX operator is written as its body. <c>SaveOnnx</c> of FunctionalNet.OnnxRuntime writes a model to a file, and compares it with ONNX
/// Runtime.
/// </remarks>
public static class OnnxExport
{
    /// <summary>
    /// The default version of ONNX's operator set in files: the first that has every operator which is written as one node,
    /// GroupNormalization last, except RMSNormalization.
    /// </summary>
    public const int Opset = 21;

    /// <summary>
    /// The IR version of files, which was released with the default opset; older opsets use older versions, and newer ones keep this one,
    /// since files contain nothing that was added later.
    /// </summary>
    public const int IrVersion = 10;

    /// <summary>The producer name in files.</summary>
    internal const string Producer = "FunctionalNet";

    /// <summary>The bytes of a model's file: [batch, ...] to the model's output, for any batch size.</summary>
    /// <param name="model">The model, exported for inference.</param>
    /// <param name="options">Names, normalization, softmax, labels and descriptions.</param>
    /// <exception cref="ShapeException">The preprocessing does not match the model's input.</exception>
    /// <exception cref="ArgumentException">The number of labels is not the number of scores, or a name is used twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The opset is too old or too new.</exception>
    /// <exception cref="InvalidOperationException">An operator of the model cannot be exported with a free batch axis, or in the
    /// opset.</exception>
    /// <example><code>byte[] file = trained.Model.ToOnnx(new() { Softmax = true });</code></example>
    public static byte[] ToOnnx<T>(this Model<T> model, ExportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Bytes(Of(model, options));

    /// <summary>The bytes of a graph's file: variables with a value are initializers, the others inputs.</summary>
    /// <param name="graph">Any graph: a formula, a gradient, a model.</param>
    /// <param name="values">Values of variables by path.</param>
    /// <param name="options">Names, precision and descriptions; the output options of models are ignored.</param>
    /// <exception cref="ArgumentException">A value does not have the shape of its variable, or a name is used twice.</exception>
    /// <example><code>
    /// Expr x = Expr.Input("x", new(Dim.Named("n"), 3));
    /// byte[] file = new Graph([x], [x * x]).ToOnnx();
    /// </code></example>
    public static byte[] ToOnnx<T>(
        this Graph graph,
        IReadOnlyDictionary<string, Tensor<T>> values,
        ExportOptions? options = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Bytes(Of(graph, values, options));

    /// <inheritdoc cref="ToOnnx{T}(Graph, IReadOnlyDictionary{string, Tensor{T}}, ExportOptions?)"/>
    public static byte[] ToOnnx(this Graph graph, ExportOptions? options = null) =>
        graph.ToOnnx(None<float>(), options);

    /// <summary>
    /// The bytes of a whole training step: from <c>input</c>, <c>target</c>, parameters, slots and noise to <c>loss</c> and the next value
    /// of each parameter and slot, named <c>path/next</c>; frozen weights are only inputs. It consists of plain inference operators, which
    /// every ONNX Runtime supports.
    /// </summary>
    /// <param name="training">Model, loss and optimizer.</param>
    /// <param name="inputs">The shape of a batch of inputs, [n, ...].</param>
    /// <param name="targets">The shape of its targets.</param>
    /// <param name="options">Precision and descriptions.</param>
    /// <exception cref="ShapeException">The shapes do not match model and loss.</exception>
    /// <example><code>byte[] step = training.ToOnnx(inputs: new(32, 64), targets: new(32));</code></example>
    public static byte[] ToOnnx<T>(
        this Training<T> training,
        Shape inputs,
        Shape targets,
        ExportOptions? options = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        return ToOnnx(training, StepGraph.Of(training, inputs, targets), options ?? new());
    }

    /// <summary>
    /// The bytes of a whole training step with stored frozen weights (<see cref="Frozen"/>, <see cref="LowRank"/>): its inputs and outputs
    /// are only the trainable ones, such as adapters, and <see cref="ToOnnx{T}(TrainState{T}, ExportOptions?)"/> gives their initial
    /// values.
    /// </summary>
    /// <param name="start">The state whose frozen weights are stored.</param>
    /// <param name="inputs">The shape of a batch of inputs, [n, ...].</param>
    /// <param name="targets">The shape of its targets.</param>
    /// <param name="options">Precision and descriptions.</param>
    /// <exception cref="ShapeException">The shapes do not match model and loss.</exception>
    /// <example><code>byte[] step = training.Init(1, new(64)).ToOnnx(inputs: new(32, 64), targets: new(32));</code></example>
    public static byte[] ToOnnx<T>(this TrainState<T> start, Shape inputs, Shape targets, ExportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(start);
        return Bytes(
            Of(start.Training, StepGraph.Of(start.Training, inputs, targets), options ?? new(), start.FrozenValues)
        );
    }

    /// <summary>
    /// The bytes of a state's file: a model without inputs, whose outputs are parameters and slots by path, as the exported step takes
    /// them, without frozen weights. So a training can be started in any language with an ONNX Runtime alone.
    /// </summary>
    /// <param name="state">The state, such as the result of <see cref="Training{T}.Init"/>.</param>
    /// <param name="options">Precision and descriptions.</param>
    /// <example><code>File.WriteAllBytes("start.onnx", training.Init(1, new(64)).ToOnnx());</code></example>
    public static byte[] ToOnnx<T>(this TrainState<T> state, ExportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        options ??= new();
        return Bytes(Model(StartGraph.Of(state, options.Precision), options, state.Model.Recipe));
    }

    /// <summary>The message of a model.</summary>
    internal static ModelProto Of<T>(Model<T> model, ExportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new();
        var deployment = new Deployment<T>(model, options);
        var (graph, origins) = deployment.ComposeFile(Dim.Named(options.Batch));
        var proto = Of(graph, origins, deployment.Values, deployment.Outputs, options, model.Recipe);
        if (options.Bytes)
        {
            ByteInput.Into(proto.Graph, options.Input);
        }

        Labelled(options.Labels, graph.Outputs[0].Shape);
        if (options.LabelOutput)
        {
            var labels =
                options.Labels.Count > 0
                    ? options.Labels
                    : throw new ArgumentException("An output of labels needs Labels.", nameof(options));
            LabelOutput.Into(proto.Graph, Deployment<T>.Class, labels);
        }

        Describe(proto.Graph.Input[0], options.InputDescription);
        Describe(proto.Graph.Output[0], options.OutputDescription);
        Structure.Check(proto);
        return proto;
    }

    /// <summary>The message of a graph.</summary>
    internal static ModelProto Of<T>(
        Graph graph,
        IReadOnlyDictionary<string, Tensor<T>> values,
        ExportOptions? options = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(values);
        options ??= new();
        return Of(
            graph,
            ImmutableDictionary<Expr, string>.Empty,
            values,
            Outputs(graph, options),
            options,
            string.Empty
        );
    }

    /// <summary>The bytes of a composed training step.</summary>
    internal static byte[] ToOnnx<T>(Training<T> training, StepGraph step, ExportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Bytes(Of(training, step, options));

    /// <summary>The message of a training step.</summary>
    internal static ModelProto Of<T>(
        Training<T> training,
        StepGraph step,
        ExportOptions options,
        IEnumerable<KeyValuePair<string, Tensor<T>>>? stored = null
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Of(step.ToGraph(), step.Origins, None<T>().AddRange(stored ?? []), step.Outputs, options, training.ToString());

    /// <summary>A message of any graph, with all names given.</summary>
    internal static ModelProto Of<T>(
        Graph graph,
        IReadOnlyDictionary<Expr, string> origins,
        IReadOnlyDictionary<string, Tensor<T>> values,
        IReadOnlyList<string> outputs,
        ExportOptions options,
        string recipe
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Opsets.Check(options.Opset);
        var functions = new LocalFunctions<T>(options);
        var model = Model(GraphWriter<T>.Write(graph, origins, values, outputs, options, functions), options, recipe);
        model.Functions.AddRange(functions.Functions);
        if (model.Functions.Count > 0)
        {
            // Functions were added in version 8 of the format.
            model.IrVersion = Math.Max(model.IrVersion, 8);
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = LocalFunctions<T>.Domain, Version = 1 });
        }

        Structure.Check(model);
        return model;
    }

    private static byte[] Bytes(ModelProto model) =>
        ExternalData.IsNeeded(model)
            ? throw new InvalidOperationException(
                "The weights take more than 2 GB, which one file cannot hold; SaveOnnx writes them into a file beside it."
            )
            : model.ToByteArray();

    private static ModelProto Model(GraphProto graph, ExportOptions options, string recipe)
    {
        var model = new ModelProto
        {
            IrVersion = Opsets.IrVersion(options.Opset),
            ProducerName = Producer,
            ProducerVersion = typeof(OnnxExport).Assembly.GetName().Version!.ToString(3),
            ModelVersion = options.ModelVersion,
            DocString = options.Description,
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = string.Empty, Version = options.Opset });
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in options.Metadata)
        {
            metadata[key] = value;
        }

        if (recipe.Length > 0)
        {
            metadata.TryAdd(OnnxMetadata.RecipeKey, recipe);
        }

        if (options.Labels.Count > 0)
        {
            metadata.TryAdd(OnnxMetadata.LabelsKey, OnnxMetadata.Labels(options.Labels));
        }

        model.MetadataProps.AddRange(
            metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value })
        );
        return model;
    }

    // One name per score; a single score may distinguish two classes.
    private static void Labelled(IReadOnlyList<string> labels, Shape scores)
    {
        if (
            labels.Count > 0
            && scores is [.., { IsKnown: true } last]
            && labels.Count != last.Size
            && (labels.Count, last.Size) is not (2, 1)
        )
        {
            throw new ArgumentException(
                $"The model has {last.Size} scores, {scores}, but there are {labels.Count} Labels, {Listing.Of(labels)}: let the model end in {labels.Count} outputs, or name each class.",
                nameof(labels)
            );
        }
    }

    private static void Describe(ValueInfoProto value, string description)
    {
        if (description.Length > 0)
        {
            value.DocString = description;
        }
    }

    private static ImmutableSortedDictionary<string, Tensor<T>> None<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ImmutableSortedDictionary<string, Tensor<T>>.Empty;

    private static IReadOnlyList<string> Outputs(Graph graph, ExportOptions options) =>
        graph.Outputs.Length == 1 ? [options.Output] : [.. graph.Outputs.Select((_, i) => $"{options.Output}_{i}")];
}
