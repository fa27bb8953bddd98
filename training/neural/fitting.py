"""Fits the neural tagger to examples.

On processors each replica of the model runs in a thread of its own, with one OpenMP thread: that is four times as fast
as one replica on two OpenMP threads, which wait for one another at each step. Layers compute in sixteen bits
(bfloat16), which some processors do faster; weights, their gradients and the loss have 32.
"""

import copy
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from training.neural.examples import Example

IGNORED = -100


@dataclass(frozen=True, slots=True)
class Recipe:
    """How it is trained. The lowest `frozen` layers stay as they are, which spares time and costs quality.

    A layer below another learns `decay` times as fast; a step sees some `pieces` pieces.

    A run that must end after some `seconds` learns less and less towards that moment, however far it came.
    """

    layers: int = 12
    frozen: int = 0
    passes: float = 5
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    decay: float = 0.9
    pieces: int = 1024
    warm_up: float = 0.06
    seed: int = 1
    replicas: int = 2
    seconds: float = float("inf")


def fit(model: nn.Module, examples: Sequence[Example], recipe: Recipe, say: Callable[[str], None]) -> None:
    """Train `model` in place. Two runs differ a little: threads draw their random numbers from one source."""
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(1)
    order = random.Random(recipe.seed)
    optimizer = torch.optim.AdamW(_groups(model, recipe), betas=(0.9, 0.98), eps=1e-6)
    replicas = _replicas(model, recipe.replicas)
    total = max(1, int(recipe.passes * len(batches(examples, recipe.pieces, random.Random(0)))))
    begun, seen = time.monotonic(), 0
    with ThreadPoolExecutor(len(replicas)) as pool:
        for step, batch in enumerate(_steps(examples, recipe, order, total)):
            done = max(step / total, (time.monotonic() - begun) / recipe.seconds)
            if done >= 1:
                break
            share = min(1, (step + 1) / (recipe.warm_up * total)) * (1 - done)
            for group in optimizer.param_groups:
                group["lr"] = group["full"] * share
            parts = [part for k in range(len(replicas)) if (part := batch[k :: len(replicas)])]
            losses = list(pool.map(_backward, replicas, parts))
            _gather(replicas[: len(parts)])
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            seen += sum(len(example.pieces) for example in batch)
            if step % 50 == 49 or step == total - 1:
                rate = seen / (time.monotonic() - begun)
                say(f"step {step + 1} of {total}, loss {sum(losses) / len(losses):.4f}, {rate:.0f} pieces a second")
    model.eval()


def batches(examples: Sequence[Example], pieces: int, order: random.Random) -> list[list[Example]]:
    """Return all examples once, shuffled, in batches of like length and of `pieces` pieces at most, with padding."""
    shuffled = list(examples)
    order.shuffle(shuffled)
    found = []
    for at in range(0, len(shuffled), 1000):
        batch: list[Example] = []
        for example in sorted(shuffled[at : at + 1000], key=lambda example: len(example.pieces)):
            if batch and len(example.pieces) * (len(batch) + 1) > pieces:
                found.append(batch)
                batch = []
            batch.append(example)
        found.append(batch)
    order.shuffle(found)
    return found


def collated(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Return pieces, mask, first pieces, guidelines and labels of a batch, padded."""
    length = max(len(example.pieces) for example in batch)
    tokens = max(len(example.firsts) for example in batch)
    pieces = np.ones((len(batch), length), np.int64)
    mask = np.zeros((len(batch), length), bool)
    firsts = np.zeros((len(batch), tokens), np.int64)
    labels = np.full((len(batch), tokens), IGNORED, np.int64)
    for row, example in enumerate(batch):
        pieces[row, : len(example.pieces)] = example.pieces
        mask[row, : len(example.pieces)] = True
        firsts[row, : len(example.firsts)] = example.firsts
        labels[row, : len(example.labels)] = example.labels
    guidelines = np.array([example.guidelines for example in batch])
    arrays = (pieces, mask, firsts, guidelines, labels)
    first, second, third, fourth, fifth = (torch.from_numpy(array) for array in arrays)
    return first, second, third, fourth, fifth


def _steps(examples: Sequence[Example], recipe: Recipe, order: random.Random, total: int) -> Iterator[list[Example]]:
    left = total
    while left > 0:
        for batch in batches(examples, recipe.pieces, order)[:left]:
            left -= 1
            yield batch


def _groups(model: nn.Module, recipe: Recipe) -> list[dict[str, object]]:
    """Parameters with their rates: the fewer layers lie above a parameter, the faster it learns."""
    groups: list[dict[str, object]] = []
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        parts = name.split(".")
        depth = int(parts[1]) + 1 if parts[0] == "layers" else 0
        is_head = parts[0] in ("out", "guidelines")
        full = recipe.head_rate if is_head else recipe.rate * recipe.decay ** (recipe.layers - depth)
        decay = 0.0 if parameter.ndim < 2 else 0.01
        groups.append({"params": [parameter], "lr": full, "full": full, "weight_decay": decay})
    return groups


def _replicas(model: nn.Module, count: int) -> list[nn.Module]:
    """Return `count` models that share their parameters and have gradients of their own, the first being `model`."""
    found = [model]
    for _ in range(count - 1):
        other = copy.deepcopy(model)
        for mine, theirs in zip(model.parameters(), other.parameters(), strict=True):
            theirs.data = mine.data
        found.append(other)
    return found


def _backward(model: nn.Module, batch: Sequence[Example]) -> float:
    model.train()
    pieces, mask, firsts, guidelines, labels = collated(batch)
    with torch.autocast("cpu", torch.bfloat16):
        scores = model(pieces, mask, firsts, guidelines)
    loss = nn.functional.cross_entropy(scores.flatten(0, 1), labels.flatten(), ignore_index=IGNORED)
    loss.backward()
    return float(loss.detach())


def _gather(replicas: Sequence[nn.Module]) -> None:
    """Leave the mean of the replicas' gradients with the first."""
    model, *others = replicas
    for mine, *theirs in zip(*(list(net.parameters()) for net in (model, *others)), strict=True):
        for parameter in theirs:
            if parameter.grad is not None:
                mine.grad = parameter.grad if mine.grad is None else mine.grad.add_(parameter.grad)
            parameter.grad = None
        if mine.grad is not None:
            mine.grad.div_(len(replicas))
