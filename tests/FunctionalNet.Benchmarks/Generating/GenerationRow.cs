namespace FunctionalNet.Benchmarks.Generating;

/// <summary>Tokens a second behind one context.</summary>
/// <param name="Context">The tokens before the first that is timed.</param>
/// <param name="Cached">With the keys and values of the tokens before (<see cref="Decoder{T}"/>).</param>
/// <param name="Whole">Without them: the whole context is read for each token.</param>
/// <param name="Runtime">With them, in ONNX Runtime (<see cref="OnnxDecoder"/>).</param>
internal sealed record GenerationRow(int Context, double Cached, double Whole, double Runtime)
{
    /// <summary>Gets the time of a token with the cache, in microseconds.</summary>
    public double Microseconds => 1e6 / Cached;

    /// <summary>Gets how many times as fast the cache makes it.</summary>
    public double Ratio => Cached / Whole;
}
