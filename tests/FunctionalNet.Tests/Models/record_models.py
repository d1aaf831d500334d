"""Records small random files in the layouts that are published, and what the models of the papers give for them, for PublishedModelsTests.

Run with any PyTorch from 1.12 on:  python3 record_models.py  writes NAME.safetensors and models.json beside it.
Weights are float32 or bfloat16 in the files; everything is computed from them in float64, by the definitions.
"""

import json
import math
import pathlib
import struct

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(11)
here = pathlib.Path(__file__).parent
results = {}


def drawn(*shape, scale=0.4, around=0.0):
    return around + scale * torch.randn(shape)


def save(name, tensors, kind=torch.float32):
    """Writes a file of the format safetensors, and gives the tensors as it holds them."""
    label = {torch.float32: "F32", torch.bfloat16: "BF16"}[kind]
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for key, tensor in sorted(tensors.items()):
        if tensor.dtype == torch.int64:
            raw, kept = tensor.numpy().astype("<i8").tobytes(), "I64"
        else:
            stored = tensor.to(kind)
            kept = label
            view = stored.view(torch.int16) if kind == torch.bfloat16 else stored
            raw = view.contiguous().numpy().tobytes()
        header[key] = {"dtype": kept, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (here / f"{name}.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    return {k: t if t.dtype == torch.int64 else t.to(kind).double() for k, t in tensors.items()}


def note(name, x, **outputs):
    """The tokens, or none of a model of images: sin(0), sin(1), ..., [2, 3, 37, 41]."""
    results[name] = {"x": x.reshape(-1).tolist()} | {k: y.reshape(-1).tolist() for k, y in outputs.items()}


def attention(q, k, v, mask):
    """[batch, heads, tokens, width]; mask is True where a token may look."""
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    return scores.masked_fill(~mask, -math.inf).softmax(-1) @ v


def heads(x, count):
    return x.reshape(*x.shape[:2], count, -1).transpose(1, 2)


def joined(x):
    return x.transpose(1, 2).flatten(2)


def causal(n):
    return torch.ones(n, n, dtype=torch.bool).tril()


def gpt2():
    vocabulary, positions, width, layers, count = 13, 10, 8, 2, 2
    w = {"wte.weight": drawn(vocabulary, width), "wpe.weight": drawn(positions, width)}
    norms = ["ln_f"]
    for i in range(layers):
        h = f"h.{i}."
        norms += [h + "ln_1", h + "ln_2"]
        for name, inner, outer in [("attn.c_attn", width, 3 * width), ("attn.c_proj", width, width),
                                   ("mlp.c_fc", width, 4 * width), ("mlp.c_proj", 4 * width, width)]:
            w[f"{h}{name}.weight"], w[f"{h}{name}.bias"] = drawn(inner, outer), drawn(outer)
        w[h + "attn.bias"] = causal(positions).double()[None, None]
    for norm in norms:
        w[norm + ".weight"], w[norm + ".bias"] = drawn(width, scale=0.1, around=1), drawn(width)
    w = save("gpt2", w)

    def normed(x, name):
        return F.layer_norm(x, (width,), w[name + ".weight"], w[name + ".bias"], 1e-5)

    def conv1d(x, name):
        return x @ w[name + ".weight"] + w[name + ".bias"]

    tokens = torch.randint(vocabulary, (2, 7))
    x = w["wte.weight"][tokens] + w["wpe.weight"][:7]
    for i in range(layers):
        h = f"h.{i}."
        q, k, v = (heads(part, count) for part in conv1d(normed(x, h + "ln_1"), h + "attn.c_attn").split(width, -1))
        x = x + conv1d(joined(attention(q, k, v, causal(7))), h + "attn.c_proj")
        hidden = conv1d(normed(x, h + "ln_2"), h + "mlp.c_fc")
        hidden = 0.5 * hidden * (1 + torch.tanh(math.sqrt(2 / math.pi) * (hidden + 0.044715 * hidden ** 3)))
        x = x + conv1d(hidden, h + "mlp.c_proj")
    note("gpt2", tokens, y=normed(x, "ln_f") @ w["wte.weight"].T)


def llama():
    vocabulary, width, hidden, layers, count, shared, period = 13, 12, 20, 2, 6, 2, 500.0
    size = width // count
    w = {"model.embed_tokens.weight": drawn(vocabulary, width), "lm_head.weight": drawn(vocabulary, width),
         "model.norm.weight": drawn(width, scale=0.1, around=1)}
    for i in range(layers):
        h = f"model.layers.{i}."
        for norm in ["input_layernorm", "post_attention_layernorm"]:
            w[f"{h}{norm}.weight"] = drawn(width, scale=0.1, around=1)
        for name, outer, inner in [("self_attn.q_proj", count * size, width), ("self_attn.k_proj", shared * size, width),
                                   ("self_attn.v_proj", shared * size, width), ("self_attn.o_proj", width, count * size),
                                   ("mlp.gate_proj", hidden, width), ("mlp.up_proj", hidden, width),
                                   ("mlp.down_proj", width, hidden)]:
            w[f"{h}{name}.weight"] = drawn(outer, inner)
        w[h + "self_attn.rotary_emb.inv_freq"] = period ** (-torch.arange(0, size, 2.0) / size)
    w = save("llama", w, torch.bfloat16)

    def normed(x, name):
        return w[name + ".weight"] * x * torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-5)

    def turned(x):
        n = x.shape[-2]
        angles = torch.arange(float(n))[:, None] * period ** (-torch.arange(0, size, 2.0) / size)
        a, b = x[..., : size // 2], x[..., size // 2:]
        return torch.cat([a * angles.cos() - b * angles.sin(), b * angles.cos() + a * angles.sin()], -1)

    tokens = torch.randint(vocabulary, (2, 9))
    x = w["model.embed_tokens.weight"][tokens]
    for i in range(layers):
        h = f"model.layers.{i}."
        y = normed(x, h + "input_layernorm")
        q = turned(heads(y @ w[h + "self_attn.q_proj.weight"].T, count))
        k = turned(heads(y @ w[h + "self_attn.k_proj.weight"].T, shared)).repeat_interleave(count // shared, 1)
        v = heads(y @ w[h + "self_attn.v_proj.weight"].T, shared).repeat_interleave(count // shared, 1)
        x = x + joined(attention(q, k, v, causal(9))) @ w[h + "self_attn.o_proj.weight"].T
        y = normed(x, h + "post_attention_layernorm")
        x = x + (F.silu(y @ w[h + "mlp.gate_proj.weight"].T) * (y @ w[h + "mlp.up_proj.weight"].T)) @ w[h + "mlp.down_proj.weight"].T
    note("llama", tokens, y=normed(x, "model.norm") @ w["lm_head.weight"].T)


def bert():
    vocabulary, positions, width, layers, count, hidden = 13, 12, 8, 2, 2, 20
    w = {"embeddings.word_embeddings.weight": drawn(vocabulary, width),
         "embeddings.position_embeddings.weight": drawn(positions, width),
         "embeddings.token_type_embeddings.weight": drawn(2, width),
         "embeddings.position_ids": torch.arange(positions)[None]}
    norms, maps = ["embeddings.LayerNorm"], [("pooler.dense", width, width)]
    for i in range(layers):
        h = f"encoder.layer.{i}."
        norms += [h + "attention.output.LayerNorm", h + "output.LayerNorm"]
        maps += [(f"{h}attention.self.{part}", width, width) for part in ["query", "key", "value"]]
        maps += [(h + "attention.output.dense", width, width), (h + "intermediate.dense", hidden, width),
                 (h + "output.dense", width, hidden)]
    for name, outer, inner in maps:
        w[name + ".weight"], w[name + ".bias"] = drawn(outer, inner), drawn(outer)
    for norm in norms:
        w[norm + ".weight"], w[norm + ".bias"] = drawn(width, scale=0.1, around=1), drawn(width)
    w = save("bert", {"bert." + k: t for k, t in w.items()})
    w = {k[5:]: t for k, t in w.items()}

    def normed(x, name):
        return F.layer_norm(x, (width,), w[name + ".weight"], w[name + ".bias"], 1e-12)

    def linear(x, name):
        return F.linear(x, w[name + ".weight"], w[name + ".bias"])

    tokens = torch.randint(1, vocabulary, (3, 8))
    tokens[1, 5:] = 0
    tokens[2, 2:] = 0
    there = tokens != 0
    x = (w["embeddings.word_embeddings.weight"][tokens] + w["embeddings.position_embeddings.weight"][:8]
         + w["embeddings.token_type_embeddings.weight"][0])
    x = normed(x, "embeddings.LayerNorm")
    for i in range(layers):
        h = f"encoder.layer.{i}."
        q, k, v = (heads(linear(x, f"{h}attention.self.{part}"), count) for part in ["query", "key", "value"])
        seen = joined(attention(q, k, v, there[:, None, None, :]))
        x = normed(x + linear(seen, h + "attention.output.dense"), h + "attention.output.LayerNorm")
        x = normed(x + linear(F.gelu(linear(x, h + "intermediate.dense")), h + "output.dense"), h + "output.LayerNorm")
    weights = there[..., None].double()
    note("bert", tokens, y=x, mean=(x * weights).sum(1) / weights.sum(1), pooled=torch.tanh(linear(x[:, 0], "pooler.dense")))


def resnet(depth, blocks, bottleneck, width=2, classes=5):
    w, running = {}, {}

    def conv(name, outer, inner, kernel):
        w[name + ".weight"] = drawn(outer, inner, kernel, kernel, scale=math.sqrt(1 / (inner * kernel * kernel)))

    def norm(name, channels):
        w[name + ".weight"], w[name + ".bias"] = drawn(channels, scale=0.1, around=1), drawn(channels, scale=0.2)
        w[name + ".running_mean"] = drawn(channels, scale=0.1)
        w[name + ".running_var"] = 0.5 + torch.rand(channels)
        w[name + ".num_batches_tracked"] = torch.tensor(7)

    conv("conv1", width, 3, 7)
    norm("bn1", width)
    inner = width
    shapes = []
    for stage, count in enumerate(blocks):
        channels = width << stage
        last = channels * 4 if bottleneck else channels
        for i in range(count):
            h, stride = f"layer{stage + 1}.{i}.", 2 if stage > 0 and i == 0 else 1
            if bottleneck:
                conv(h + "conv1", channels, inner, 1), conv(h + "conv2", channels, channels, 3), conv(h + "conv3", last, channels, 1)
                norm(h + "bn1", channels), norm(h + "bn2", channels), norm(h + "bn3", last)
            else:
                conv(h + "conv1", channels, inner, 3), conv(h + "conv2", channels, channels, 3)
                norm(h + "bn1", channels), norm(h + "bn2", channels)
            if stride > 1 or inner != last:
                conv(h + "downsample.0", last, inner, 1), norm(h + "downsample.1", last)
            shapes.append((h, stride, stride > 1 or inner != last))
            inner = last
    w["fc.weight"], w["fc.bias"] = drawn(classes, inner), drawn(classes)
    w = save(f"resnet{depth}", w)

    def bn(x, name):
        return F.batch_norm(x, w[name + ".running_mean"], w[name + ".running_var"], w[name + ".weight"], w[name + ".bias"], eps=1e-5)

    def normed(x, h, place, stride=1, padding=1):
        return bn(F.conv2d(x, w[f"{h}conv{place}.weight"], stride=stride, padding=padding), f"{h}bn{place}")

    images = torch.sin(torch.arange(2.0 * 3 * 37 * 41)).reshape(2, 3, 37, 41)
    x = F.max_pool2d(F.relu(normed(images, "", 1, 2, 3)), 3, 2, 1)
    for h, stride, widened in shapes:
        if bottleneck:
            y = F.relu(normed(x, h, 1, 1, 0))
            y = normed(F.relu(normed(y, h, 2, stride)), h, 3, 1, 0)
        else:
            y = normed(F.relu(normed(x, h, 1, stride)), h, 2)
        if widened:
            x = bn(F.conv2d(x, w[h + "downsample.0.weight"], stride=stride), h + "downsample.1")
        x = F.relu(x + y)
    features = x.mean((2, 3))
    note(f"resnet{depth}", torch.zeros(0), y=F.linear(features, w["fc.weight"], w["fc.bias"]))


gpt2()
llama()
bert()
resnet(18, [2, 2, 2, 2], False)
resnet(50, [3, 4, 6, 3], True)
(here / "models.json").write_text(json.dumps(results))
