"""What all records are drawn and written with.

A record is one line of JSON. Its numbers are texts, the shortest that give the float64 again. What makes a thing of this library stands
in it as {name: options}, where a chain is a list.
"""

import json
import math
import random
import struct
import zlib

import torch

torch.set_default_dtype(torch.float64)

SEED = 20261130
RECORDS = []

PLAIN, TIES, LARGE, TINY = "plain", "ties", "large", "tiny"
KINDS = [PLAIN, PLAIN, PLAIN, TIES, LARGE, TINY]

# Where elementwise functions bend, saturate, overflow and lose their digits.
SPECIAL = [0.0, -0.0, 5e-324, -5e-324, 1e-300, -1e-300, 1e-160, 1e-20, -1e-20, 1e-9, -1e-9, 1e-4, -1e-4]
SPECIAL += [s * x for x in (0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 9, 19, 21, 36, 38, 100, 700, 720, 750, 1e4, 1e100, 1e300) for s in (1, -1)]
INFINITE = [math.inf, -math.inf]


def records(kind, name, count):
    """Registers what one draw of a thing is; each of its records has a generator of its own, so that what is added changes no other."""

    def register(draw):
        for i in range(count):
            drawn = draw(random.Random(f"{SEED} {kind} {name} {i}"))
            if drawn is not None:
                RECORDS.append({"kind": kind, "name": name, **drawn})
        return draw

    return register


def number(rng, kind):
    plain = round(rng.gauss(0, 1), 2)
    return {
        PLAIN: plain,
        TIES: rng.choice([-1.0, -0.0, 0.0, 0.5, 1.0]),
        LARGE: round(plain * 1000),
        TINY: plain * 2.0**-40,
    }[kind]


def tensor(rng, shape, kind=None):
    """Numbers of one kind, or of a kind that is drawn."""
    kind = kind or rng.choice(KINDS)
    return torch.tensor([number(rng, kind) for _ in range(math.prod(shape))], dtype=torch.float64).reshape(shape)


def chosen(rng, shape, values):
    return torch.tensor([rng.choice(values) for _ in range(math.prod(shape))], dtype=torch.float64).reshape(shape)


def shape(rng, most_axes=3, largest=4, least_axes=1):
    return [rng.randint(1, largest) for _ in range(rng.randint(least_axes, most_axes))]


def flow(y):
    """The slopes that are handed to a result: uneven, exact, and none of them 0."""
    return ((torch.arange(y.numel(), dtype=torch.float64) * 7) % 11 - 5.5).reshape(y.shape) / 4


def options(rng, **choices):
    """Options by name, each of its values, some left out: None stands for the default."""
    drawn = {name: rng.choice(values) for name, values in choices.items()}
    return {name: value for name, value in drawn.items() if value is not None}


def text(values):
    """Numbers as text."""
    flat = values.detach().reshape(-1).tolist() if isinstance(values, torch.Tensor) else values
    return " ".join(map(word, flat))


def word(value):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 and str(value) != "-0.0" else repr(float(value))


def write(path):
    lines = "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in RECORDS).encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(lines) + packer.flush()

    # The header of gzip without time and name, so that the same draws are the same bytes.
    header = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
    with open(path, "wb") as file:
        file.write(header + body + struct.pack("<II", zlib.crc32(lines), len(lines) & 0xFFFFFFFF))
    print(f"{len(RECORDS)} records, {len(lines)} bytes, packed {len(body)}")
