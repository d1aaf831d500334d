using System.Collections.Immutable;
using System.Globalization;
using FunctionalNet.Cli.Data;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet.Cli.Recipes;

/// <summary>Where the samples of a recipe come from: one of a name, a CSV file, or IDX files.</summary>
internal sealed record RecipeData
{
    /// <summary>Gets the name of known data: digits, iris, sine, fashion-mnist, mnist.</summary>
    public string? Known { get; init; }

    /// <summary>Gets the folder of known data where it is not where its package puts it.</summary>
    public string? Folder { get; init; }

    /// <summary>Gets a CSV file.</summary>
    public string? Csv { get; init; }

    /// <summary>Gets the column of the target in the CSV file.</summary>
    public string? Target { get; init; }

    /// <summary>Gets a value indicating whether the target is a label although it is a number.</summary>
    public bool IsLabel { get; init; }

    /// <summary>Gets an IDX file of inputs.</summary>
    public string? Inputs { get; init; }

    /// <summary>Gets an IDX file of labels.</summary>
    public string? Labels { get; init; }

    /// <summary>Gets the shape of a sample for the model, where it is not that of the data.</summary>
    public ImmutableArray<int>? Shape { get; init; }

    /// <summary>Gets the share that is held out where the data have no part of their own for it.</summary>
    public double HoldOut { get; init; } = 0.2;

    /// <summary>Gets what is subtracted from each number; of the samples to learn from if absent.</summary>
    public double? Mean { get; init; }

    /// <summary>Gets what each number is divided by.</summary>
    public double? Scale { get; init; }

    /// <summary>Gets whether mean and deviation are of each element or of all: element, all or none.</summary>
    public string Normalize { get; init; } = "element";

    /// <summary>Reads the samples.</summary>
    public Either<Error, Samples> Load() =>
        Read()
            .Map(Shaped)
            .Bind(samples =>
                Fitted(samples)
                    .Map(found => samples with { Normalization = found.MatchUnsafe(one => one, () => null!) })
            );

    private static string[] Ten(params string[] names) =>
        names.Length > 0 ? names : [.. Enumerable.Range(0, 10).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    private static Either<Error, Samples> Parts(
        Either<Error, (Dataset<float> Train, Dataset<float> Test)> parts,
        string[] labels
    ) => parts.Map(part => new Samples(part.Train, part.Test, [.. labels], null));

    private Either<Error, Samples> Read() =>
        Known switch
        {
            "digits" => Held(Digits.Load(), Ten()),
            "iris" => Iris.Load().Bind(data => Held(data.Data, data.Species)),
            "sine" => Held(Sine.Draw(), []),
            "mnist" => Parts(KnownData.Mnist(Folder), Ten()),
            "fashion-mnist" => Parts(
                KnownData.FashionMnist(Folder),
                Ten("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot")
            ),
            { } other => Error.New($"there are no known data {other}, but digits, iris, sine, mnist, fashion-mnist"),
            null when Csv is { } file && Target is { } target => FunctionalNet
                .Csv.Infer(file, target, IsLabel)
                .Bind(schema => FunctionalNet.Csv.Load(file, schema).Bind(data => Held(data, schema.Target!.Values))),
            null when Inputs is { } inputs && Labels is { } labels => Idx.Load(inputs, labels)
                .Bind(data => Held(data, Numbers(data))),
            _ => Error.New("a recipe's data are known, or csv and target, or inputs and labels"),
        };

    private static string[] Numbers(Dataset<float> data) =>
        [.. Enumerable.Range(0, (int)data.Targets.Span.ToArray().Max() + 1).Select(i => $"{i}")];

    private Either<Error, Samples> Held(Dataset<float> data, IEnumerable<string> labels)
    {
        if (HoldOut is <= 0 or >= 1)
        {
            return Error.New(
                $"holdOut is a share between 0 and 1, not {HoldOut.ToString(CultureInfo.InvariantCulture)}"
            );
        }

        // The same samples for every seed, so that runs can be compared; by class where there are any.
        ImmutableArray<string> names = [.. labels];
        if (!names.IsEmpty)
        {
            var (learned, heldOut) = data.HoldOut(HoldOut, key: 0);
            return new Samples(learned, heldOut, names, null);
        }

        // A model gives a row for each sample, [n, 1] for a number.
        var (targets, all) = (data.Targets, data);
        if (targets.Shape.Rank == 1)
        {
            all = new(data.Inputs, targets.Reshape(new(targets.Length, 1)));
        }

        var order = ((Key)0).Permutation(data.Count);
        var count = Math.Max(1, (int)(HoldOut * data.Count));
        return new Samples(all.Take(order.AsSpan(count)), all.Take(order.AsSpan(0, count)), names, null);
    }

    private Samples Shaped(Samples samples)
    {
        return Shape is { } sizes
            ? samples with
            {
                Learned = samples.Learned.WithInputs(Reshaped),
                HeldOut = samples.HeldOut.WithInputs(Reshaped),
            }
            : samples;

        Tensor<float> Reshaped(Tensor<float> inputs) =>
            inputs.Reshape(new Shape(inputs.Shape[0]).Append(FunctionalNet.Shape.Of(sizes.AsSpan())));
    }

    private Either<Error, Option<Normalization>> Fitted(Samples samples) =>
        (Mean, Scale, Normalize) switch
        {
            (null, null, "element") => Prelude.Some(Normalization.Fit(samples.Learned.Inputs)),
            (null, null, "all") => Prelude.Some(Normalization.Fit(samples.Learned.Inputs, perElement: false)),
            (null, null, "none") => Option<Normalization>.None,
            (null, null, var other) => Error.New($"normalize is element, all or none, not {other}"),
            (_, 0, _) => Error.New("scale is not 0"),
            var (mean, scale, _) => Prelude.Some(Normalization.Of(mean ?? 0, scale ?? 1)),
        };
}
