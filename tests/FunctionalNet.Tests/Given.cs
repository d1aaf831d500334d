namespace FunctionalNet.Tests;

/// <summary>Initializes a parameter to given values.</summary>
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
