"""Layers over sequences: embeddings, positions, and recurrent ones."""

import math

import torch
import torch.nn.functional as F

from drawing import LARGE, PLAIN, TIES, options, records, shape, tensor
from layers import layer, parameter


@records("layer", "Embedding", 12)
def embedding(rng):
    size, width = rng.randint(1, 5), rng.randint(1, 3)
    sizes = shape(rng, 3, 4)
    x = torch.tensor([rng.randrange(size) for _ in range(math.prod(sizes))]).reshape(sizes)
    drawn = {"size": size, "width": width} | options(rng, padding=[None, 0, size - 1])
    weight = parameter(rng, size, width)
    if "padding" in drawn:
        # PyTorch starts the vector of the padding at 0 and learns nothing from it.
        weight[drawn["padding"]] = 0
    of = lambda x, p: F.embedding(x, p["weight"], drawn.get("padding"))
    return layer({"Embedding": drawn}, of, x, {"weight": weight}, tokens=True)


def sequence(rng, even=False):
    return [rng.randint(1, 3), rng.randint(1, 5), rng.randint(1, 3) * (2 if even else 1)]


@records("layer", "LearnedPositions", 12)
def learned(rng):
    sizes = sequence(rng)
    longest = sizes[1] + rng.randint(0, 2)
    make = {"LearnedPositions": {"longest": longest}}
    return layer(make, lambda x, p: x + p["weight"][: sizes[1]], tensor(rng, sizes), {"weight": parameter(rng, longest, sizes[2])})


