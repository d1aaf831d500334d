namespace FunctionalNet;

/// <summary>Average pooling to a given output size: [batch, channels, ...] to [batch, channels, sizes].</summary>
/// <remarks>ONNX: MatMul with the weights of each window. PyTorch: AdaptiveAvgPool1d to 3d.</remarks>
/// <example><code>Layer head = AdaptiveAveragePool(7, 7) >> Flatten() >> Dense(10);</code></example>
public sealed partial record AdaptiveAveragePool : AdaptivePool
{
    /// <summary>Initializes a new instance of the <see cref="AdaptiveAveragePool"/> class.</summary>
    /// <param name="sizes">The output size of each axis after the channels.</param>
    public AdaptiveAveragePool(params int[] sizes)
        : base(sizes) { }

    /// <inheritdoc/>
    private protected override Expr Pool(Expr x, int axis, (int Start, int End)[] windows)
    {
        var (places, last) = (x.Shape[axis].Size, x.Shape.Rank - 1);
        var shares = new double[places * windows.Length];
        for (var i = 0; i < windows.Length; i++)
        {
            for (var place = windows[i].Start; place < windows[i].End; place++)
            {
                shares[(place * windows.Length) + i] = 1.0 / (windows[i].End - windows[i].Start);
            }
        }

        var means = Ops.Constant(new(places, windows.Length), shares);
        if (axis == last)
        {
            return x.MatMul(means);
        }

        int[] swapped =
        [
            .. Enumerable
                .Range(0, last + 1)
                .Select(i =>
                    i == axis ? last
                    : i == last ? axis
                    : i
                ),
        ];
        return x.Transpose(swapped).MatMul(means).Transpose(swapped);
    }
}
