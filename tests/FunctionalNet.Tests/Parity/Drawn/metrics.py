"""Metrics by their definitions, one sample after the other."""

import math

import torch
import torch.nn.functional as F

from drawing import PLAIN, TIES, chosen, options, records, shape, tensor, text

SCORES = [0.0, -0.0, 0.5, 0.5, 1.0, -1.0, 3.0, math.inf, -math.inf, math.nan]


def metric(make, x, t, value):
    """The samples come in two batches, where there are two."""
    return {"make": make, "shape": list(x.shape), "x": text(x), "targets": list(t.shape), "t": text(t.double()), "value": text(value)}


def share(part, of):
    return part / of if of else math.nan


def rows(rng, ways=(PLAIN, TIES, None)):
    """Scores with ties, infinities and NaN, and labels, some of which do not count."""
    count, classes = rng.randint(1, 12), rng.randint(2, 5)
    way = rng.choice(ways)
    x = tensor(rng, [count, classes], way) if way else chosen(rng, [count, classes], SCORES)
    drawn = options(rng, ignore=[None, -1, -5, 0])
    t = chosen(rng, [count], [float(i) for i in range(classes)] + [float(drawn.get("ignore", -1))])
    return x, t, drawn, drawn.get("ignore", -1)


def samples(x, t, ignore):
    return [(row, int(label)) for row, label in zip(x.tolist(), t.tolist()) if label != ignore]


def best(row):
    """The first of the largest; none of a row with a NaN."""
    return -1 if any(map(math.isnan, row)) else row.index(max(row))


@records("metric", "Accuracy", 24)
def accuracy(rng):
    if rng.random() < 0.4:
        threshold, count = rng.choice([0.0, 0.5]), rng.randint(1, 9)
        x, t = chosen(rng, [count], SCORES), chosen(rng, [count], [0.0, 1.0, 1.0, -1.0])
        seen = [(score, label) for score, label in zip(x.tolist(), t.tolist()) if label != -1]
        right = sum(not math.isnan(score) and (score > threshold) == (label == 1) for score, label in seen)
        return metric({"Accuracy": {"threshold": threshold}}, x, t, [share(right, len(seen))])
    x, t, drawn, ignore = rows(rng)
    seen = samples(x, t, ignore)
    return metric({"Accuracy": drawn}, x, t, [share(sum(best(row) == label for row, label in seen), len(seen))])


@records("metric", "TopK", 24)
def top_k(rng):
    x, t, drawn, ignore = rows(rng)
    drawn |= options(rng, k=[None, 1, 2, 3, 9])
    k = drawn.get("k", 1)

    def hit(row, label):
        order = sorted(range(len(row)), key=lambda i: (-row[i], i))
        return not any(map(math.isnan, row)) and label in order[:k]

    seen = samples(x, t, ignore)
    return metric({"TopK": drawn}, x, t, [share(sum(hit(*one) for one in seen), len(seen))])


@records("metric", "ConfusionMatrix", 30)
def confusion(rng):
    """Counts, the share that is right, and precision, recall and F1 of each class and as macro, micro and weighted means."""
    x, t, drawn, ignore = rows(rng)
    classes = x.shape[1]
    drawn |= {"classes": classes}
    pairs = [(label, best(row)) for row, label in samples(x, t, ignore)]
    if rng.random() < 0.3:
        threshold, classes = rng.choice([0.0, 0.5]), 2
        drawn, x = {"threshold": threshold}, chosen(rng, t.shape, SCORES)
        t = chosen(rng, t.shape, [0.0, 1.0, -1.0])
        side = lambda score: -1 if math.isnan(score) else int(score > threshold)
        pairs = [(int(label), side(score)) for score, label in zip(x.tolist(), t.tolist()) if label != -1]
    counts = [[sum(pair == (i, j) for pair in pairs) for j in range(classes)] for i in range(classes)]
    ratio = lambda part, of: part / of if of else 0.0
    hits = [counts[c][c] for c in range(classes)]
    taken = [sum(row[c] for row in counts) for c in range(classes)]
    of = [sum(label == c for label, _ in pairs) for c in range(classes)]
    each = [
        [ratio(hits[c], taken[c]) for c in range(classes)],
        [ratio(hits[c], of[c]) for c in range(classes)],
        [ratio(2 * hits[c], taken[c] + of[c]) for c in range(classes)],
    ]
    occurring = [c for c in range(classes) if of[c] + taken[c]]
    macro = [ratio(sum(f[c] for c in occurring), len(occurring)) for f in each]
    weighted = [ratio(sum(of[c] * f[c] for c in occurring), sum(of[c] for c in occurring)) for f in each]
    micro = [ratio(sum(hits), sum(taken)), ratio(sum(hits), sum(of)), ratio(2 * sum(hits), sum(taken) + sum(of))]
    union = [ratio(hits[c], of[c] + taken[c] - hits[c]) for c in range(classes)]
    union += [
        ratio(sum(union[c] for c in occurring), len(occurring)),
        ratio(sum(hits), sum(taken) + sum(of) - sum(hits)),
        ratio(sum(of[c] * union[c] for c in occurring), sum(of[c] for c in occurring)),
    ]
    figures = [n for row in counts for n in row] + [share(sum(hits), len(pairs))] + [f for row in each for f in row]
    return metric({"ConfusionMatrix": drawn}, x, t, figures + macro + micro + weighted + union)


