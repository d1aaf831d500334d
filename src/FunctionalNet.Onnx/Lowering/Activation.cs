namespace FunctionalNet.Lowering;

/// <summary>A function that a recurrent node names, on gates that it may clip first.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Alpha">Its first parameter; the usual one if absent.</param>
/// <param name="Beta">Its second parameter; the usual one if absent.</param>
/// <param name="Clip">The largest absolute value of a gate; 0 for none.</param>
internal sealed record Activation(string Name, double? Alpha, double? Beta, double Clip)
{
    /// <summary>The function of a gate.</summary>
    public Expr OfGate(Expr x) => Of(Clip > 0 ? x.Clip(-Clip, Clip) : x);

    /// <summary>The function.</summary>
    /// <exception cref="FormatException">Its name is unknown.</exception>
    public Expr Of(Expr x) =>
        Name.ToUpperInvariant() switch
        {
            "SIGMOID" => x.Sigmoid(),
            "TANH" => x.Tanh(),
            "RELU" => x.Relu(),
            "AFFINE" => (x * (Alpha ?? 1)) + (Beta ?? 0),
            "LEAKYRELU" => x.LeakyRelu(Alpha ?? 0.01),
            "THRESHOLDEDRELU" => (x > (Alpha ?? 1)).Where(x, 0),
            "SCALEDTANH" => (x * (Beta ?? 1)).Tanh() * (Alpha ?? 1),
            "HARDSIGMOID" => x.HardSigmoid(Alpha ?? 0.2, Beta ?? 0.5),
            "ELU" => x.Elu(Alpha ?? 1),
            "SOFTSIGN" => x.Softsign(),
            "SOFTPLUS" => x.Softplus(),
            _ => throw new FormatException($"the activation '{Name}' is unknown."),
        };
}
