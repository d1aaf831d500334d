namespace FunctionalNet.Tests.Weights;

/// <summary>Adapters all of whose numbers differ, as after training.</summary>
internal static class MovedAdapters
{
    /// <summary>The model with other numbers in its adapters.</summary>
    public static Model<float> Moved(Model<float> model)
    {
        Key key = 5;
        return model.With(
            model
                .AdapterValues()
                .ToDictionary(
                    one => one.Key,
                    one => Numbers(key.Split(one.Key), one.Value.Shape),
                    StringComparer.Ordinal
                )
        );
    }

    /// <summary>Uniform numbers.</summary>
    public static Tensor<float> Numbers(Key key, Shape shape)
    {
        var numbers = new float[shape.Size];
        key.Uniform<float>(numbers);
        return new(shape, numbers);
    }
}
