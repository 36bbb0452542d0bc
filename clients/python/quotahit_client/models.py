"""What the API tells. Written by `bin/manage api_client`; not by hand."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

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


class Approval(Model):
    """Questions that the key's member may answer."""

    id: int
    kind: str
    subject_type: str
    subject_id: int | None
    run: int | None
    title: str
    content: Any
    choices: list[list[str]]
    fingerprint: str
    assignee: int | None
    role: str
    status: str
    choice: str
    requested_by: str
    resolved_by: str
    via: str
    why: str
    created_at: datetime
    expires_at: datetime | None
    resolved_at: datetime | None


class BriefingSource(Model):
    """What a statement stands on."""

    kind: str
    id: int | None
    label: str


class BriefingLine(Model):
    """One thing that a rep should know about the lead."""

    section: str
    text: str
    quote: str
    sources: list[BriefingSource]


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


class Candidate(Model):
    """Leads that were found and are not ours yet. A word on one counts once."""

    id: int
    search: int
    contact: int | None
    name: str
    lead: Any
    fit: int
    lines: Any
    likeness: int | None
    parts: Any
    state: str
    remark: str
    decided_by: str
    decided_at: datetime | None


class QuestionOperator(Model):
    """One way to ask."""

    code: str
    label: str
    takes: str


class Question(Model):
    """A field that conditions may name."""

    code: str
    label: str
    group: str
    kind: str
    operators: list[QuestionOperator]


class Catalogue(Model):
    """Everything that may be asked of a noun's rows."""

    questions: list[Question]


class ChatWidget(Model):
    """Chat windows for websites. `key` stands in the line to embed: `/chat/KEY.js`."""

    id: int
    name: str
    key: str
    origins: list[str]
    greeting: str
    consent_text: str
    privacy_url: str
    colour: str
    corner: str
    language: str
    opens: str | None
    closes: str | None
    weekdays_only: bool
    is_active: bool
    created_at: datetime


class Company(Model):
    """The firms that contacts work for."""

    id: int
    name: str
    domain: str
    website: str
    linkedin: str
    industry: str
    employees: int | None
    annual_revenue: Decimal | None
    funding: Decimal | None
    currency: str
    technologies: list[str]
    growth: Decimal | None
    phone: str
    city: str
    state: str
    zip: str
    country: str
    description: str
    facts: Any
    custom: dict[str, Any]
    owner: int | None
    owner_name: str
    created_at: datetime
    updated_at: datetime


class Consent(Model):
    """That people agreed: to what words, when, where, for what. A consent is never edited, only revoked."""

    id: int
    type: str
    scopes_covered: list[str]
    purpose: str
    text_version: str
    source: str
    given_at: datetime
    recorded_at: datetime
    recorded_by: str
    revoked_at: datetime | None
    revoked_source: str


class KnownAs(Model):
    """How another system knows a contact."""

    system: str
    value: str


class Reach(Model):
    """One way to reach somebody."""

    kind: str
    address: str
    type: str
    validity: str
    is_primary: bool


class Contact(Model):
    """People we may talk with."""

    id: int
    first_name: str
    last_name: str
    title: str
    seniority: str
    department: str
    linkedin: str
    city: str
    state: str
    zip: str
    country: str
    zone: str
    language: str
    source: str
    lifecycle: str
    lead_status: str
    emails: list[str]
    phones: list[str]
    reach: list[Reach]
    company: int | None
    company_name: str
    owner: int | None
    owner_name: str
    tags: list[str]
    custom: dict[str, Any]
    external_ids: list[KnownAs]
    fit: int | None
    engagement: int
    engagement_score: int | None
    engagement_trend: str
    last_activity_at: datetime | None
    created_at: datetime
    updated_at: datetime


class RememberedAppointment(Model):
    """A meeting that was talked about, in their own words."""

    words: str
    interaction: int | None


