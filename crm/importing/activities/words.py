"""Words that tools and people use for what was done: what sort it was, which way it went, whether it is done."""

from collections.abc import Sequence

from crm.choices import Channel, Direction, TaskKind, TaskPriority
from crm.names import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


NOTE, TASK = "note", "task"
# A word of ours or of a tool; the first that stands in the text as a word of its own decides.
_SORTS: dict[str, frozenset[str]] = {
    NOTE: _words("note|notes|comment|memo|notiz|kommentar|commentaire|nota|comentario|remarque"),
    TASK: _words("task|todo|to do|follow up|followup|deadline|reminder|aufgabe|wiedervorlage|tache|tarea|relance"),
    Channel.WHATSAPP: _words("whatsapp"),
    Channel.SMS: _words("sms|text message"),
    Channel.LINKEDIN: _words("linkedin"),
    Channel.CHAT: _words("chat|live chat|conversation"),
    Channel.EMAIL: _words("email|e mail|mail|emails|courriel|correo|incoming email|outgoing email|list email"),
    Channel.VOICE_LIVE: _words("call|calls|phone|phone call|anruf|telefonat|appel|llamada|voicemail|cold call"),
    Channel.MEETING: _words(
        "meeting|event|demo|demonstration|lunch|dinner|visit|appointment|presentation|webinar|termin|treffen|besuch"
        "|besprechung|reunion|rendez vous|rdv|visite|cita|visita"
    ),
}
_INBOUND = _words("inbound|incoming|in|received|eingehend|entrant|entrante|recu|recibido|missed|incoming call")
_DONE = _words(
    "true|t|yes|y|1|done|completed|complete|closed|finished|erledigt|abgeschlossen|ja|oui|si|termine|terminee|hecho"
    "|completado|completada|held|sent|logged|received|x"
)
_OPEN = _words(
    "false|f|no|n|0|open|to do|todo|not started|in progress|waiting on someone else|waiting|deferred|planned|scheduled"
    "|pending|overdue|not done|offen|geplant|nein|non|a faire|en cours|pendiente|not completed|waiting for input"
)
_HIGH, _LOW = _words("high|highest|urgent|hoch|haute|alta|1"), _words("low|lowest|niedrig|basse|baja|3")
_OF_TASKS = {
    Channel.VOICE_LIVE: TaskKind.CALL,
    Channel.EMAIL: TaskKind.MAIL,
    Channel.MEETING: TaskKind.MEETING,
}


def sort_of(text: str) -> str:
    """A note, a task, or the channel of what was said; "" for a word that says none."""
    key = fold(text)
    if whole := next((sort for sort, words in _SORTS.items() if key in words), ""):
        return str(whole)
    padded = f" {key} "
    return str(next((sort for sort, words in _SORTS.items() if any(f" {word} " in padded for word in words)), ""))


def sort_of_list(headers: Sequence[str], name: str) -> str:
    """What all rows of a file are that has no column for it: by its headers ("Call title"), then by its name."""
    found = [sort for header in (*headers, name) if (sort := sort_of(header))]
    strong = [sort for sort in found if sort != NOTE] or found
    return max(strong, key=strong.count) if strong else ""


def task_kind(sort: str) -> TaskKind:
    return next((kind for channel, kind in _OF_TASKS.items() if channel == sort), TaskKind.TODO)


def direction_of(*texts: str) -> Direction:
    """Inbound where a word says so; what a tool logs without a word was done by its user."""
    words = {word for text in texts for word in (fold(text), *fold(text).split())}
    return Direction.INBOUND if words & _INBOUND else Direction.OUTBOUND


def is_done(text: str) -> bool | None:
    """Whether the cell says that it is done; None where it says neither."""
    key = fold(text)
    return True if key in _DONE else False if key in _OPEN else None


def priority_of(text: str) -> TaskPriority:
    key = fold(text)
    return TaskPriority.HIGH if key in _HIGH else TaskPriority.LOW if key in _LOW else TaskPriority.NORMAL