@records("layer", "SinusoidalPositions", 16)
def sinusoidal(rng):
    """Of the paper: sin(t / period^(2i / width)) at 2i, cos at 2i + 1."""
    sizes, drawn = sequence(rng), options(rng, period=[None, 10.0, 2.5, 1e6])
    _, tokens, width = sizes
    angle = lambda t, i: t / drawn.get("period", 10_000) ** (2 * (i // 2) / width)
    waves = [[(math.cos if i % 2 else math.sin)(angle(t, i)) for i in range(width)] for t in range(tokens)]
    return layer({"SinusoidalPositions": drawn}, lambda x, _: x + torch.tensor(waves), tensor(rng, sizes))


def rotated(x, period=10_000):
    """Of the paper, with halves in place of neighbours: (a + ib) e^(it / period^(2i / width)), a product of complex numbers."""
    tokens, width = x.shape[-2:]
    turns = torch.outer(torch.arange(tokens).double(), 1 / period ** (2 * torch.arange(width // 2).double() / width))
    first, second = x.chunk(2, -1)
    cosine, sine = torch.cos(turns), torch.sin(turns)
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], -1)


@records("layer", "RotaryPositions", 16)
def rotary(rng):
    drawn = options(rng, period=[None, 10.0, 2.5, 1e6])
    x = tensor(rng, sequence(rng, even=True) if rng.random() < 0.5 else [2, *sequence(rng, even=True)])
    return layer({"RotaryPositions": drawn}, lambda x, _: rotated(x, drawn.get("period", 10_000)), x)


# The gates of PyTorch are those of ONNX in another order: gate i of ours is gate order[i] of PyTorch.
CELLS = {"Lstm": [0, 3, 1, 2], "Gru": [1, 0, 2], "Rnn": [0]}


def recurrent(name):
    order = CELLS[name]

    def torchs(block, units):
        parts = block.reshape(len(order), units, *block.shape[1:])
        return torch.cat([parts[order.index(i)] for i in range(len(order))])

    def step(drawn, x, state, w, r, b, c):
        if name == "Lstm":
            return torch._VF.lstm_cell(x, state, w, r, b, c)
        plain = torch._VF.rnn_relu_cell if drawn.get("activation") == "Relu" else torch._VF.rnn_tanh_cell
        cell = torch._VF.gru_cell if name == "Gru" else plain
        return (cell(x, state[0], w, r, b, c),)

    def run(x, p, drawn):
        """PyTorch's cells, token by token; a token that is passed over leaves the state."""
        batch, tokens, _ = x.shape
        units, direction = drawn["units"], drawn.get("direction", "Forward")
        seen = torch.ones(batch, tokens, dtype=torch.bool) if "masked" not in drawn else (x != drawn["masked"]).any(-1)
        ways, ends = [], []
        for way in range(p["weight"].shape[0]):
            gates = len(order) * units
            biases = p["bias"][way]
            weights = [torchs(z, units) for z in (p["weight"][way], p["recurrence"][way], biases[:gates], biases[gates:])]
            backwards = direction == "Reverse" or way == 1
            state = (torch.zeros(batch, units),) * (2 if name == "Lstm" else 1)
            states = [None] * tokens
            for t in reversed(range(tokens)) if backwards else range(tokens):
                following = step(drawn, x[:, t], state, *weights)
                state = tuple(torch.where(seen[:, t, None], new, old) for new, old in zip(following, state))
                states[t] = state[0]
            ways.append(torch.stack(states, 1))
            ends.append(state[0])
        return torch.cat(ends, -1) if drawn.get("lastOnly") else torch.cat(ways, -1)

    @records("layer", name, 30)
    def draw(rng):
        sizes, units = sequence(rng), rng.randint(1, 3)
        drawn = {"units": units} | options(
            rng,
            direction=[None, "Forward", "Reverse", "Bidirectional"],
            lastOnly=[None, True, False],
            masked=[None, None, 0.0, -1.0, 9.5],
        )
        drawn |= options(rng, activation=[None, "Tanh", "Relu"]) if name == "Rnn" else {}
        x = tensor(rng, sizes, rng.choice([PLAIN, PLAIN, TIES, LARGE]))
        if "masked" in drawn:
            for row in range(sizes[0]):
                for token in range(sizes[1]):
                    if rng.random() < 0.4:
                        x[row, token] = drawn["masked"]
        ways = 2 if drawn.get("direction") == "Bidirectional" else 1
        gates = len(order) * units
        parameters = {
            "weight": parameter(rng, ways, gates, sizes[2]),
            "recurrence": parameter(rng, ways, gates, units),
            "bias": parameter(rng, ways, 2 * gates),
        }
        return layer({name: drawn}, lambda x, p: run(x, p, drawn), x, parameters)

    @records("layer", name, 8)
    def whole(rng):
        """The same by what PyTorch's own layer calls, forwards or both ways."""
        sizes, units, ways = sequence(rng), rng.randint(1, 3), rng.choice([1, 2])
        cell = {"Lstm": torch._VF.lstm, "Gru": torch._VF.gru, "Rnn": torch._VF.rnn_tanh}[name]
        gates = len(order) * units

        def of(x, p):
            weights = []
            for way in range(ways):
                biases = p["bias"][way]
                parts = p["weight"][way], p["recurrence"][way], biases[:gates], biases[gates:]
                weights += [torchs(part, units) for part in parts]
            start = torch.zeros(ways, sizes[0], units)
            return cell(x, (start, start) if name == "Lstm" else start, weights, True, 1, 0.0, False, ways == 2, True)[0]

        parameters = {
            "weight": parameter(rng, ways, gates, sizes[2]),
            "recurrence": parameter(rng, ways, gates, units),
            "bias": parameter(rng, ways, 2 * gates),
        }
        drawn = {"units": units} | ({"direction": "Bidirectional"} if ways == 2 else {})
        return layer({name: drawn}, of, tensor(rng, sizes, PLAIN), parameters)


for name in CELLS:
    recurrent(name)


@records("layer", "Recurrent", 20)
def own_cell(rng):
    """The cell tanh(x W + h R), written out here and there."""
    sizes, units = sequence(rng), rng.randint(1, 3)
    drawn = {"units": units} | options(rng, lastOnly=[None, True, False], reverse=[None, True, False])

    def run(x, p):
        state, states = torch.zeros(sizes[0], units), [None] * sizes[1]
        for t in reversed(range(sizes[1])) if drawn.get("reverse") else range(sizes[1]):
            state = states[t] = torch.tanh(x[:, t] @ p["in/weight"] + state @ p["state/weight"])
        return state if drawn.get("lastOnly") else torch.stack(states, 1)

    parameters = {"in/weight": parameter(rng, sizes[2], units), "state/weight": parameter(rng, units, units)}
    return layer({"Recurrent": drawn}, run, tensor(rng, sizes, PLAIN), parameters)
