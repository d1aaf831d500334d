using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using FunctionalNet.Cli.Commands;
using FunctionalNet.Cli.Data;
using FunctionalNet.Cli.Display;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Recipes;

/// <summary>The training of a model, from the data to the file: the contents of a recipe file in JSON.</summary>
internal sealed record Recipe
{
    private const int MaxBytes = 1 << 20;
    private const int LongestName = 100;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    // Comments and trailing commas are allowed for handwritten files; duplicate keys are an error.
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Gets its name: the model is written to models/NAME/NAME.onnx.</summary>
    public required string Name { get; init; }

    /// <summary>Gets a description of the model.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Gets the source of the samples.</summary>
    public required RecipeData Data { get; init; }

    /// <summary>
    /// Gets the layers, as calls: <c>Dense(256) >> Gelu() >> Dense(10)</c>; <c>tokens</c> is the size of the vocabulary of a text,
    /// <c>length</c> the length of its pieces, <c>padding</c> the padding token.
    /// </summary>
    public required string Model { get; init; }

    /// <summary>Gets the loss, as a call.</summary>
    public required string Loss { get; init; }

    /// <summary>
    /// Gets the optimizer, as calls; <c>epoch</c> is the number of steps per epoch, <c>steps</c> that of all, <c>warmup</c> that of two
    /// epochs, or of all if there is only one.
    /// </summary>
    public required string Optimizer { get; init; }

    /// <summary>Gets the number of epochs.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Gets the batch size.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Gets the seed of all random numbers.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Gets the patience of early stopping, in epochs; null for never.</summary>
    public int? Patience { get; init; }

    /// <summary>Gets the text generation of a language model at the end.</summary>
    public Writing Writing { get; init; } = new();

    /// <summary>Gets the name of the input in the file.</summary>
    public string Input { get; init; } = "input";

    /// <summary>Gets the name of the output in the file.</summary>
    public string Output { get; init; } = "output";

    /// <summary>Gets the names of the built-in recipes.</summary>
    public static ImmutableArray<string> Names =>
        [
            .. typeof(Recipe)
                .Assembly.GetManifestResourceNames()
                .Where(name => name.EndsWith(".json", StringComparison.Ordinal))
                .Select(name => Path.GetFileNameWithoutExtension(name))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Gets the JSON schema of recipe files.</summary>
    public static JsonNode Schema { get; } = RecipeSchema.Of(Options);

    /// <summary>The recipe of a name or of a file; paths in a file are relative to it.</summary>
    /// <param name="name">The name or the file.</param>
    /// <param name="changes">Changed values, each as <c>PATH=VALUE</c>.</param>
    public static Either<Error, Recipe> Load(string name, IReadOnlyCollection<string>? changes = null) =>
        Json(name)
            .Bind(read =>
                RecipeTexts.Problem(read) is { } wrong ? NotRecipe(name, wrong)
                : read is JsonObject recipe
                    ? RecipeChanges
                        .Apply(
                            RecipeChanges.Beside(recipe, IsBuiltIn(name) ? string.Empty : name),
                            changes ?? [],
                            Schema
                        )
                        .Bind(changed => Read(name, changed))
                : Read(name, read)
            );

    /// <summary>Whether a recipe is built in.</summary>
    public static bool IsBuiltIn(string name) => Names.Contains(name, StringComparer.Ordinal);

    /// <summary>The text of a recipe.</summary>
    public static Either<Error, byte[]> Text(string name)
    {
        if (IsBuiltIn(name))
        {
            using var stream = typeof(Recipe).Assembly.GetManifestResourceStream($"{name}.json")!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }

        return FileKinds.Of(name) == FileKind.None
            ? Error.New(
                $"there is no recipe and no file {name}; the recipes are {string.Join(", ", Names)}{Suggestion.After(name, Names)}"
            )
            : KnownFiles.Instead(name, "a recipe", ".json", ".txt").Bind(_ => BoundedFile.Read(name, MaxBytes));
    }

    /// <summary>The text of a recipe, as JSON.</summary>
    public static Either<Error, JsonNode> Json(string name) =>
        Text(name)
            .Bind(bytes =>
            {
                // Some editors begin a file with the mark of its encoding.
                var text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble)
                    ? bytes[Encoding.UTF8.Preamble.Length..]
                    : bytes;
                if (!Utf8.IsValid(text))
                {
                    return NotRecipe(name, "it is no text in UTF-8: save the file as such");
                }

                try
                {
                    return JsonNode.Parse(text, nodeOptions: null, Lenient) is { } read
                        ? Prelude.Right<Error, JsonNode>(read)
                        : NotRecipe(name, RecipeSchema.Problem(value: null, Schema)!);
                }
                catch (JsonException e)
                {
                    return NotRecipe(
                        name,
                        FormattableString.Invariant($"line {(e.LineNumber ?? 0) + 1}: {Wording.Of(e.Message)}")
                    );
                }
                catch (InvalidOperationException)
                {
                    return NotRecipe(name, "a name has half of a character of two (\\uD800 to \\uDFFF)");
                }
            });

    private static Error NotRecipe(string name, string wrong) => Error.New($"{name} is no recipe: {wrong}");

    private static Either<Error, Recipe> Read(string name, JsonNode? read) =>
        RecipeSchema.Problem(read, Schema) is { } wrong
            ? NotRecipe(name, wrong)
            : read.Deserialize<Recipe>(Options)!.Checked(name);

    /// <summary>Model, loss and optimizer.</summary>
    /// <param name="steps">The number of steps per epoch.</param>
    /// <param name="tokens">The size of the vocabulary; 0 without text.</param>
    /// <param name="padding">The padding token.</param>
    public Either<Error, Training<float>> Training(int steps, int tokens = 0, int padding = 0)
    {
        var names = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["epoch"] = steps,
            ["steps"] = (double)Epochs * steps,
            ["warmup"] = Math.Min(2.0, Epochs) * steps,
        };
        if (Data.Text is not null)
        {
            (names["tokens"], names["length"], names["padding"]) = (tokens, Data.Length, padding);
        }

        return from model in Calls.Read<Layer>(Model, names)
            from loss in Calls.Read<Loss>(Loss, names)
            from optimizer in Calls.Read<Transform>(Optimizer, names)
            select FunctionalNet.Training.Of(model, loss, optimizer);
    }

    private Either<Error, Recipe> Checked(string name) =>
        (Problem ?? Data.Problem ?? Writing.Problem) is { } wrong ? Error.New($"{name}: {wrong}") : this;

    private string? Problem =>
        Epochs < 1 || Batch < 1 ? "epochs and batch are at least 1"
        : Patience < 1 ? "patience is at least 1 epoch without improvement; leave it out to go on to the end"
        : Name.Trim().Length == 0 || Name is "." or ".." || Name.IndexOfAny(['/', '\\', '\n', '\r', '\t']) >= 0
            ? $"the name '{Name}' cannot be that of a file"
        : Name.Length > LongestName ? $"the name has {Name.Length} characters; a file's has at most {LongestName}"
        : string.IsNullOrWhiteSpace(Input) || string.IsNullOrWhiteSpace(Output)
            ? "input and output have a name in the file"
        : string.Equals(Input, Output, StringComparison.Ordinal)
            ? $"input and output are both called '{Input}'; give them two names"
        : null;
}
