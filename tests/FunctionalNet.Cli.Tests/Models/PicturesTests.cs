using FunctionalNet.Cli.Recipes;
using FunctionalNet.Cli.Tests.Models.Pictures;

namespace FunctionalNet.Cli.Tests.Models;

/// <summary>
/// Each model has a picture of what it does, NAME.svg beside its file, on its card and in the gallery of the site. With ACCEPT_PAGES=1 the
/// pictures are written anew.
/// </summary>
public class PicturesTests
{
    private static readonly string Home = Path.Combine(Repository.Root, "models");

    public static TheoryData<string> Names => CardsTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_is_what_the_model_does_where_the_data_are(string name)
    {
        var data = Recipe.Load(name).Bind(recipe => (recipe.Data with { Shape = null }).Load());
        data.IfLeft(error => Assert.Skip(error.Message));
        var file = Path.Combine(Home, name, $"{name}.onnx");
        using var predictor = OnnxPredictor.Load(file, Device.Cpu).OrThrow();
        var model = OnnxModel.Load(file).Bind(read => read.ToModel<float>()).OrThrow();
        var drawn = PictureFile.Text(ModelPicture.Of(name, predictor, model, data.OrThrow()));
        Assert.InRange(drawn.Length, 2_000, 16_000);
        var picture = Path.Combine(Home, name, $"{name}.svg");
        if (Environment.GetEnvironmentVariable("ACCEPT_PAGES") == "1")
        {
            File.WriteAllText(picture, drawn);
        }

        Assert.Equal(File.ReadAllText(picture).ReplaceLineEndings("\n"), drawn, StringComparer.Ordinal);
    }

    // A line of its own, with words for those who do not see it.
    [Theory]
    [MemberData(nameof(Names))]
    public void The_gallery_and_the_card_show_it(string name)
    {
        var gallery = Read(".docs", "models.md");
        Assert.Matches($@"\n!\[[^\]]{{20,}}\]\(\.\./models/{name}/{name}\.svg\)\n", gallery);
        Assert.Contains($"](../models/{name}/README.md)", gallery, StringComparison.Ordinal);
        Assert.Matches($@"\n!\[[^\]]{{20,}}\]\({name}\.svg\)\n", Read("models", name, "README.md"));
    }

    private static string Read(params string[] path) =>
        File.ReadAllText(Path.Combine([Repository.Root, .. path])).ReplaceLineEndings("\n");
}
