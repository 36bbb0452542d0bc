"""Words that tools and people use for how a deal stands."""

from crm.choices import StageKind
from crm.names import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


_STATES = {
    StageKind.WON: _words(
        "won|closed won|closedwon|win|closed and won|gewonnen|abgeschlossen und gewonnen|gagne|gagnee"
        "|conclue|ferme gagne|ganado|ganada|cerrado ganado|cierre ganado"
    ),
    StageKind.LOST: _words(
        "lost|closed lost|closedlost|loss|closed and lost|closed lost to competition|closed lost to competitor"
        "|verloren|abgeschlossen und verloren|perdu|perdue|ferme perdu|perdido|perdida|cerrado perdido|cierre perdido"
    ),
    StageKind.OPEN: _words("open|in progress|active|offen|ouvert|ouverte|en cours|abierto|abierta|en curso"),
}


def state_of(text: str) -> str:
    """Open, won or lost; "" for a word that says none of them."""
    key = fold(text)
    return next((kind.value for kind, words in _STATES.items() if key in words), "")
