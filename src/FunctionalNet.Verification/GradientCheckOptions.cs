using System.Globalization;

namespace FunctionalNet.Verification;

/// <summary>The options of a check. Change them with <c>with</c>, or set properties of new ones.</summary>
/// <example><code>GradientCheck.Layer(layer, Shapes.Ranks(2), new() { Samples = 200, Tolerance = 1e-8 });</code></example>
public sealed record GradientCheckOptions
{
    private const int DefaultSeed = 20_240_229;
    private const int DefaultSamples = 20;

    /// <summary>Gets options whose seed differs from run to run; it is printed with every failure.</summary>
    public static GradientCheckOptions Random => new() { Seed = System.Random.Shared.Next() };

    /// <summary>
    /// Gets the seed of all random draws. By default the environment variable <c>FUNCTIONALNET_SEED</c> (a number, or <c>random</c>), and
    /// without it a constant.
    /// </summary>
    public int Seed { get; init; } = FromEnvironment("FUNCTIONALNET_SEED", DefaultSeed);

    /// <summary>
    /// Gets the number of samples: shapes with values. By default the environment variable <c>FUNCTIONALNET_SAMPLES</c>, or 20.
    /// </summary>
    public int Samples { get; init; } = FromEnvironment("FUNCTIONALNET_SAMPLES", DefaultSamples, 1);

    /// <summary>
    /// Gets the allowed relative error between derivative and difference quotient, in addition to the quotient's own uncertainty; 1e-6 by
    /// default.
    /// </summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>
    /// Gets a value indicating whether the gradient is differentiated again and the Hessian's symmetry checked; true by default.
    /// </summary>
    public bool SecondOrder { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether value and gradient in float32 are compared with those in double, within a bound that follows from
    /// their condition; true by default.
    /// </summary>
    public bool Float { get; init; } = true;

    /// <summary>
    /// Gets another engine whose value and gradient must agree with those of the own executors, within the bound for float32: such as ONNX
    /// Runtime on the exported graph. It receives graphs without free axes and a tensor for each input; null for none.
    /// </summary>
    /// <example><code>
    /// var options = new GradientCheckOptions
    /// {
    ///     Engine = (graph, inputs) =>
    ///     {
    ///         using var exported = OrtPlan&lt;float>.Compile(graph).OrThrow();
    ///         return exported.Run(inputs);
    ///     },
    /// };
    /// </code></example>
    public Func<Graph, IReadOnlyList<Tensor<float>>, IReadOnlyList<Tensor<float>>>? Engine { get; init; }

    /// <summary>
    /// Gets a value indicating whether the result of a sample (an index of the first axis) must not depend on the other samples; false by
    /// default, since batch normalization depends on them in training.
    /// </summary>
    public bool IndependentSamples { get; init; }

    /// <summary>Gets a value indicating whether a failure is thrown; otherwise it is in the returned report. True by default.</summary>
    public bool Throws { get; init; } = true;

    private static int FromEnvironment(string name, int missing, int smallest = 0) =>
        Environment.GetEnvironmentVariable(name) switch
        {
            null or "" => missing,
            "random" when smallest == 0 => System.Random.Shared.Next(),
            var text
                when int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                    && number >= smallest => number,
            var text => throw new FormatException(
                $"The environment variable {name} is '{text}'; give a number from {smallest} on."
            ),
        };
}
