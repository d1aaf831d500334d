using FunctionalNet.Learning;

namespace FunctionalNet.OnnxTests.Learning;

/// <summary>The tensors of imported files that are trainable: those that the exporting framework would train.</summary>
public class WeightsTests
{
    private const string Standardized =
        "m = ReduceMean(x); c = Sub(x, m); p = Pow(c, two); v = ReduceMean(p); e = Add(v, eps); d = Sqrt(e); n = Div(c, d)";

    public static TheoryData<string, string, string, string> Cases { get; } =
        new()
        {
            // Operators with weights.
            { "linear", "w:4x3 b:3", "h = MatMul(x, w); y = Add(h, b)", "w b" },
            { "bias first", "w:4x3 b:3", "h = MatMul(x, w); y = Add(b, h)", "w b" },
            { "one unit", "w:4x1 b:1", "h = MatMul(x, w); y = Add(h, b)", "w b" },
            { "weight on the left", "w:4x3", "y = MatMul(w, x)", "w" },
            { "gemm", "w:4x3 b:3", "y = Gemm(x, w, b)", "w b" },
            { "einsum", "w:4x3", "y = Einsum(x, w)", "w" },
            { "conv", "w:4x3x3x3 b:4", "y = Conv(x, w, b)", "w b" },
            { "transposed conv", "w:4x3x3x3 b:3", "y = ConvTranspose(x, w, b)", "w b" },
            { "deformed conv", "w:4x3x3x3 o:1x18x4x4 b:4", "y = DeformConv(x, w, o, b)", "w b" },
            { "lstm", "w:1x8x3 r:1x8x2 b:1x16 h:1x1x2 c:1x1x2 p:1x6", "y = LSTM(x, w, r, b, , h, c, p)", "w r b p" },
            { "gru", "w:1x6x3 r:1x6x2 b:1x12 h:1x1x2", "y = GRU(x, w, r, b, , h)", "w r b" },
            { "rnn", "w:1x2x3 r:1x2x2 b:1x4", "y = RNN(x, w, r, b)", "w r b" },
            { "batch norm", "s:4 b:4 mean:4 var:4", "y = BatchNormalization(x, s, b, mean, var)", "s b" },
            { "instance norm", "s:4 b:4", "y = InstanceNormalization(x, s, b)", "s b" },
            { "layer norm", "s:4 b:4", "y = LayerNormalization(x, s, b)", "s b" },
            { "group norm", "s:4 b:4", "y = GroupNormalization(x, s, b)", "s b" },
            { "rms norm", "s:4", "y = RMSNormalization(x, s)", "s" },
            { "prelu", "a:1", "y = PRelu(x, a)", "a" },
            { "embedding", "e:9x4", "y = Gather(e, x)", "e" },
            { "chosen by number", "e:9", "y = Gather(e, x)", string.Empty },
            { "one-hot", "eye:4x4:kept", "y = Gather(eye, x)", string.Empty },
            // Weights in other forms: transposed, reshaped.
            { "turned", "w:3x4 b:3", "t = Transpose(w); h = MatMul(x, t); y = Add(h, b)", "w b" },
            {
                "reshaped bias",
                "w:4x3x3x3 b:4 ax:1:whole",
                "h = Conv(x, w); r = Unsqueeze(b, ax); y = Add(h, r)",
                "w b"
            },
            { "cast", "w:4x3", "f = Cast(w); i = Identity(f); y = MatMul(x, i)", "w" },
            { "dequantized", "q:4x3:whole s:3", "w = DequantizeLinear(q, s); y = MatMul(x, w)", string.Empty },
            {
                "as if quantized",
                "w:4x3 s: z:3:whole",
                "q = QuantizeLinear(w, s, z); d = DequantizeLinear(q, s, z); y = MatMul(x, d)",
                "w"
            },
            {
                "activation in bytes",
                "w:4x3 s:",
                "q = QuantizeLinear(x, s); d = DequantizeLinear(q, s); y = MatMul(d, w)",
                "w"
            },
            { "pieces", "a:1x2x3 b:1x2x3", "w = Concat(a, b); y = LSTM(x, w, w)", "a b" },
            { "weight norm", "v:4x3 g:4x1", "n = ReduceL2(v); u = Div(v, n); w = Mul(u, g); y = MatMul(x, w)", "v g" },
            { "low rank", "w:4x3 a:4x2 b:2x3", "d = MatMul(a, b); s = Add(w, d); y = MatMul(x, s)", "w a b" },
            { "pruned", "w:4x3 m:4x3:kept", "p = Mul(w, m); y = MatMul(x, p)", "w" },
            { "equalized", "w:4x3 c:1", "p = Mul(w, c); y = MatMul(x, p)", "w" },
            { "tied", "e:9x4", "h = Gather(e, x); t = Transpose(e); y = MatMul(h, t)", "e" },
            { "shared with a formula", "w:4x4", "p = Pow(x, w); h = MatMul(x, w); y = Add(p, h)", "w" },
            // Constants of formulas.
            { "power", "two:", "y = Pow(x, two)", string.Empty },
            { "powers", "two:4", "y = Pow(x, two)", string.Empty },
            { "bounds", "w:4x3 lo: hi:", "h = MatMul(x, w); y = Clip(h, lo, hi)", "w" },
            { "standardized input", "mean:3x1x1 std:3x1x1", "c = Sub(x, mean); y = Div(c, std)", string.Empty },
            {
                "standardized input of a network",
                "mean:4 std:4 w:4x3 b:3",
                "c = Sub(x, mean); n = Div(c, std); h = MatMul(n, w); y = Add(h, b)",
                "w b"
            },
            {
                "scaled and shifted input",
                "s:3x1x1 t:3x1x1 w:4x3x3x3",
                "c = Mul(x, s); n = Add(c, t); y = Conv(n, w)",
                "w"
            },
            { "layer norm in primitives", "two: eps: s:4 b:4", $"{Standardized}; g = Mul(n, s); y = Add(g, b)", "s b" },
            { "epsilon of one axis", "two: eps:1 s:4", $"{Standardized}; y = Mul(n, s)", "s" },
            {
                "rms norm in primitives",
                "two: eps: s:4",
                "p = Pow(x, two); v = ReduceMean(p); e = Add(v, eps); r = Sqrt(e); i = Reciprocal(r); n = Mul(x, i); y = Mul(n, s)",
                "s"
            },
            {
                "attention",
                "q:4x4 k:4x4 c: m:1x1x4x4:mask",
                "a = MatMul(x, q); b = MatMul(x, k); t = Transpose(b); s = MatMul(a, t); d = Div(s, c); e = Add(d, m); y = Softmax(e)",
                "q k"
            },
            { "mask of the last axis", "w:4x5 m:1x1x1x5:low", "h = MatMul(x, w); e = Add(h, m); y = Softmax(e)", "w" },
            {
                "statistics in primitives",
                "w:4x3x3x3 mean:4x1x1 var:4x1x1 eps: s:4x1x1 b:4x1x1",
                "h = Conv(x, w); c = Sub(h, mean); e = Add(var, eps); d = Sqrt(e); n = Div(c, d); g = Mul(n, s); y = Add(g, b)",
                "w s b"
            },
            {
                "statistics folded into one number each",
                "w:4x3x3x3 mean:4x1x1 inv:4x1x1 s:4x1x1 b:4x1x1",
                "h = Conv(x, w); c = Sub(h, mean); n = Mul(c, inv); g = Mul(n, s); y = Add(g, b)",
                "w s b"
            },
            {
                "statistics as Keras writes them",
                "w:4x3 mean:3 var:3 eps: s:3 b:3 v:3x2",
                "h = MatMul(x, w); e = Add(var, eps); d = Sqrt(e); i = Reciprocal(d); m = Mul(i, s); n = Mul(h, m); k = Mul(mean, m); t = Sub(b, k); z = Add(n, t); r = Relu(z); y = MatMul(r, v)",
                "w s b v"
            },
            // Scales, biases and tables next to products.
            {
                "layer scale",
                "w:4x4 b:4 s:4 v:4x2",
                "h = MatMul(x, w); a = Add(h, b); g = Mul(s, a); r = Add(x, g); y = MatMul(r, v)",
                "w b s v"
            },
            {
                "scaled output",
                "w:4x3 b:3 std:3 mean:3",
                "h = Gemm(x, w, b); s = Mul(h, std); y = Add(s, mean)",
                "w b"
            },
            { "scaled action", "w:4x3 s:3 m:3", "h = MatMul(x, w); t = Tanh(h); a = Mul(t, s); y = Add(a, m)", "w" },
            {
                "behind a relu",
                "w:4x3 s:3 b:3",
                "h = MatMul(x, w); r = Relu(h); a = Mul(r, s); y = Add(a, b)",
                "w s b"
            },
            { "temperature", "w:4x3 t:1", "h = MatMul(x, w); y = Mul(h, t)", "w" },
            { "waves of positions", "e:9x6 pe:1x8x6:wave", "h = Gather(e, x); y = Add(h, pe)", "e" },
            { "waves, sines first", "e:9x6 pe:1x8x6:halves", "h = Gather(e, x); y = Add(h, pe)", "e" },
            { "learned positions", "e:9x6 pe:1x8x6", "h = Gather(e, x); y = Add(h, pe)", "e pe" },
            {
                "chosen positions",
                "e:9x6 pe:8x6 t:2x6",
                "h = Gather(e, x); p = Gather(pe, ids); q = Add(h, p); k = Gather(t, zeros); y = Add(q, k)",
                "e pe t"
            },
            {
                "class token",
                "w:4x3x2x2 b:4 cls:1x1x4 pe:1x5x4 shape:3:whole to:3:whole",
                "h = Conv(x, w, b); f = Reshape(h, shape); t = Transpose(f); c = Expand(cls, to); j = Concat(c, t); y = Add(j, pe)",
                "w b cls pe"
            },
            { "padding", "w:4x3 z:2x3:zeros", "h = MatMul(x, w); y = Concat(h, z)", "w" },
            { "grid", "w:4x3x1x1 g:1x4x5x5:ramp", "h = Conv(x, w); y = Add(h, g)", "w" },
            {
                "rotary",
                "w:4x4 c:8x4:wave s:8x4",
                "q = MatMul(x, w); a = Mul(q, c); b = Mul(q, s); y = Add(a, b)",
                "w"
            },
            { "where", "w:4x3 none:", "h = MatMul(x, w); y = Where(m, h, none)", "w" },
            { "scatter", "w:4x3 into:5x3", "h = MatMul(x, w); y = ScatterND(into, at, h)", "w" },
            {
                "fresh scale and bias",
                "w:4x3x3x3 s:4x1x1:ones b:4x1x1:zeros",
                "h = Conv(x, w); g = Mul(h, s); y = Add(g, b)",
                "w s b"
            },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Learn_what_frameworks_train(string name, string tensors, string nodes, string learning)
    {
        Assert.NotEmpty(name);
        var roles = Roles.Of(Sketch.Of(tensors, nodes), ours: false, new ImportOptions()).ByName(stored => stored.Name);
        Assert.Equal(
            Sketch.Words(learning).Order(StringComparer.Ordinal),
            roles.Where(one => one.Value == StoredRole.Parameter).Select(one => one.Key),
            StringComparer.Ordinal
        );
        Assert.Equal(Sketch.Words(tensors).Length, roles.Count);
    }
}
