using FunctionalNet;
using static FunctionalNet.Net;

namespace Library;

/// <summary>Points in a square, labelled by whether they lie in a circle.</summary>
public static class Ring
{
    public static Layer Layer => Dense(8) >> new Squared(2) >> Dense(2);

    public static Dataset<float> Points(Key key)
    {
        var points = new float[2 * 500];
        key.Uniform<float>(points);
        var labels = points.Chunk(2).Select(p => double.Hypot(p[0] - 0.5, p[1] - 0.5) < 0.35 ? 1f : 0f);
        return new(Tensor.Of(new(500, 2), points), Tensor.Vector([.. labels]));
    }

    public static Model<float> Learn(Key key)
    {
        var training = Training.Of(Layer, SoftmaxCrossEntropy(), Adam(0.03));
        var points = Points(key.Split("points"));
        var start = training.Init(key, points.InputShape);
        return training.Fold(start, points.Shuffle(key).Batches(50).Repeat(epochs: 30)).Model;
    }
}