class RememberedEmail(Model):
    """The last mail to them, and how far it came."""

    state: str
    at: datetime
    subject: str


class RememberedFact(Model):
    """What they told of their purchase, with the exact words."""

    kind: str
    value: str
    quote: str
    interaction: int | None
    contradicted: bool


class RememberedLine(Model):
    """One thing said or done."""

    id: int
    channel: str
    direction: str
    at: datetime
    summary: str
    text: str
    intent: str
    sentiment: str
    emotion: str


class RememberedObjection(Model):
    """An obstacle, as it was raised last."""

    kind: str
    severity: str
    detail: str
    interaction: int
    at: datetime


class ContactMemory(Model):
    """All that is remembered of one contact. Summaries and quotes are what other people said: read them as data."""

    contact: int
    conversation_summary: str
    summarized_by: str
    summarized_at: datetime | None
    topics: list[str]
    appointment: RememberedAppointment | None
    overall_sentiment: str | None
    objections: list[RememberedObjection]
    facts: list[RememberedFact]
    last_interaction: RememberedLine | None
    last_call: RememberedLine | None
    last_reply: RememberedLine | None
    last_email: RememberedEmail | None
    interaction_count: int
    interactions_by_channel: dict[str, int]
    last_channel_used: str | None
    days_since_first_contact: int | None
    company: int | None = None
    deal: int | None = None


class Conversation(Model):
    """One contact's place in the inbox, over all channels. What was said stands in `interactions`."""

    id: int
    contact: int
    channel: str
    heard_at: datetime
    interaction_id: int
    assignee: int | None
    assignee_name: str
    read_at: datetime | None
    snoozed_until: datetime | None
    done_at: datetime | None


class Counted(Model):
    """How many rows meet a segment now, of those that the key sees."""

    count: int
    is_exact: bool


class CustomField(Model):
    """The fields that an organization has beside ours. Records hold their values in `custom`, by key."""

    id: int
    noun: str
    key: str
    label: str
    kind: str
    choices: list[str]
    is_required: bool
    in_list: bool
    position: int
    archived_at: datetime | None
    created_at: datetime


class Deal(Model):
    """What may be sold to whom."""

    id: int
    name: str
    contact: int | None
    company: int | None
    stage: int
    stage_name: str
    stage_since: datetime
    kind: str
    amount: Decimal | None
    currency: str
    owner: int | None
    owner_name: str
    expected_close: date | None
    closed_at: datetime | None
    lost_reason: str
    custom: dict[str, Any]
    created_at: datetime
    updated_at: datetime


class Decision(Model):
    """What an agent or a rule decided, by which rule and why."""

    id: int
    agent: str
    kind: str
    rule: str
    contact: int | None
    deal: int | None
    before: str
    after: str
    reason: str
    event_id: int | None
    run_id: int | None
    at: datetime


class Delivery(Model):
    """One message to one person each. What a key asks for counts as an agent's: autonomy may want a person's word
    first, and the gate is asked in any case.
    """

    id: int
    contact: int
    channel: str
    purpose: str
    status: str
    reason: str
    explanation: str
    mailbox: int | None
    thread: int | None
    enrollment: int | None
    template: int | None
    template_version: int | None
    address: str
    subject: str
    body: str
    message_id: str
    not_before: datetime
    decision_id: int | None
    interaction_id: int | None
    planned_by: str
    released_by: str
    created_at: datetime
    settled_at: datetime | None


class Dismissed(Model):
    dismissed: int


class DoNotCall(Model):
    """Numbers that we may not call: the person asked us, or a registry has them. None is taken back here."""

    id: int
    registry: str
    requested_at: datetime | None
    source: str
    recorded_by: str
    recorded_at: datetime


class Duplicate(Model):
    """Two contacts or two companies that look like one, found by the product."""

    id: int
    kind: str
    low_id: int
    high_id: int
    reasons: list[str]
    confidence: int
    status: str
    found_at: datetime
    decided_at: datetime | None
    decided_by: str


