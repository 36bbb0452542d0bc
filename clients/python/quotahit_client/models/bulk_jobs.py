"""What is told of bulk jobs. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class ActAnswer(Model):
    """One thing that an act has to be told among its `answers`."""

    name: str
    label: str
    takes: str
    of: str
    choices: list[str]
    is_required: bool


class OneAct(Model):
    code: str
    label: str
    undo_note: str
    answers: list[ActAnswer]


class Acts(Model):
    """What can be done to many records of this noun."""

    acts: list[OneAct]


class LeftOut(Model):
    """Records that stayed as they were, for one reason."""

    reason: str
    why: str
    ids: list[int]


class BulkJob(Model):
    """Acts on many records, by the member and those whose work the member sees. Up to 500 records are done before the
    answer; beyond, a worker does them and the job is `waiting` until then.
    """

    id: int
    noun: str
    act: str
    by: int | None
    status: str
    problem: str
    chosen: int
    done: list[int]
    skipped: list[LeftOut]
    kept: list[LeftOut]
    created_at: datetime
    done_at: datetime | None
    undone_at: datetime | None
