namespace FunctionalNet;

/// <summary>Tokens [batch, ...], whole numbers from 0 to below the size, to their vectors [batch, ..., width].</summary>
/// <remarks>
/// Parameter: <c>weight</c> [size, width]. ONNX: Gather. A model that begins with it has an input of whole numbers. As in PyTorch's
/// Embedding the vectors start normally distributed, and another token is an error (<see cref="LabelException"/>); in a file -1 is the last
/// one, as everywhere in ONNX.
/// </remarks>
/// <param name="Size">The number of different tokens.</param>
/// <param name="Width">The elements of a vector.</param>
/// <param name="Initializer">How the vectors start; normally distributed if absent.</param>
public sealed record Embedding(int Size, int Width, Initializer? Initializer = null) : Layer
{
    /// <summary>Gets the number of different tokens.</summary>
    public int Size { get; } =
        Size > 0
            ? Size
            : throw new ArgumentOutOfRangeException(nameof(Size), Size, "An embedding has at least one token.");

    /// <summary>Gets the elements of a vector.</summary>
    public int Width { get; } =
        Width > 0
            ? Width
            : throw new ArgumentOutOfRangeException(nameof(Width), Width, "A vector has at least one element.");

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
        return scope.Parameter("weight", shape, Initializer ?? new Normal(), roles).Gather(tokens);
    }
}

/// <content>Embedding.</content>
public static partial class Net
{
    /// <summary>Tokens [batch, ...] to their vectors [batch, ..., width].</summary>
    /// <example><code>Layer model = Embedding(size: 1000, width: 64) >> Flatten() >> Dense(10);</code></example>
    /// <inheritdoc cref="FunctionalNet.Embedding"/>
    public static Layer Embedding(int size, int width, Initializer? initializer = null) =>
        new Embedding(size, width, initializer);
}