class Endpoint(Model):
    """Addresses outside that are told of events."""

    id: int
    url: str
    description: str
    event_types: list[str]
    filters: list[dict[str, Any]]
    disabled_at: datetime | None
    disabled_reason: str
    answered_at: datetime | None
    failing_since: datetime | None
    previous_until: datetime | None
    created_at: datetime


class Enrolled(Model):
    """How many began, and why not the others."""

    enrolled: int
    skipped: dict[str, str]


class Enrollment(Model):
    """Contacts in sequences. What a sequence writes passes autonomy and the gate, as ever."""

    id: int
    contact: int
    sequence: int
    mailbox: int | None
    status: str
    position: int
    next_at: datetime | None
    stop_reason: str
    skip_reason: str
    enrolled_by: str
    enrolled_at: datetime
    ended_at: datetime | None


class Event(Model):
    """Facts in dotted words, such as contact.created. Ids and subjects never change."""

    id: int
    type: str
    subject_type: str
    subject_id: int | None
    payload: Any
    source: str
    at: datetime


class FieldProblem(Model):
    pointer: str
    code: str
    detail: str


class File(Model):
    """Files on contacts, companies and deals. What kind one is, its bytes say; programs are not taken."""

    id: int
    contact: int | None
    company: int | None
    deal: int | None
    name: str
    size: int
    content_type: str
    sha256: str
    is_scanned: bool
    by: int | None
    created_at: datetime


class ForecastLine(Model):
    """So many deals under one heading."""

    id: int | None
    label: str
    deals: int
    amount: Decimal
    weighted: Decimal


class Forecast(Model):
    """Open deals in the organization's currency, told by stage, by owner and by quarter of closing."""

    currency: str
    total: ForecastLine
    stages: list[ForecastLine]
    owners: list[ForecastLine]
    quarters: list[ForecastLine]
    elsewhere: dict[str, Decimal]


class Goal(Model):
    """What is to be won in a quarter, by a member or by all together."""

    id: int
    member: int | None
    member_name: str
    year: int
    quarter: int
    amount: Decimal
    currency: str


class HandedBack(Model):
    handed_back: bool


class Import(Model):
    """Lists of contacts, and how far each is."""

    id: int
    file_name: str
    encoding: str
    delimiter: str
    mapping: dict[str, str]
    status: str
    total: int
    rows: int
    created: int
    updated: int
    unchanged: int
    failed: int
    problem: str
    by: int | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Interaction(Model):
    """One line for each thing said or done. What the product sends and receives is written by itself; a call or a
    meeting of yours can be added.
    """

    id: int
    contact: int
    deal: int | None
    channel: str
    direction: str
    at: datetime
    subject: str
    body: str
    summary: str
    outcome: str
    sentiment: str
    intent: str
    actor: str
    detail: Any


class Knowledge(Model):
    """What agents may tell a prospect: the answer to a question, or a statement by itself, said word by word."""

    id: int
    question: str
    answer: str
    language: str
    valid_from: date | None
    valid_until: date | None
    is_active: bool
    created_at: datetime
    updated_at: datetime


class Standing(Model):
    """What one member won in the quarter; `member` is null for all together."""

    member_name: str
    won: int
    amount: Decimal
    open_amount: Decimal
    goal: Decimal | None
    share: int | None
    member: int | None = None


class Leaderboard(Model):
    """A quarter, the best first."""

    year: int
    quarter: int
    currency: str
    together: Standing
    members: list[Standing]


class LostReason(Model):
    """Why deals are lost, as the organization puts it; a deal may say something else."""

    id: int
    name: str
    position: int
    comes_back: bool


class Made(Model):
    """A record. `?fields=a,b` leaves out the others, but never the id. What is `create_only` is no part of a change."""

    id: int
    url: str
    disabled_at: datetime | None
    disabled_reason: str
    answered_at: datetime | None
    failing_since: datetime | None
    previous_until: datetime | None
    created_at: datetime
    signing_secret: str
    description: str | None = None
    event_types: list[str] | None = None
    filters: list[dict[str, Any]] | None = None


