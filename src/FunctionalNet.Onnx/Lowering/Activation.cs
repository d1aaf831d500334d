using System.Collections.Immutable;

namespace FunctionalNet.Lowering;

/// <summary>An activation function of a recurrent node, on gates that may be clipped first.</summary>
/// <param name="Name">Its name in capitals.</param>
/// <param name="Alpha">Its first parameter, if it has one.</param>
/// <param name="Beta">Its second parameter, if it has one.</param>
/// <param name="Clip">The largest absolute value of a gate; 0 for none.</param>
internal sealed record Activation(string Name, double Alpha, double Beta, double Clip)
{
    // The number of parameters of a function, and their defaults, which are those of its operator; NaN if there is no such operator.
    private static readonly ImmutableDictionary<string, (int Count, double Alpha, double Beta)> Known = new Dictionary<
        string,
        (int, double, double)
    >(StringComparer.Ordinal)
    {
        ["SIGMOID"] = (0, 0, 0),
        ["TANH"] = (0, 0, 0),
        ["RELU"] = (0, 0, 0),
        ["SOFTSIGN"] = (0, 0, 0),
        ["SOFTPLUS"] = (0, 0, 0),
        ["ELU"] = (1, 1, 0),
        ["LEAKYRELU"] = (1, 0.01, 0),
        ["THRESHOLDEDRELU"] = (1, 1, 0),
        ["HARDSIGMOID"] = (2, 0.2, 0.5),
        ["AFFINE"] = (2, double.NaN, double.NaN),
        ["SCALEDTANH"] = (2, double.NaN, double.NaN),
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>The functions of a node. Each takes the next parameters of a list, if it has any; excess parameters are ignored.</summary>
    /// <exception cref="FormatException">A name is unknown, or a parameter without a default is missing.</exception>
    public static ImmutableArray<Activation> Of(
        IEnumerable<string> names,
        IEnumerable<double> alphas,
        IEnumerable<double> betas,
        double clip
    )
    {
        var (first, second) = (new Queue<double>(alphas), new Queue<double>(betas));
        return [.. names.Select(Next)];

        Activation Next(string name)
        {
            if (!Known.TryGetValue(name.ToUpperInvariant(), out var known))
            {
                throw new FormatException($"the activation '{name}' is unknown.");
            }

            var alpha = known.Count > 0 && first.TryDequeue(out var a) ? a : known.Alpha;
            var beta = known.Count > 1 && second.TryDequeue(out var b) ? b : known.Beta;
            return double.IsNaN(alpha) || double.IsNaN(beta)
                ? throw new FormatException(
                    $"the activation '{name}' takes a number of activation_alpha and one of activation_beta"
                )
                : new(name.ToUpperInvariant(), alpha, beta, clip);
        }
    }

    /// <summary>The function applied to a gate.</summary>
    public Expr OfGate(Expr x) => Of(Clip > 0 ? x.Clip(-Clip, Clip) : x);

    /// <summary>The function.</summary>
    public Expr Of(Expr x) =>
        Name switch
        {
            "SIGMOID" => x.Sigmoid(),
            "TANH" => x.Tanh(),
            "RELU" => x.Relu(),
            "AFFINE" => (x * Alpha) + Beta,
            "LEAKYRELU" => x.LeakyRelu(Alpha),
            "THRESHOLDEDRELU" => (x > Alpha).Where(x, 0),
            "SCALEDTANH" => (x * Beta).Tanh() * Alpha,
            "HARDSIGMOID" => x.HardSigmoid(Alpha, Beta),
            "ELU" => x.Elu(Alpha),
            "SOFTSIGN" => x.Softsign(),
            _ => x.Softplus(),
        };
}
