namespace FunctionalNet;

/// <summary>Max pooling to a given output size: [batch, channels, ...] to [batch, channels, sizes].</summary>
/// <remarks>
/// ONNX: Slice, ReduceMax, Concat. PyTorch: AdaptiveMaxPool1d to 3d, where the first of equal elements gets the whole gradient.
/// </remarks>
/// <example><code>Layer head = AdaptiveMaxPool(4) >> Flatten() >> Dense(10); // [batch, 8, length] to [batch, 8, 4]</code></example>
public sealed partial record AdaptiveMaxPool : AdaptivePool
{
    /// <summary>Initializes a new instance of the <see cref="AdaptiveMaxPool"/> class.</summary>
    /// <param name="sizes">The output size of each axis after the channels.</param>
    public AdaptiveMaxPool(params int[] sizes)
        : base(sizes) { }

    /// <inheritdoc/>
    private protected override Expr Pool(Expr x, int axis, (int Start, int End)[] windows) =>
        Ops.Concat(
            axis,
            [
                .. windows.Select(window =>
                    x.Narrow(axis, window.Start, window.End - window.Start).ReduceMax([axis], keepDims: true)
                ),
            ]
        );
}
