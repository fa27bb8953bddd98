"""The tagger in PyTorch, to be trained: the encoder, a vector for each corpus' guidelines, a layer of labels."""

import numpy as np
import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from pipeline.extract.actors.neural.files import unpacked
from training.neural.encoder import Pretrained

EPSILON = 1e-12  # BERT's, not that of PyTorch
DROPOUT = 0.1


class Layer(nn.Module):
    """A layer of the encoder, as in BERT."""

    def __init__(self, width: int, inner: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.ao = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fi, self.fo = nn.Linear(width, inner), nn.Linear(inner, width)
        self.aln, self.oln = nn.LayerNorm(width, eps=EPSILON), nn.LayerNorm(width, eps=EPSILON)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the vectors of the next layer; `mask` is true where a piece may be looked at."""
        n, length, width = x.shape
        q, k, v = self.qkv(x).view(n, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        seen = self.ao(seen.transpose(1, 2).reshape(n, length, width))
        x = self.aln(x + functional.dropout(seen, DROPOUT, self.training))
        inner = self.fo(functional.gelu(self.fi(x)))
        return self.oln(x + functional.dropout(inner, DROPOUT, self.training))

    def start_from(self, given: Pretrained, number: int) -> None:
        """Take the weights of a layer of the encoder."""

        def tensor(name: str) -> Tensor:
            return torch.from_numpy(given.tensors[f"l{number}.{name}"])

        with torch.no_grad():
            self.qkv.weight.copy_(torch.cat([tensor("q.w"), tensor("k.w"), tensor("v.w")]))
            self.qkv.bias.copy_(torch.cat([tensor("q.b"), tensor("k.b"), tensor("v.b")]))
            for own, name in ((self.ao, "ao"), (self.fi, "fi"), (self.fo, "fo"), (self.aln, "aln"), (self.oln, "oln")):
                own.weight.copy_(tensor(f"{name}.w"))
                own.bias.copy_(tensor(f"{name}.b"))


class NameTagger(nn.Module):
    """Scores of labels for the first piece of each token."""

    def __init__(self, given: Pretrained, layers: int, labels: int, guidelines: int, frozen: int = 0) -> None:
        """Start from the first `layers` layers of the encoder. The lowest `frozen` and all before stay as they are.

        The rows of pieces stay in any case. The vectors of guidelines are added before the first layer that learns.
        """
        super().__init__()
        width = given.width
        rows = torch.from_numpy(unpacked(given.blocks))
        self.word = nn.Embedding.from_pretrained(rows, freeze=True)
        position = given.tensors["emb.pos"].reshape(-1, width) + given.tensors["emb.type"][:width]
        self.position = nn.Parameter(torch.from_numpy(np.ascontiguousarray(position)))
        self.ln = nn.LayerNorm(width, eps=EPSILON)
        inner = len(given.tensors["l0.fi.b"])
        self.layers = nn.ModuleList(Layer(width, inner, given.heads) for _ in range(layers))
        self.guidelines = nn.Embedding(guidelines, width)
        self.out = nn.Linear(width, labels)
        nn.init.zeros_(self.guidelines.weight)
        with torch.no_grad():
            self.ln.weight.copy_(torch.from_numpy(given.tensors["emb.ln.w"]))
            self.ln.bias.copy_(torch.from_numpy(given.tensors["emb.ln.b"]))
        for number, layer in enumerate(self.layers):
            layer.start_from(given, number)
        self.frozen = frozen
        for part in (self.ln, *self.layers[:frozen]) if frozen else ():
            part.requires_grad_(False)
        self.position.requires_grad_(not frozen)

    def train(self, mode: bool = True) -> "NameTagger":
        """Switch dropout on or off, but in the layers that learn nothing, where it stays off."""
        super().train(mode)
        for layer in self.layers[: self.frozen]:
            layer.eval()
        return self

    def forward(self, pieces: Tensor, mask: Tensor, firsts: Tensor, guidelines: Tensor) -> Tensor:
        """Return (sentences, tokens, labels); `mask` is true for pieces, false for padding."""
        seen = mask[:, None, None, :]
        own = self.guidelines(guidelines)[:, None]
        x = self.word(pieces) + self.position[: pieces.shape[1]]
        x = self.ln(x if self.frozen else x + own)
        if not self.frozen:
            x = functional.dropout(x, DROPOUT, self.training)
        for number, layer in enumerate(self.layers):
            x = layer(x + own if self.frozen and number == self.frozen else x, seen)
        x = torch.gather(x, 1, firsts[:, :, None].expand(-1, -1, x.shape[2]))
        return self.out(functional.dropout(x, DROPOUT, self.training)).float()
