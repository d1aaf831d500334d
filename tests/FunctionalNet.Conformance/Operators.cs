namespace FunctionalNet.Conformance;

/// <summary>The operators that this library promises to support, which count towards the pass rate.</summary>
internal static class Operators
{
    private static readonly HashSet<string> Promised = new(
        """
        Abs Acos Acosh Add And Asin Asinh Atan Atanh BitShift Ceil Celu Cos Cosh Div Elu Equal Erf Exp Floor Greater
        GreaterOrEqual HardSigmoid HardSwish IsInf IsNaN LeakyRelu Less LessOrEqual Log Max Mean Min Mod Mul Neg Not Or PRelu
        Pow Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Sub Sum Tan Tanh ThresholdedRelu Xor
        Cast CastLike Clip MatMul Gemm Conv ConvTranspose
        AveragePool MaxPool LpPool GlobalAveragePool GlobalMaxPool GlobalLpPool MaxUnpool
        BatchNormalization InstanceNormalization LayerNormalization GroupNormalization LpNormalization LRN
        MeanVarianceNormalization
        ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare
        ArgMax ArgMin TopK Softmax LogSoftmax Hardmax Dropout
        Reshape Flatten Transpose Concat Split Slice Squeeze Unsqueeze Expand Tile Pad Gather GatherElements GatherND Scatter
        ScatterElements ScatterND Where OneHot Shape Size Constant ConstantOfShape Range CumSum Trilu Einsum Resize Upsample
        DepthToSpace SpaceToDepth Identity LSTM GRU RNN If Loop
        Attention RotaryEmbedding RMSNormalization Swish TensorScatter GridSample AffineGrid RoiAlign MaxRoiPool DeformConv Col2Im
        CenterCropPad DFT STFT MelWeightMatrix HannWindow HammingWindow BlackmanWindow NonMaxSuppression Unique Compress NonZero
        BitwiseAnd BitwiseOr BitwiseXor BitwiseNot BitCast CumProd QuantizeLinear DequantizeLinear DynamicQuantizeLinear
        QLinearMatMul QLinearConv MatMulInteger ConvInteger
        NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss Adam Adagrad Momentum Gradient
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal
    );

    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "Float",
        "Double",
        "Int8",
        "Int16",
        "Int32",
        "Int64",
        "Uint8",
        "Uint16",
        "Uint32",
        "Uint64",
        "Bool",
    };

    /// <summary>
    /// Whether a test counts towards the pass rate: all of its operators are promised, and all of its tensors are floats, integers or
    /// bools.
    /// </summary>
    public static bool Count(IEnumerable<string> operators, IEnumerable<string> types) =>
        operators.All(Promised.Contains) && types.All(Types.Contains);
}
