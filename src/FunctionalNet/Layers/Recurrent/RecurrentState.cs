namespace FunctionalNet;

/// <summary>The state that a recurrent layer carries from one token to the next, [directions, batch, units] each.</summary>
/// <param name="Hidden">The hidden state.</param>
/// <param name="Cell">The cell state, which only an LSTM has; 0 if absent.</param>
/// <example><code>
/// public sealed record Translator(Lstm Encoder, Lstm Decoder) : Layer
/// {
///     public override Expr Apply(Scope scope, Expr x)
///     {
///         var (_, end) = Encoder.Remember(scope.In("encoder"), x);
///         return Decoder.Remember(scope.In("decoder"), x, end).Outputs;
///     }
/// }
/// </code></example>
public readonly record struct RecurrentState(Expr Hidden, Expr? Cell = null);
