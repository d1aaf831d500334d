"""The nets of the recipes fashion-mnist and fashion-mnist-cnn in PyTorch: the same data, layers, initial distributions, optimizer,
schedule and batches, for the figures in the cards.

    python3 models/fashion-mnist/pytorch.py mlp [--epochs N] [--threads N]
    python3 models/fashion-mnist/pytorch.py cnn [--epochs N] [--threads N]

With --epochs it stops early, on the schedule of all epochs, to time an epoch.
"""

import argparse
import gzip
import math
import time

import numpy
import torch
from torch import nn

FOLDER = "/usr/share/datasets/fashion-mnist"


def read(part):
    with gzip.open(f"{FOLDER}/{part}-images-idx3-ubyte.gz") as file:
        images = numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 1, 28, 28)
    with gzip.open(f"{FOLDER}/{part}-labels-idx1-ubyte.gz") as file:
        labels = numpy.frombuffer(file.read(), numpy.uint8, offset=8)
    return torch.tensor(images, dtype=torch.float32), torch.tensor(labels, dtype=torch.int64)


def mlp():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 256),
        nn.GELU(),
        nn.Dropout(0.2),
        nn.Linear(256, 128),
        nn.GELU(),
        nn.Linear(128, 10),
    )


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(3136, 128),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(128, 10),
    )


NETS = {"mlp": (mlp, 12, 1e-3), "cnn": (cnn, 8, 2e-3)}
BATCH = 128


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("net", choices=NETS)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()

    torch.set_num_threads(chosen.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(chosen.seed)
    build, epochs, peak = NETS[chosen.net]
    images, labels = read("train")
    test_images, test_labels = read("t10k")
    mean, deviation = images.mean(), images.std(unbiased=False)
    images, test_images = (images - mean) / deviation, (test_images - mean) / deviation

    net = build()
    for layer in net:
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    steps = math.ceil(len(images) / BATCH)
    optimizer = torch.optim.AdamW(net.parameters(), lr=1.0, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, peak, steps, epochs * steps))
    loss = nn.CrossEntropyLoss()
    times = []
    for epoch in range(chosen.epochs or epochs):
        net.train()
        start = time.perf_counter()
        for places in torch.randperm(len(images)).split(BATCH):
            optimizer.zero_grad(set_to_none=True)
            loss(net(images[places]), labels[places]).backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        times.append(time.perf_counter() - start)
        print(f"epoch {epoch + 1}/{epochs}  held-out {accuracy(net, test_images, test_labels):.2%}  {times[-1]:.1f} s", flush=True)
    print(f"{chosen.net} in PyTorch {torch.__version__} on {chosen.threads} threads: median epoch {sorted(times)[len(times) // 2]:.1f} s")


def rate(step, peak, warmup, total):
    if step < warmup:
        return peak * step / warmup
    return peak * 0.5 * (1 + math.cos(math.pi * min(1, (step - warmup) / (total - warmup))))


def accuracy(net, images, labels):
    net.eval()
    with torch.no_grad():
        right = sum((net(part).argmax(1) == label).sum().item() for part, label in zip(images.split(500), labels.split(500)))
    return right / len(labels)


if __name__ == "__main__":
    main()
