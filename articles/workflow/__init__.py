"""May this story make this move? The verbs of the desk, and the only writer of stages,
approvals, editions and withdrawals.

Each verb locks the story's row, checks the person's right, the version they acted on and
the desk's checks, makes the move and logs it, all in one transaction. Buttons, bulk
actions and commands call these and nothing else. docs/workflow.md draws them.
"""

from articles.revisions import missing_corrections
from articles.workflow.alert import alert_at, end_alert, set_alert
from articles.workflow.archive import import_published
from articles.workflow.back import UNDO_FOR, put_back, slip_of, undo
from articles.workflow.drafting import (
    answer_read,
    approve,
    ask_read,
    desk_fields,
    hand_over,
    keep,
    restore,
    restore_version,
    save_merged,
    send_back,
    set_desk_fields,
    spike,
    start,
    submit,
)
from articles.workflow.front import (
    discard_front_draft,
    front_draft,
    is_untouched,
    launch_front,
    live_front,
    make_lead,
    pinned,
    put_lead_back,
    restore_front,
    save_front_draft,
    schedule_front,
    unschedule_front,
)
from articles.workflow.leaving import (
    Hidden,
    finish_kill,
    kill,
    redact,
    unfinished_kills,
    withdraw,
)
from articles.workflow.linking import embed_again, link_only
from articles.workflow.live import (
    ask_publisher,
    bring_in,
    correct,
    fix_live,
    put_video_live,
    replace_draft_video,
    replace_live_video,
    retract,
    slots_open,
)
from articles.workflow.moving import is_approved
from articles.workflow.publishing import change_time, hold, publish, unschedule
from articles.workflow.refusals import Asked, Blocked, Conflicts, NoRight, Refused, Stale, Target
from articles.workflow.second import needs_second_read, published_alone, second_read
from articles.workflow.sharing import share, unshare

__all__ = [
    "UNDO_FOR",
    "Asked",
    "Blocked",
    "Conflicts",
    "Hidden",
    "NoRight",
    "Refused",
    "Stale",
    "Target",
    "alert_at",
    "answer_read",
    "approve",
    "ask_publisher",
    "ask_read",
    "bring_in",
    "change_time",
    "correct",
    "desk_fields",
    "discard_front_draft",
    "embed_again",
    "end_alert",
    "finish_kill",
    "fix_live",
    "front_draft",
    "hand_over",
    "hold",
    "import_published",
    "is_approved",
    "is_untouched",
    "keep",
    "kill",
    "launch_front",
    "link_only",
    "live_front",
    "make_lead",
    "missing_corrections",
    "needs_second_read",
    "pinned",
    "publish",
    "published_alone",
    "put_back",
    "put_lead_back",
    "put_video_live",
    "redact",
    "replace_draft_video",
    "replace_live_video",
    "restore",
    "restore_front",
    "restore_version",
    "retract",
    "save_front_draft",
    "save_merged",
    "schedule_front",
    "second_read",
    "send_back",
    "set_alert",
    "set_desk_fields",
    "share",
    "slip_of",
    "slots_open",
    "spike",
    "start",
    "submit",
    "undo",
    "unfinished_kills",
    "unschedule",
    "unschedule_front",
    "unshare",
    "withdraw",
]
