using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using FunctionalNet.Cases;
using FunctionalNet.Runtime;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Commands;

/// <summary>The inputs for which a command plans a model: the sizes of free axes by name, and examples.</summary>
/// <param name="Batch">The size of the axes without a given size.</param>
/// <param name="Sizes">The sizes by the names of the axes.</param>
/// <param name="Examples">The folder of the examples; empty for none.</param>
internal sealed partial record PlannedModel(int Batch, ImmutableSortedDictionary<string, int> Sizes, string Examples)
{
    private static readonly Option<int> BatchOption = WholeNumber.Option(
        "--batch",
        "The size of the free axes without --size, such as the batch.",
        value: 1,
        max: 1 << 16
    );

    private static readonly Option<string[]> SizeOption = new("--size")
    {
        Description =
            "The size of a free axis, as AXIS=N: --size sequence=16. inspect shows their names. May be repeated.",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<DirectoryInfo?> ExamplesOption = new("--inputs")
    {
        Description =
            "A folder with an example for each input, NAME.npy or input_0.pb and so on, which determines its shape and, if the graph depends on it, its values.",
    };

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        command.Add(BatchOption);
        AddSizesTo(command);
    }

    /// <summary>Adds the options to a command that runs models on random inputs, in batches of its own size.</summary>
    public static void AddSizesTo(Command command)
    {
        command.Add(SizeOption);
        command.Add(ExamplesOption);
    }

    /// <summary>What the options of such a command give of the inputs of a model.</summary>
    /// <param name="arguments">The parsed command.</param>
    /// <param name="path">The model.</param>
    /// <param name="hasSamples">Whether it runs on given samples instead.</param>
    public static LanguageExt.Either<Error, GivenInputs> Given(ParseResult arguments, string path, bool hasSamples) =>
        from plan in Of(arguments, batch: 1)
        from given in plan is { Sizes.IsEmpty: true, Examples: "" } ? GivenInputs.None
        : hasSamples && plan.Examples.Length > 0
            ? Error.New("--inputs are examples instead of --data: leave one of them out")
        : from summary in OnnxSummary.Load(path)
        from known in hasSamples ? plan.KnownOfSamples(path, summary) : plan.Known(path, summary)
        from examples in plan.Read(summary)
        select hasSamples ? GivenInputs.None : new GivenInputs(plan.Sizes, examples)
        select given;

    /// <summary>The options of a parsed command.</summary>
    public static LanguageExt.Either<Error, PlannedModel> Of(ParseResult arguments) =>
        Of(arguments, arguments.GetValue(BatchOption));