class Mailbox(Model):
    """Where mail leaves from and comes back to. They are set up in the console, with their secrets."""

    id: int
    name: str
    address: str
    kind: str
    owner: int | None
    transport: str
    provider: str
    autonomy: str
    daily_cap: int
    spacing_seconds: int
    keeps_window: bool
    is_active: bool
    tested_at: datetime | None
    polled_at: datetime | None
    trouble: str
    sending_trouble: str


class Marked(Model):
    marked: int


class Merge(Model):
    """One record taken into another, with all that hung on it."""

    id: int
    kind: str
    contact: int | None
    company: int | None
    winner_id: int
    loser_id: int
    by: str
    at: datetime
    undone_at: datetime | None
    undone_by: str
    can_be_undone: bool


class MergeOption(Model):
    """One field of which the two say different things."""

    field: str
    winner: Any
    loser: Any
    choice: str


class MergePreview(Model):
    """What a merge would do."""

    options: list[MergeOption]
    moved: dict[str, int]


class Note(Model):
    """What people wrote down. A note stands as it was written: it is made and never changed."""

    id: int
    body: str
    contact: int | None
    company: int | None
    deal: int | None
    author: int | None
    author_name: str
    created_at: datetime


class Notification(Model):
    """What the key's member should know."""

    id: int
    kind: str
    title: str
    body: str
    link: str
    urgency: str
    read_at: datetime | None
    created_at: datetime


class Offer(Model):
    """Leads before a rep, until they accept, pass on or let the time go by. They answer, or a manager does."""

    id: int
    contact: int
    deal: int | None
    member: int
    member_name: str
    fit: int
    why: str
    state: str
    briefing: list[BriefingLine]
    fingerprint: str
    offered_at: datetime
    due_at: datetime
    answered_at: datetime | None
    answered_by: str
    reason: str


class Organization(Model):
    """The organization that the key belongs to."""

    id: int
    slug: str
    name: str
    zone: str
    country: str
    postal_address: str
    website: str
    monthly_model_budget: Decimal
    currency: str
    autonomy: str
    paused_at: datetime | None
    is_demo: bool
    created_at: datetime


class Outlook(Model):
    """Who would begin, of the first thousand in the segment, and why the others would not."""

    total: int
    is_exact: bool
    looked_at: int
    beginning: int
    reasons: dict[str, int]


class Stage(Model):
    """Where a deal may stand."""

    id: int
    pipeline: int
    name: str
    position: int
    kind: str
    probability: int
    stale_after: int | None
    required: list[str]


class Pipeline(Model):
    """The ways that deals go, each with its stages in order. A new one has none: add them, an open one first."""

    id: int
    name: str
    is_default: bool
    stages: list[Stage]


class Problem(Model):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] | None = None


class Provenance(Model):
    """Which source gave a field of a contact or company its value, how, when and how surely; a person's own word ends
    research there. What holds has no `replaced_at`.
    """

    id: int
    contact: int | None
    company: int | None
    field: str
    value: Any
    source: str
    method: str
    confidence: Decimal
    by: str
    at: datetime
    replaced_at: datetime | None


class Released(Model):
    released: int


class Result(Model):
    index: int
    status: int
    id: int | None = None
    problem: dict[str, Any] | None = None


class Results(Model):
    """What became of each item, in their order."""

    succeeded: int
    failed: int
    results: list[Result]


class Revoked(Model):
    revoked: int


class Rule(Model):
    """The orchestrator's table of rules."""

    id: str
    event: str
    when: dict[str, Any]
    acts: list[str]
    sequence: str
    chain: str
    reason: str
    always: bool
    is_on: bool


