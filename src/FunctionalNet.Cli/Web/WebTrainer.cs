using FunctionalNet.Cli.Commands;
using FunctionalNet.Cli.Recipes;
using FunctionalNet.Export;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Web;

/// <summary>The training of a page: a file with an optimizer, or a recipe, from its start or from a checkpoint.</summary>
internal sealed record WebTrainer
{
    /// <summary>The value of an option that leaves the choice to the recipe or the file.</summary>
    public const string Auto = "auto";

    private const double DefaultRate = 1e-3;

    /// <summary>Gets the recipe of a checkpoint; null if there is none.</summary>
    public required string? Recipe { get; init; }

    /// <summary>Gets the folder of the recipe's data; null for its own.</summary>
    public required FileSystemInfo? Data { get; init; }

    /// <summary>Gets the name of the loss.</summary>
    public required string Loss { get; init; }

    /// <summary>Gets the name of the optimizer.</summary>
    public required string Optimizer { get; init; }

    /// <summary>Gets the learning rate; null for that of the recipe.</summary>
    public required double? Rate { get; init; }

    /// <summary>Gets which parameters are frozen.</summary>
    public required TrainedTensors Frozen { get; init; }

    /// <summary>Gets the sizes of free axes of a file behind that of the samples.</summary>
    public required PlannedModel Sizes { get; init; }

    /// <summary>Gets the key of the training.</summary>
    public required Key Key { get; init; }

