namespace FunctionalNet;

/// <summary>Tokens [batch, ...], integers from 0 to below the size, to their vectors [batch, ..., width].</summary>
/// <remarks>
/// Parameter: <c>weight</c> [size, width]. ONNX: Gather. A model that begins with it has integer inputs. As in PyTorch's Embedding the
/// vectors are initialized normally, and a token out of range is an error (<see cref="LabelException"/>); in a file -1 is the last one, as
/// everywhere in ONNX.
/// </remarks>
/// <param name="Size">The number of tokens in the vocabulary.</param>
/// <param name="Width">The size of a vector.</param>
/// <param name="Initializer">The initializer of the vectors; normal if absent.</param>
/// <param name="Padding">The padding token: its vector is 0 and gets no gradient; none if absent. PyTorch: padding_idx, whose vector may be
/// set.</param>
/// <example><code>Layer model = Embedding(size: 1000, width: 64) >> Flatten() >> Dense(10);</code></example>
public sealed partial record Embedding(
    [Count] int Size,
    [Count] int Width,
    Initializer? Initializer = null,
    [Number] int? Padding = null
) : Layer
{
    /// <inheritdoc/>
    protected internal override ElementType InputType => ElementType.Int64;

    /// <inheritdoc/>
    public override Expr Apply(Scope scope, Expr x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        x.Require(ElementType.Int64, nameof(Embedding));
        var tokens = Ops.Looked(x, new(nameof(Embedding), Size) { IsOfTokens = true });
        Shape shape = new(Size, Width);
        var roles = new AxisRoles(shape, AxisRole.Entry, AxisRole.Input);
        var vectors = scope.Parameter("weight", shape, Initializer ?? new Normal(), roles).Gather(tokens);
        return Padding is not { } padding ? vectors
            : padding < Size ? tokens.Equal(Ops.Integer(padding)).Unsqueeze(-1).Where(0, vectors)
            : throw new ShapeException(
                nameof(Embedding),
                $"the padding {padding} is none of {Size} tokens",
                $"give one from 0 to {Size - 1}"
            );
    }
}