@records("metric", "LogLoss", 20)
def log_loss(rng):
    """PyTorch's cross_entropy of logits, and the mean of -ln p of probabilities."""
    x, t, drawn, ignore = rows(rng, (PLAIN, TIES))
    drawn |= options(rng, logits=[None, True, False])
    known = t != ignore
    if drawn.get("logits", True):
        x = x * rng.choice([1.0, 50.0, 1000.0])
        terms = F.cross_entropy(x[known], t[known].long(), reduction="none")
    else:
        x = x.abs() + 0.1
        x = x / x.sum(-1, keepdim=True)
        terms = -torch.log(x[known].gather(1, t[known].long()[:, None]))
    mean = share(float(terms.sum()), int(known.sum()))
    return metric({"LogLoss": drawn}, x, t, [mean, math.inf if mean > 700 else math.exp(mean)])


@records("metric", "Ranking", 24)
def ranking(rng):
    """The chance that a positive is above a negative, ties being worth a half; Σ (R - R before) P, a step for equal scores."""
    count = rng.randint(1, 14)
    x, t = tensor(rng, [count], rng.choice([PLAIN, TIES])), chosen(rng, [count], [0.0, 1.0])
    positives = [score for score, label in zip(x.tolist(), t.tolist()) if label == 1]
    negatives = [score for score, label in zip(x.tolist(), t.tolist()) if label == 0]
    wins = sum(1.0 if p > n else 0.5 if p == n else 0.0 for p in positives for n in negatives)
    area, before, curve = 0.0, 0.0, []
    for bound in sorted(set(positives + negatives), reverse=True):
        right, all_above = sum(p >= bound for p in positives), sum(s >= bound for s in positives + negatives)
        recall = share(right, len(positives))
        area, before = area + (recall - before) * right / all_above, recall
        curve += [bound, right / all_above, recall]
    return metric({"Ranking": {}}, x, t, [share(wins, len(positives) * len(negatives)), area if positives else math.nan] + curve)


@records("metric", "RegressionErrors", 20)
def regression(rng):
    """Of all elements; R² is the mean over the columns."""
    sizes = [rng.randint(2, 8), *shape(rng, 2, 3, 0)]
    x, t = tensor(rng, sizes, PLAIN), tensor(rng, sizes, PLAIN) + rng.choice([0.005, 1000.0])
    error = x - t
    columns = t.reshape(sizes[0], -1)
    spread = (columns - columns.mean(0)).square().sum(0)
    explained = (1 - error.reshape(sizes[0], -1).square().sum(0) / spread).mean()
    square = error.square().mean()
    return metric({"RegressionErrors": {}}, x, t, [float(error.abs().mean()), float(square), math.sqrt(square), float(explained), float((error / t).abs().mean())])


@records("metric", "CalibrationError", 20)
def calibration(rng):
    """Σ |accuracy - confidence| over bins that have their upper bound, each by its rows."""
    x, t, drawn, ignore = rows(rng, (PLAIN,))
    x = torch.softmax(x * rng.choice([0.0, 1.0, 8.0]), -1)
    drawn |= options(rng, bins=[None, 1, 2, 10])
    bins = drawn.get("bins", 15)
    sums = [[0, 0.0] for _ in range(bins)]
    seen = samples(x, t, ignore)
    for row, label in seen:
        at = max(0, math.ceil(max(row) * bins) - 1)
        sums[at][0] += row.index(max(row)) == label
        sums[at][1] += max(row)
    return metric({"CalibrationError": drawn}, x, t, [share(sum(abs(hits - sure) for hits, sure in sums), len(seen))])


@records("metric", "ClassRankings", 20)
def class_rankings(rng):
    """Of each class against the rest: the mean areas, then precision and recall at each score of the first class."""
    x, t, drawn, ignore = rows(rng, (PLAIN, TIES))
    classes = x.shape[1]
    drawn |= {"classes": classes}
    seen = samples(x, t, ignore)
    areas, curve = [], []
    for c in range(classes):
        scores = [(row[c], label == c) for row, label in seen]
        positives, negatives = [s for s, right in scores if right], [s for s, right in scores if not right]
        wins = sum(1.0 if p > n else 0.5 if p == n else 0.0 for p in positives for n in negatives)
        area, before = 0.0, 0.0
        for bound in sorted({s for s, _ in scores}, reverse=True):
            right, above = sum(p >= bound for p in positives), sum(s >= bound for s, _ in scores)
            recall = share(right, len(positives))
            area, before = area + (recall - before) * right / above, recall
            curve += [right / above, recall] if c == 0 else []
        areas.append((share(wins, len(positives) * len(negatives)), area if positives else math.nan))
    means = [sum(area[i] for area in areas) / classes for i in range(2)]
    return metric({"ClassRankings": drawn}, x, t, means + curve)


@records("metric", "MultiLabelTopK", 20)
def multi_label_top_k(rng):
    """Precision and recall among the k largest scores, and whether there is any label among them."""
    count, classes = rng.randint(1, 9), rng.randint(2, 5)
    drawn = options(rng, k=[None, 1, 2])
    k = drawn.get("k", 1)
    x = tensor(rng, [count, classes], rng.choice([PLAIN, TIES])) if rng.random() < 0.7 else chosen(rng, [count, classes], SCORES)
    t = chosen(rng, [count, classes], [0.0, 0.0, 1.0])
    precisions, recalls, found = [], [], []
    for row, labels in zip(x.tolist(), t.tolist()):
        order = sorted(range(classes), key=lambda i: (math.isnan(row[i]), 0.0 if math.isnan(row[i]) else -row[i], i))
        hits = sum(labels[i] for i in order[:k])
        precisions.append(hits / k)
        recalls += [hits / sum(labels)] if sum(labels) else []
        found.append(float(hits > 0))
    mean = lambda values: share(sum(values), len(values))
    return metric({"MultiLabelTopK": drawn}, x, t, [mean(precisions), mean(recalls), mean(found)])