    /// <summary>Whether a source is a recipe, by its name.</summary>
    public static bool IsRecipe(string source) =>
        Recipes.Recipe.Names.Contains(source, StringComparer.Ordinal)
        || source.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a source is a checkpoint or a folder of them, by its name.</summary>
    public static bool IsCheckpoint(string source) =>
        Directory.Exists(source) || source.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);

    /// <summary>The start of a page's training.</summary>
    public Either<Error, WebStart> Begin(string source) =>
        IsRecipe(source)
            ? Recipe is null
                ? Of(source, checkpoint: null)
                : Error.New("--recipe is that of a checkpoint, and the model is a recipe already")
            : IsCheckpoint(source)
                ? Recipe is not { } recipe
                    ? Error.New(
                        $"{source} holds numbers only: say the recipe that they are of, or the ONNX file that they were learned from, with --recipe"
                    )
                    : recipe.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
                        ? Files.Existing(new(recipe)).Bind(file => OfFile(file, source))
                        : Of(recipe, source)
                : Files.Existing(new(source)).Bind(file => OfFile(file, checkpoint: null));

    // The recipe's optimizer, unless another is given.
    private Transform? Asked =>
        Optimizer == Auto && Rate is null
            ? null
            : Words.Optimizers[Optimizer == Auto ? "adam" : Optimizer](Rate ?? DefaultRate);

    private Either<Error, WebStart> Of(string name, string? checkpoint) =>
        from sized in Sizes.Sizes.IsEmpty
            ? Prelude.Right<Error, Unit>(Unit.Default)
            : Error.New($"--size is for free axes of an ONNX file, and {name} is a recipe")
        from recipe in Recipes.Recipe.Load(name)
        from data in Data is { } place ? SourceKind.At(recipe.Data, $"{place}") : recipe.Data
        from samples in data.Load()
        let seen = samples.Seen(samples.Learned)
        let batches = seen.Batches(recipe.Batch)
        from written in recipe.Training(batches.Count, samples.Tokenizer?.Count ?? 0, samples.Padding)
        let training = Frozen.Training(
            written.Layer,
            Loss == Auto ? written.Loss : Words.Losses[Loss],
            Asked ?? written.Optimizer,
            seen.InputShape
        )
        from start in checkpoint is null
            ? training.Init(Key, seen.InputShape)
            : Loaded(training, checkpoint, seen.InputShape)
        from known in Frozen.Check([.. start.Parameters.Select(one => one.Key)])
        let sample = batches.First()
        from moving in Moving(training, start, sample)
        select new WebStart(training, start, start.Model, sample, TrainedModel.Options(recipe, samples));

    // With another optimizer only the weights are used.
    private Either<Error, TrainState<float>> Loaded(Training<float> training, string checkpoint, Shape input)
    {
        if (Asked is null)
        {
            return Directory.Exists(checkpoint)
                ? new Checkpoints(checkpoint)
                    .Latest(training, input)
                    .Bind(found => found.ToEither(Error.New($"{checkpoint} is a folder without checkpoints")))
                : training.Load(checkpoint, input);
        }

        var file = Directory.Exists(checkpoint) ? new Checkpoints(checkpoint).Files.FirstOrDefault() : checkpoint;
        var start = training.Init(Key, input);
        var layer = new Deployment<float>(start.Model, new())
            .Compose(1)
            .Variables.Select(variable => variable.Variable!.Path)
            .ToHashSet(StringComparer.Ordinal);
        return file is null
            ? Error.New($"{checkpoint} is a folder without checkpoints")
            : start.Load(file, PathFilter.Where(layer.Contains));
    }

    // After the end of a schedule the rate may be 0: nothing would be learned.
    private static Either<Error, Unit> Moving(Training<float> training, TrainState<float> start, Batch<float> sample) =>
        start.Step > 0 && training.Step(start, sample).LearningRate.Equals(0)
            ? Error.New(
                FormattableString.Invariant(
                    $"the recipe's learning rate is 0 after its {start.Step:N0} steps, so that the page would learn nothing: give one with --lr 0.001"
                )
            )
            : Unit.Default;

    private Either<Error, WebStart> OfFile(string path, string? checkpoint) =>
        from file in Sizes.LoadSamples(path, new())
        from summary in OnnxSummary.Load(path)
        from known in Frozen.Check([.. file.Roles.Keys])
        from model in PlannedModel.ModelOf(file)
        from begun in OfModel(path, model, checkpoint, FitReport.OptionsOf(file, summary))
        select begun with
        {
            Export = begun.Export with { Metadata = file.Metadata, ModelVersion = file.ModelVersion },
        };

    private Either<Error, WebStart> OfModel(string path, Model<float> model, string? checkpoint, ExportOptions export)
    {
        var input = Inputs(model);
        var output = model.Predict(input);
        var given = output.Shape[1..];
        var scores = model.Layer.BeforeSoftmax();
        var tellsClasses = given is [.., { Size: > 1 }] && (export.Metadata.ContainsKey("labels") || AreShares(output));
        var loss = Words.Losses[
            Loss != Auto ? Loss
            : tellsClasses ? "softmax-cross-entropy"
            : "mean-squared-error"
        ];
        var takesLabels = loss is SoftmaxCrossEntropy;
        if (takesLabels && given is not [.., { Size: > 1 }])
        {
            return Error.New(
                $"softmax-cross-entropy tells classes apart, but {path} gives {given}: take another --loss"
            );
        }

        var training = Frozen.Training(
            takesLabels ? scores : model.Layer,
            loss,
            Asked ?? Words.Optimizers["adam"](DefaultRate),
            model.Input
        );
        var start = training.Init(Key, model.Input);
        if (!start.Parameters.Any(parameter => !Frozen.IsFrozen(parameter.Key)))
        {
            return Error.New(
                $"{path}: nothing learns: no stored tensor that is not frozen is the weight of an operator"
            );
        }

        var wanted = takesLabels ? given[..^1] : given;
        var classes = takesLabels ? given[^1].Size : 1;
        var targets = new Tensor<float>(
            new Shape(input.Shape[0]).Append(wanted),
            [.. Enumerable.Range(0, input.Shape[0].Size * wanted.Size).Select(i => (float)(i % classes))]
        );
        return (checkpoint is null ? start : Loaded(training, checkpoint, model.Input)).Map(state => new WebStart(
            training,
            state,
            new Model<float>(model.Layer, model.Input, state.Values) { Recipe = model.Recipe },
            new Dataset<float>(input, targets).All(),
            export
        ));
    }

    // Whether each row consists of numbers from 0 to 1 whose sum is 1, as after a softmax.
    private static bool AreShares(Tensor<float> output) =>
        output
            .Span.ToArray()
            .Chunk(output.Shape[^1].Size)
            .All(row => row.All(share => share is >= 0 and <= 1) && Math.Abs(row.Sum() - 1) < 1e-3);

    // Four samples: numbers from 0 to 1, and tokens below the size of the vocabulary of a language model.
    private Tensor<float> Inputs(Model<float> model)
    {
        var shape = new Shape(4).Append(model.Input);
        var values = new float[shape.Size];
        if (model.Layer.InputType == ElementType.Float)
        {
            Key.Split("sample").Uniform<float>(values);
        }
        else if (
            model.Predict(Tensor.Of(shape, values)).Shape is [_, var length, { Size: var tokens }]
            && model.Input == new Shape(length)
        )
        {
            Key.Split("sample").Uniform<float>(values);
            values = [.. values.Select(value => MathF.Floor(value * tokens))];
        }

        return Tensor.Of(shape, values);
    }
}
