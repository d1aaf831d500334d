"""Records what PyTorch gives for operators and layers, and their slopes, in float64: python3 record_parity.py > parity.json

Operands are drawn by the formula of wave(), so that they need not be written down. A record has the values of each result y and
then, for each operand that carries a slope, that of sum(y * wave(9)) over all results.
"""

import json

import torch
import torch.nn.functional as F
from torch.nn.utils.stateless import functional_call

torch.set_default_dtype(torch.float64)
RECORD = {}


def wave(seed, *shape):
    count = torch.Size(shape).numel()
    return torch.sin(torch.arange(count) * 0.7368 + seed).reshape(shape)


def write(name, function, *operands):
    operands = [operand.requires_grad_() for operand in operands]
    results = function(*operands)
    results = results if isinstance(results, tuple) else (results,)
    sum((y * wave(9, *y.shape)).sum() for y in results if y.requires_grad).backward()
    RECORD[name] = [t.detach().flatten().tolist() for t in results] + [o.grad.flatten().tolist() for o in operands]


A, B, C = (2, 3, 4), (3, 1), (2, 3, 5)
write("add", lambda x, w: x + w, wave(1, *A), wave(2, *B))
write("mul", lambda x, w: x * w, wave(1, *A), wave(2, *B))
write("sub", lambda x, w: x - w, wave(1, *B), wave(2, *A))
write("div", lambda x, w: x / (w + 2), wave(1, *A), wave(2, *B))
write("pow", lambda x, w: (x + 2) ** w, wave(1, *A), wave(2, *B))
write("maximum", torch.maximum, wave(1, *A), wave(2, *B))
write("minimum", torch.minimum, wave(1, *A), wave(2, *B))
write("where", lambda x, w: torch.where(x > 0.2, x * x, w), wave(1, *A), wave(2, *A))
for name in ["exp", "sin", "cos", "abs", "tanh", "erf", "square"]:
    write(name, getattr(torch, name), wave(3, *A))
write("log", lambda x: torch.log(x + 2), wave(3, *A))
write("sqrt", lambda x: torch.sqrt(x + 2), wave(3, *A))
write("reciprocal", lambda x: torch.reciprocal(x + 2), wave(3, *A))
write("clamp", lambda x: torch.clamp(x, -0.4, 0.7), wave(3, *A))
write("sum", lambda x: x.sum(1), wave(4, *A))
write("mean", lambda x: x.mean((0, 2), keepdim=True), wave(4, *A))
write("prod", lambda x: x.prod(2), wave(4, *A))
write("amax", lambda x: x.amax(1), wave(4, *A))
write("amin", lambda x: x.amin((0, 2)), wave(4, *A))
write("logsumexp", lambda x: torch.logsumexp(5 * x, 2), wave(4, *A))
write("norm", lambda x: x.norm(dim=1), wave(4, *A))
write("norm of 1", lambda x: x.norm(1, dim=2), wave(4, *A))
write("cumsum", lambda x: x.cumsum(1), wave(4, *A))
write("softmax of the middle", lambda x: torch.softmax(3 * x, 1), wave(4, *A))
write("matmul", torch.matmul, wave(5, 4, 3), wave(6, 3, 5))
write("matmul of stacks", torch.matmul, wave(5, 2, 4, 3), wave(6, 2, 3, 5))
write("matmul with one matrix", torch.matmul, wave(5, 2, 4, 3), wave(6, 3, 5))
write("matmul broadcast", torch.matmul, wave(5, 2, 1, 4, 3), wave(6, 3, 3, 2))
write("matmul with a vector", torch.matmul, wave(5, 2, 4, 3), wave(6, 3))
write("permute", lambda x: x.permute(2, 0, 1) ** 2, wave(7, *A))
write("concat", lambda x, w: torch.cat([x, w, x], 2), wave(7, *A), wave(8, *C))
write("slice", lambda x: x[:, 1:3, ::2] * 3, wave(7, *A))
write("expand", lambda x: x.expand(2, 3, 4) * wave(2, *A), wave(7, 3, 1))
write("tile", lambda x: x.tile(2, 1, 3), wave(7, *A))
write("tril", torch.tril, wave(7, 2, 4, 4))
write("triu", lambda x: torch.triu(x, 1), wave(7, 2, 4, 4))
write("pad", lambda x: F.pad(x, (1, 2, 0, 1), value=0.5), wave(7, 1, 2, 3, 4))
write("pad reflected", lambda x: F.pad(x, (2, 1, 1, 1), mode="reflect"), wave(7, 1, 2, 3, 4))
write("pad with the edge", lambda x: F.pad(x, (2, 1, 1, 2), mode="replicate"), wave(7, 1, 2, 3, 4))
write("index select", lambda x: x.index_select(1, torch.tensor([2, 0, 2, 1])), wave(7, *A))
write("gather", lambda x: x.gather(2, torch.tensor([[[3, 0], [1, 1], [2, 3]]]).expand(2, 3, 2)), wave(7, *A))
write(
    "scatter add",
    lambda x, w: x.scatter_add(1, torch.tensor([[[0, 2, 1, 1], [2, 2, 1, 0]]]).expand(2, 2, 4), w),
    wave(7, *A),
    wave(8, 2, 2, 4),
)
write("linear", lambda x, w, b: F.linear(x, w.t(), b), wave(1, 2, 5, 3), wave(2, 3, 4), wave(3, 4))
write("adaptive average", lambda x: F.adaptive_avg_pool2d(x, (2, 3)), wave(1, 2, 2, 5, 7))
write("adaptive average of one axis", lambda x: F.adaptive_avg_pool1d(x, 4), wave(1, 2, 2, 6))
write("adaptive max", lambda x: F.adaptive_max_pool2d(x, (3, 2)), wave(1, 2, 2, 5, 7))


