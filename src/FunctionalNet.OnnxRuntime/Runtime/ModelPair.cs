using System.Collections.Immutable;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet.Runtime;

/// <summary>Two loaded models with the same inputs and outputs, in any order.</summary>
internal sealed class ModelPair
{
    private readonly (OnnxPredictor Model, string Path) first;
    private readonly (OnnxPredictor Model, string Path) second;
    private readonly int[] inputs;
    private readonly int[] outputs;
    private readonly int[] texts;

    private ModelPair(
        (OnnxPredictor Model, string Path) first,
        (OnnxPredictor Model, string Path) second,
        int[] inputs,
        int[] outputs,
        int[] texts
    ) => (this.first, this.second, this.inputs, this.outputs, this.texts) = (first, second, inputs, outputs, texts);

    /// <summary>Gets the names of the outputs in the first model: numeric ones, then strings.</summary>
    public IEnumerable<string> Outputs => Names(first.Model.Outputs).Concat(first.Model.TextOutputs);

    /// <summary>Matches inputs and outputs by name, or in order if names differ.</summary>
    public static Either<Error, ModelPair> Of(
        (OnnxPredictor Model, string Path) first,
        (OnnxPredictor Model, string Path) second
    ) =>
        from inputs in Places(
            "inputs",
            (Names(second.Model.Inputs), second.Path),
            (Names(first.Model.Inputs), first.Path)
        )
        from fitting in Fitting(first, second, inputs)
        from outputs in Places(
            "outputs",
            (Names(first.Model.Outputs), first.Path),
            (Names(second.Model.Outputs), second.Path)
        )
        from texts in Places(
            "outputs of text",
            (first.Model.TextOutputs, first.Path),
            (second.Model.TextOutputs, second.Path)
        )
        select new ModelPair(first, second, inputs, outputs, texts);

    /// <summary>The outputs of both for a batch, in the order of <see cref="Outputs"/>. Strings are 0, and 1 where they differ.</summary>
    public Either<Error, ImmutableArray<(Tensor<double> First, Tensor<double> Second)>> Run(Tensor<double>[] batch) =>
        from ours in Of(first.Path, () => first.Model.Run<double>(batch))
        from theirs in Of(second.Path, () => second.Model.Run<double>([.. inputs.Select(place => batch[place])]))
        from words in Of(second.Path, () => Texts(batch))
        from all in ours.Select((output, i) => (output, theirs[outputs[i]]))
            .Concat(words)
            .Zip(Outputs, Alike)
            .Sequence()
        select all.ToImmutableArray();

    /// <summary>Whether the first model accepts a batch.</summary>
    public bool Takes(Tensor<double>[] batch) => Of(first.Path, () => first.Model.Run<double>(batch)).IsRight;

    // The index of each name of one model in the other.
    private static Either<Error, int[]> Places(
        string what,
        (IEnumerable<string> Names, string Path) one,
        (IEnumerable<string> Names, string Path) other
    )
    {
        var (names, others) = (one.Names.ToArray(), other.Names.ToArray());
        return names.Length != others.Length
                ? Error.New(
                    $"{one.Path} has the {what} [{string.Join(", ", names)}], {other.Path} has [{string.Join(", ", others)}]"
                )
            : names.All(name => others.Contains(name, StringComparer.Ordinal))
                ? names.Select(name => Array.IndexOf(others, name)).ToArray()
            : Enumerable.Range(0, names.Length).ToArray();
    }

    private static Either<Error, Unit> Fitting(
        (OnnxPredictor Model, string Path) first,
        (OnnxPredictor Model, string Path) second,
        int[] inputs
    ) =>
        second
            .Model.Inputs.Zip(inputs, (theirs, place) => (Theirs: theirs, Ours: first.Model.Inputs[place]))
            .FirstOrDefault(both =>
                both.Theirs.Type.Shape.Rank != both.Ours.Type.Shape.Rank
                || both.Theirs.Type.Shape.Zip(both.Ours.Type.Shape, (a, b) => a.IsKnown && b.IsKnown && a != b)
                    .Any(differ => differ)
            )
            is { Theirs: { } other } found
            ? Error.New(
                $"{second.Path} takes {other} and {first.Path} {found.Ours}: models are compared on the same inputs"
            )
            : Unit.Default;

    private static Either<Error, (Tensor<double> First, Tensor<double> Second)> Alike(
        (Tensor<double> First, Tensor<double> Second) both,
        string name
    ) =>
        Axes(both.First).SequenceEqual(Axes(both.Second))
            ? both
            : Error.New($"the output '{name}' is {both.First.Shape} in the one and {both.Second.Shape} in the other");

    private static IEnumerable<int> Axes(Tensor<double> tensor) => tensor.Shape.Sizes().Where(size => size != 1);

    private static Either<Error, T> Of<T>(string path, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (Exception error)
            when (error is ShapeException or OnnxRuntimeException or ArgumentException or OverflowException)
        {
            return Error.New($"{path}: {error.Message}");
        }
    }

    private static IEnumerable<string> Names(ImmutableArray<OnnxValue> values) => values.Select(value => value.Name);

    private List<(Tensor<double> First, Tensor<double> Second)> Texts(Tensor<double>[] batch)
    {
        var all = new List<(Tensor<double>, Tensor<double>)>();
        for (var i = 0; i < texts.Length; i++)
        {
            var ours = first.Model.Text(first.Model.TextOutputs[i], batch);
            var theirs = second.Model.Text(
                second.Model.TextOutputs[texts[i]],
                [.. inputs.Select(place => batch[place])]
            );
            all.Add(
                (
                    new Tensor<double>(new Shape(ours.Length)),
                    Tensor.Of(
                        new Shape(theirs.Length),
                        [.. theirs.Select((text, at) => at < ours.Length && text == ours[at] ? 0.0 : 1)]
                    )
                )
            );
        }

        return all;
    }
}
