using System.Globalization;
using System.Runtime.CompilerServices;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Tests.Models;

/// <summary>The reference model in models/digits matches its card and what the current code produces.</summary>
public class DigitsTests(TrainedDigits trained)
{
    private static Recipe Recipe { get; } = Recipe.Load("digits").OrThrow();

    private static Samples Samples { get; } = Recipe.Data.Load().OrThrow();

    private static string Card { get; } = File.ReadAllText(Path.Combine(Home(), "README.md"));

    [Fact]
    public void It_is_as_accurate_as_the_card_says()
    {
        var heldOut = Samples.HeldOut;
        using var predictor = Committed();
        var accuracy = Metrics.Accuracy(predictor.Predict(heldOut.Inputs), heldOut.Targets);
        Says($"{accuracy.ToString("P2", CultureInfo.InvariantCulture)} of {heldOut.Count}");
    }

    [Fact]
    public void It_is_made_by_the_recipe_of_today()
    {
        using var predictor = Committed();
        var learned = Samples.Learned;
        var steps = learned.Batches(Recipe.Batch).Count;
        var training = Recipe.Training(steps).OrThrow();
        Key key = Recipe.Seed;
        var recipe = training
            .Init(key, learned.InputShape)
            .Model.Recipe.Replace("; 0 steps", $"; {Recipe.Epochs * steps} steps", StringComparison.Ordinal);
        Assert.Equal(recipe, predictor.Metadata["recipe"]);
        Says($"{training.Layer}");
        Says($"{Recipe.Epochs} epochs in batches of {Recipe.Batch}");
    }

    [Fact]
    public void It_is_what_the_command_writes()
    {
        // Other processors sum in another order, so that the numbers are close rather than equal.
        using OnnxPredictor committed = Committed(),
            fresh = OnnxPredictor.Load(trained.Model).OrThrow();
        Assert.Equal(fresh.Metadata, committed.Metadata);
        Assert.Equal((fresh.Description, fresh.Producer), (committed.Description, committed.Producer));
        Assert.Equal(
            (string.Join(", ", fresh.Inputs), string.Join(", ", fresh.Outputs)),
            (string.Join(", ", committed.Inputs), string.Join(", ", committed.Outputs))
        );
        var images = Samples.HeldOut.Inputs;
        var (ours, theirs) = (fresh.Predict(images), committed.Predict(images));
        Assert.True(ours.Span.ToArray().Zip(theirs.Span.ToArray(), (a, b) => Math.Abs(a - b)).Average() < 0.01);
        Assert.All(committed.Inputs.Concat(committed.Outputs), value => Says($"`{value}`"));
    }

    private static OnnxPredictor Committed() => OnnxPredictor.Load(Path.Combine(Home(), "digits.onnx")).OrThrow();

    private static void Says(string text) => Assert.Contains(text, Card, StringComparison.Ordinal);

    private static string Home([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "models", "digits"));
}