def recurrent(name, cell, order, states, ways, tokens=4, batch=3, size=2, hidden=3):
    """The gates of ours stand in ONNX's order: gate i of ours is gate order[i] of PyTorch."""
    gates = len(order) * hidden

    def run(x, w, r, b, *start):
        def torchs(block):
            parts = block.reshape(len(order), hidden, *block.shape[1:])
            return torch.cat([parts[order.index(i)] for i in range(len(order))])

        weights = []
        for way in range(ways):
            weights += [torchs(w[way]), torchs(r[way]), torchs(b[way, :gates]), torchs(b[way, gates:])]
        first = start[0] if states == 1 else start
        y, *last = cell(x, first, weights, True, 1, 0.0, False, ways == 2, False)
        return (y.reshape(tokens, batch, ways, hidden).transpose(1, 2), *last)

    shapes = [(tokens, batch, size), (ways, gates, size), (ways, gates, hidden), (ways, 2 * gates)]
    shapes += [(ways, batch, hidden)] * states
    write(name, run, *(wave(i + 1, *shape) for i, shape in enumerate(shapes)))


for ways in (1, 2):
    both = " both ways" if ways == 2 else ""
    recurrent("lstm from a state" + both, torch._VF.lstm, [0, 3, 1, 2], 2, ways)
    recurrent("gru from a state" + both, torch._VF.gru, [1, 0, 2], 1, ways)
    recurrent("rnn from a state" + both, torch._VF.rnn_tanh, [0], 1, ways)


def rectified(x, w, r, b, h):
    y, last = torch._VF.rnn_relu(x, h, [w[0], r[0], b[0, :3], b[0, 3:]], True, 1, 0.0, False, False, False)
    return y.unsqueeze(1), last


def attention(x, memory, wq, wk, wv, wo):
    """Two heads of a token that looks at a memory whose last place is padding, from the formula."""
    mask = torch.zeros(2, 1, 1, 5)
    mask[:, :, :, 4] = -torch.inf
    heads = lambda z, w: (z @ w).reshape(2, -1, 2, 3).transpose(1, 2)
    q, k, v = heads(x, wq), heads(memory, wk), heads(memory, wv)
    y = torch.softmax(q @ k.transpose(2, 3) / 3**0.5 + mask, -1) @ v
    return y.transpose(1, 2).reshape(2, -1, 6) @ wo


write("attention to a memory", attention, wave(1, 2, 3, 6), wave(2, 2, 5, 4), wave(3, 6, 6), wave(4, 4, 6), wave(5, 4, 6), wave(6, 6, 6))



def separately(x, keys, values, wq, wk, wv, wo):
    """PyTorch's layer with keys and values of other widths, and the weights of each head."""
    module = torch.nn.MultiheadAttention(6, 2, bias=False, kdim=4, vdim=5, batch_first=True)
    weights = {"q_proj_weight": wq.t(), "k_proj_weight": wk.t(), "v_proj_weight": wv.t(), "out_proj.weight": wo.t()}
    return functional_call(module, weights, (x, keys, values), {"average_attn_weights": False})


write(
    "attention with keys and values of their own",
    separately,
    wave(1, 2, 3, 6),
    wave(2, 2, 5, 4),
    wave(3, 2, 5, 5),
    wave(4, 6, 6),
    wave(5, 4, 6),
    wave(6, 5, 6),
    wave(7, 6, 6),
)
write("einsum of three", lambda x, w, v: torch.einsum("ij,jk,ilk->lik", x, w, v), wave(1, 2, 3), wave(2, 3, 4), wave(3, 2, 5, 4))
write("einsum of a diagonal", lambda x: torch.einsum("...ii->...i", x), wave(1, 2, 3, 3))
write("rnn of relu from a state", lambda x, w, r, b, h: rectified(x, w, r, b, h), wave(1, 4, 3, 2), wave(2, 1, 3, 2), wave(3, 1, 3, 3), wave(4, 1, 6), wave(5, 1, 3, 3))


def spectral(x, w):
    """One step of the power iteration from u = wave(3), as PyTorch's spectral_norm of filters."""
    with torch.no_grad():
        matrix = w.reshape(3, -1)
        v = F.normalize(matrix.t() @ wave(3, 3), dim=0, eps=1e-12)
        u = F.normalize(matrix @ v, dim=0, eps=1e-12)
    return F.conv2d(x, w / (u @ (w.reshape(3, -1) @ v)))


write("spectral norm of filters", spectral, wave(1, 2, 2, 4, 4), wave(2, 3, 2, 3, 3))
write(
    "weight norm of filters",
    lambda x, w, g: F.conv2d(x, torch._weight_norm(w, g, 0)),
    wave(1, 2, 2, 4, 4),
    wave(2, 3, 2, 3, 3),
    wave(3, 3, 1, 1, 1),
)

print("{\n" + ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in RECORD.items()) + "\n}")
