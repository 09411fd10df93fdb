"""P-tuning: virtual tokens made by a prompt encoder while training, stored as vectors afterwards."""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from studio.methods.base import ClassificationHead, InputPrompt, PromptContext, SoftPrompt, make_head
from studio.methods.initializers import fit, start_vectors
from studio.methods.p_tuning.settings import PTuningSettings


class PTuning(SoftPrompt):
    """h = MLP(BiLSTM(e)), or MLP(e) (Liu et al. 2021, "GPT Understands, Too").

    Differs from the paper: the encoder is fitted to make real words first, with a fixed offset for what is left over,
    so that virtual tokens start where the settings say and at the size of word embeddings.
    """

    offset: Tensor

    def __init__(self, start: Tensor, encoder: nn.Module, head: ClassificationHead | None = None) -> None:
        """start: [P, H], the vectors at step 0"""
        super().__init__()
        self.embeddings = nn.Parameter(start / (float(start.std()) or 1.0))  # [P, H]
        self.encoder = encoder.eval()  # what is left over is that of the network as it answers: without dropout
        fit(self._made, list(self.parameters()), start)
        self.head = head
        self.register_buffer("offset", start - self._made().detach())
        self.encoder.train()

    def _made(self) -> Tensor:
        made: Tensor = self.encoder(self.embeddings)  # [P, H]
        return made

    def forward(self) -> InputPrompt:
        return InputPrompt((self._made() + self.offset).unsqueeze(0))  # [1, P, H]


class LSTMEncoder(nn.Module):
    """A bidirectional LSTM over the virtual tokens, then Linear-ReLU-Linear."""

    def __init__(self, hidden_size: int, *, width: int, layers: int, dropout: float) -> None:
        super().__init__()
        self.lstm = nn.LSTM(
            hidden_size,
            width // 2,
            num_layers=layers,
            dropout=dropout if layers > 1 else 0.0,
            bidirectional=True,
            batch_first=True,
        )
        self.mlp = nn.Sequential(nn.Linear(width // 2 * 2, width), nn.ReLU(), nn.Linear(width, hidden_size))

    def forward(self, embeddings: Tensor) -> Tensor:
        """embeddings: [P, H]. Returns [P, H]."""
        states, _ = self.lstm(embeddings.unsqueeze(0))  # [1, P, 2 * (width // 2)]
        made: Tensor = self.mlp(states.squeeze(0))
        return made


def mlp_encoder(hidden_size: int, *, width: int, layers: int, dropout: float) -> nn.Module:
    """`layers` hidden layers with ReLU, then one that gives H."""
    sizes = [hidden_size, *[width] * layers]
    steps: list[nn.Module] = []
    for before, after in pairwise(sizes):
        steps += [nn.Linear(before, after), nn.ReLU(), nn.Dropout(dropout)]
    return nn.Sequential(*steps, nn.Linear(width, hidden_size))


def build(settings: PTuningSettings, context: PromptContext) -> PTuning:
    start = start_vectors(settings, context)  # [P, H]
    hidden_size = start.shape[1]
    make = LSTMEncoder if settings.encoder == "lstm" else mlp_encoder
    encoder = make(
        hidden_size,
        width=settings.encoder_size or hidden_size,
        layers=settings.encoder_layers,
        dropout=settings.encoder_dropout,
    )
    return PTuning(start, encoder, make_head(settings, context))
