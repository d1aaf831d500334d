using System.Globalization;
using System.Runtime.CompilerServices;
using FunctionalNet.Cli.Recipes;

namespace FunctionalNet.Cli.Tests.Models;

/// <summary>The models beside the digits are what their cards say, and what their recipes of today make.</summary>
public class ModelsTests
{
    public static TheoryData<string> Names => ["iris", "sine", "fashion-mnist"];

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
        Assert.Contains(
            $"{Calls.Read<Layer>(recipe.Model).OrThrow()}; {Calls.Read<Loss>(recipe.Loss).OrThrow()}; ",
            predictor.Metadata["recipe"],
            StringComparison.Ordinal
        );
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

    [Fact]
    public void The_clothes_are_told_as_well_as_the_card_says_where_the_data_are()
    {
        using var predictor = Committed("fashion-mnist");
        var known = KnownData.FashionMnist();
        var right = known.Match(
            data =>
                data.Test.Batches(500)
                    .Sum(batch => batch.Count * Metrics.Accuracy(predictor.Predict(batch.Inputs), batch.Targets))
                / data.Test.Count,
            error =>
            {
                // The data are a package of their own, which not every machine has.
                Assert.Contains("dataset-fashion-mnist", error.Message, StringComparison.Ordinal);
                return double.NaN;
            }
        );
        Assert.True(known.IsLeft || right >= 0.885);
        Assert.True(
            known.IsLeft
                || Card("fashion-mnist")
                    .Contains(
                        $"{right.ToString("P2", CultureInfo.InvariantCulture)} of 10,000",
                        StringComparison.Ordinal
                    )
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