    private static LanguageExt.Either<Error, PlannedModel> Of(ParseResult arguments, int batch) =>
        (arguments.GetValue(SizeOption) ?? [])
            .Aggregate(
                LanguageExt.Prelude.Right<Error, ImmutableSortedDictionary<string, int>>(
                    ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal)
                ),
                (before, text) => before.Bind(sizes => Parsed(text).Map(one => sizes.SetItem(one.Name, one.Size)))
            )
            .Map(sizes => new PlannedModel(
                batch,
                sizes,
                arguments.GetValue(ExamplesOption) is { } folder ? $"{folder}" : string.Empty
            ));

    /// <summary>Reads a model for these sizes and examples.</summary>
    public LanguageExt.Either<Error, (OnnxModel Model, ImmutableDictionary<string, Tensor<double>> Examples)> Load(
        string path
    ) => OnnxSummary.Load(path).Bind(summary => Load(path, summary));

    /// <summary>The same for a file that has been summarized.</summary>
    public LanguageExt.Either<Error, (OnnxModel Model, ImmutableDictionary<string, Tensor<double>> Examples)> Load(
        string path,
        OnnxSummary summary
    ) =>
        from known in Known(path, summary)
        from examples in Read(summary)
        from model in OnnxModel.Load(path, new() { Shapes = Shapes(summary, examples), Values = examples })
        select (model, examples);

    /// <summary>The options to read a model for these sizes and examples; those given if there are none.</summary>
    public LanguageExt.Either<Error, ImportOptions> Import(string path, ImportOptions options) =>
        this is { Batch: 1, Sizes.IsEmpty: true, Examples: "" }
            ? options
            : from summary in OnnxSummary.Load(path, options)
            from known in Known(path, summary)
            from examples in Read(summary)
            select options with
            {
                Shapes = Shapes(summary, examples),
                Values = examples,
            };

    /// <summary>The sizes, as text: <c>batch=1, sequence=16</c>.</summary>
    public override string ToString() =>
        string.Join(
            ", ",
            Sizes
                .Select(size => string.Create(CultureInfo.InvariantCulture, $"{size.Key} of {size.Value}"))
                .Append(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(Sizes.IsEmpty ? string.Empty : "other ")}free axes of {Batch}"
                    )
                )
        );

    /// <summary>The number of elements of a shape for these sizes.</summary>
    public long Size(Shape shape) =>
        shape.Aggregate(
            1L,
            (product, dim) => product * (dim.IsKnown ? dim.Size : Sizes.GetValueOrDefault(dim.Name!, Batch))
        );

    private static LanguageExt.Either<Error, (string Name, int Size)> Parsed(string text) =>
        text.LastIndexOf('=') is > 0 and var at
        && int.TryParse(text[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        && size is > 0 and <= 1 << 24
            ? (text[..at].Trim(), size)
            : Error.New($"--size takes AXIS=N with a whole number from 1 to {1 << 24:N0}, not '{text}'");

    private LanguageExt.Either<Error, LanguageExt.Unit> Known(string path, OnnxSummary summary)
    {
        string[] free =
        [
            .. summary
                .InputShapes.SelectMany(input => input.Shape is { } shape ? shape.ToArray() : [])
                .Select(dim => dim.Name)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];
        return Sizes.Keys.FirstOrDefault(name => !free.Contains(name, StringComparer.Ordinal)) is { } unknown
            ? Error.New(
                $"--size {unknown}: {path} has no free axis of this name, but {(free.Length == 0 ? "none at all" : string.Join(", ", free))}{Suggestion.After(unknown, free)}"
            )
            : LanguageExt.Unit.Default;
    }

    private Dictionary<string, Shape> Shapes(
        OnnxSummary summary,
        ImmutableDictionary<string, Tensor<double>> examples
    ) =>
        summary
            .InputShapes.Where(input => input.Shape is not null && !examples.ContainsKey(input.Name))
            .ToDictionary(
                input => input.Name,
                input => new Shape([
                    .. input.Shape!.Select(dim => dim.IsKnown ? dim : (Dim)Sizes.GetValueOrDefault(dim.Name!, Batch)),
                ]),
                StringComparer.Ordinal
            );

    private LanguageExt.Either<Error, ImmutableDictionary<string, Tensor<double>>> Read(OnnxSummary summary)
    {
        var none = ImmutableDictionary.Create<string, Tensor<double>>(StringComparer.Ordinal);
        if (Examples.Length == 0)
        {
            return none;
        }

        var read = summary
            .Inputs.Select((input, place) => (input.Name, Read: Example(input.Name, place)))
            .Aggregate(
                LanguageExt.Prelude.Right<Error, ImmutableDictionary<string, Tensor<double>>>(none),
                (before, next) =>
                    from all in before
                    from one in next.Read
                    select one.Match(tensor => all.Add(next.Name, tensor), () => all)
            );
        return Files
            .ExistingFolder(Examples)
            .Bind(_ => read)
            .Bind(all =>
                all.IsEmpty
                    ? Error.New(
                        $"{Examples} holds no example: an input is NAME.npy, of {string.Join(", ", summary.Inputs.Select(input => input.Name))}, or input_0.pb"
                    )
                    : LanguageExt.Prelude.Right<Error, ImmutableDictionary<string, Tensor<double>>>(all)
            );
    }

    private LanguageExt.Either<Error, LanguageExt.Option<Tensor<double>>> Example(string name, int place)
    {
        var (array, message) = (
            Path.Combine(Examples, $"{string.Join('_', name.Split(Path.GetInvalidFileNameChars()))}.npy"),
            Path.Combine(Examples, string.Create(CultureInfo.InvariantCulture, $"input_{place}.pb"))
        );
        try
        {
            return File.Exists(array) ? Npy.Load<double>(array).Map(LanguageExt.Prelude.Some)
                : File.Exists(message) ? LanguageExt.Prelude.Some(TensorFile.Load(message).Tensor)
                : LanguageExt.Option<Tensor<double>>.None;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return Error.New($"{message}: {e.Message}");
        }
    }
}