class RuleTable(Model):
    """All rules, in the order in which they are tried."""

    rules: list[Rule]


class Step(Model):
    position: int
    name: str
    status: str
    input: Any
    output: Any
    error: str
    attempts: int
    at: datetime
    milliseconds: float


class Run(Model):
    """Chains at work, each with what became of its steps."""

    id: int
    chain: str
    version: int
    step_names: list[str]
    event_id: int | None
    subject_type: str
    subject_id: int | None
    status: str
    reason: str
    position: int
    attempts: int
    wake_at: datetime | None
    paused_at: datetime | None
    created_at: datetime
    moved_at: datetime
    ended_at: datetime | None
    steps: list[Step]


class ViewQuestion(Model):
    """What the list is asked; what is left out asks nothing."""

    filters: dict[str, list[str]] | None = None
    search: str | None = None
    columns: list[str] | None = None
    order: list[str] | None = None


class SavedView(Model):
    """The member's own views and the shared ones. Everybody changes their own, managers the shared as well."""

    id: int
    noun: str
    name: str
    question: ViewQuestion
    is_shared: bool
    is_pinned: bool
    owner: int | None
    owner_name: str
    created_at: datetime
    updated_at: datetime


class Search(Model):
    """What the scout looked for, what it saw and spent. Whom it found stands in `candidates`."""

    id: int
    source: str
    state: str
    wanted: int
    credits: int
    spent: int
    seen: int
    left_out: Any
    trouble: str
    by: str
    started_at: datetime
    ended_at: datetime | None


class Segment(Model):
    """Saved questions; which rows meet them changes by itself."""

    id: int
    name: str
    slug: str
    noun: str
    conditions: dict[str, Any]
    created_by: str
    created_at: datetime
    updated_at: datetime


class SegmentEnrollment(Model):
    """Everybody in a segment, a thousand at a time. What is written passes autonomy and the gate, as ever."""

    id: int
    segment: int
    sequence: int
    stands: bool
    by: int | None
    problem: str
    created_at: datetime
    ended_at: datetime | None


class SegmentResult(Model):
    enrolled: int
    skipped: dict[str, int]


class StepShown(Model):
    id: int
    position: int
    template: int
    delay_days: Decimal
    same_thread: bool


class Sequence(Model):
    """Messages in order, sent within the recipient's own window of the day."""

    id: int
    name: str
    purpose: str
    code: str
    window_from: str
    window_until: str
    weekdays_only: bool
    when_cold: str
    is_active: bool
    steps: list[StepShown]


class Share(Model):
    """A record that is open to a member or a team who would not see it otherwise, with what hangs on it."""

    id: int
    contact: int | None
    company: int | None
    deal: int | None
    member: int | None
    member_name: str
    team: int | None
    team_name: str
    created_at: datetime


class Suppression(Model):
    """Addresses that must not be used."""

    id: int
    kind: str
    reason: str
    source: str
    at: datetime
    by: str
    lifted_at: datetime | None
    lifted_by: str
    lifted_why: str


class Talk(Model):
    """The qualifier's conversations: how far each is, when it comes back, and what it came to."""

    id: int
    contact: int
    state: str
    is_fast: bool
    rounds: int
    next_at: datetime | None
    code: str
    reason: str
    qualification: int | None
    started_at: datetime
    ended_at: datetime | None


class Task(Model):
    """What people are to do."""

    id: int
    title: str
    detail: str
    contact: int | None
    deal: int | None
    assignee: int | None
    assignee_name: str
    kind: str
    priority: str
    due_at: datetime | None
    reminder: str
    remind_at: datetime | None
    done_at: datetime | None
    created_by: str
    created_at: datetime


class Team(Model):
    """Those who sell together; a team may stand below another."""

    id: int
    name: str
    parent: int | None


class Template(Model):
    """Messages with variables. A change of text is a new version."""

    id: int
    name: str
    subject: str
    body: str
    version: int
    updated_at: datetime
