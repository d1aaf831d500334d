namespace FunctionalNet.Tests;

/// <summary>A parameter that starts at given numbers.</summary>
internal sealed record Given(params double[] Values) : Initializer
{
    public override void Fill<T>(Shape shape, Key key, Span<T> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = T.CreateChecked(Values[i]);
        }
    }
}
