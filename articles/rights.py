"""Who may do what to which story. Roles are groups; a person's roles add up.

docs/permissions.md is the whole table; tests/test_permissions.py holds it against every address.
"""

from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from articles.models import Article, Byline, Move, Read

#: As the groups are named; each is shown in the language of who looks.
REPORTER = gettext_noop("Reporter")
VIDEO = gettext_noop("Video")
EDITOR = gettext_noop("Editor")
NIGHT_EDITOR = gettext_noop("Night editor")
PUBLISHER = gettext_noop("Publisher")
ADMINISTRATOR = gettext_noop("Administrator")

#: Each verb of the workflow and the permission it asks for; `_ALSO` asks some of them for more.
VERB_PERMISSIONS = {
    "save": "articles.change_article",
    "submit": "articles.submit_article",
    "send_back": "articles.send_back_article",
    "approve": "articles.approve_article",
    "spike": "articles.spike_article",
    "restore": "articles.spike_article",
    "restore_version": "articles.change_article",
    "hand_over": "articles.edit_any_article",
    "lift_embargo": "articles.edit_any_article",
    "ask_read": "articles.view_article",
    "answer_read": "articles.approve_article",
    "second_read": "articles.approve_article",
    "publish": "articles.publish_article",
    "schedule": "articles.publish_article",
    "change_time": "articles.publish_article",
    "unschedule": "articles.publish_article",
    "put_back": "articles.publish_article",
    "undo": "articles.view_article",
    "override": "articles.override_article",
    "fix_live": "articles.fix_article",
    "correct": "articles.fix_article",
    "bring_in": "articles.view_article",
    "put_video_live": "articles.view_article",
    "replace_video": "articles.replace_everywhere",
    "ask_publisher": "articles.view_article",
    "withdraw": "articles.withdraw_article",
    "retract": "articles.retract_article",
    "kill": "articles.kill_article",
    "redact": "articles.redact_article",
    "lead": "articles.lead_front",
    "share": "articles.share_article",
    "follow_up": "articles.add_article",
}

#: Fields of a story that a role sets; everybody who edits the story sets the others.
FIELD_PERMISSIONS = {
    "weight": "articles.lead_front",
    "noindex": "articles.publish_article",
    "use_until": "articles.publish_article",
    "may_syndicate": "articles.edit_any_article",
    "assigned_to": "articles.edit_any_article",
    "restricted_to": "articles.edit_any_article",
    "kept_ready": "articles.edit_any_article",
    "look_again_on": "articles.edit_any_article",
    "desk": "articles.edit_any_article",
}

#: What an editor holds for the stories of their desks only.
OF_A_DESK = frozenset(
    {
        "articles.edit_any_article",
        "articles.send_back_article",
        "articles.approve_article",
        "articles.spike_article",
        "articles.fix_article",
    }
)
#: What of it goes with publishing: a publisher stands by, and puts right, any story.
OF_A_PUBLISHER = frozenset(
    {"articles.send_back_article", "articles.approve_article", "articles.fix_article"}
)
#: Reads are answered across desks: the law, the copy and the pictures have people of their own.
ACROSS_DESKS = frozenset({"answer_read", "second_read"})
#: Somebody with one of these reads the text of every story whose line they see.
READERS = ("edit_any_article", "approve_article", "publish_article", "place_video_article")

#: Moves that put something before readers at once; Undo takes the newest back.
_BEFORE_READERS = (
    Move.Verb.PUBLISH,
    Move.Verb.FIX,
    Move.Verb.CORRECT,
    Move.Verb.RETRACT,
    Move.Verb.PUT_BACK,
)


class Standing:
    """What one person may do with one story; the database is asked each thing once."""

    def __init__(self, user, article, **known):
        self.user, self.article = user, article
        # What was asked before: `sees`, `edits` and the like.
        self.__dict__.update(known)

    @cached_property
    def sees(self):
        """Whether the story exists at all for this person."""
        return Article.objects.visible_to(self.user).filter(pk=self.article.pk).exists()

    @cached_property
    def is_own(self):
        """Started by, handed to, or bylined to this person."""
        article = self.article
        if self.user.pk in (article.created_by_id, article.assigned_to_id):
            return True
        return article.bylines.filter(author__user=self.user).exists()

    @cached_property
    def reads(self):
        """Whether this person may read the text, not just the story's line on the board."""
        return self.sees and (reads_all(self.user) or self.is_own)

    @cached_property
    def edits(self):
        """Whether this person may change everything that the story says."""
        if not self.user.has_perm("articles.change_article") or not self.sees:
            return False
        return self.holds("articles.edit_any_article") or self.is_own

    @cached_property
    def places_video(self):
        """Whether this person may attach videos to the story, and perhaps nothing else."""
        return self.edits or (self.user.has_perm("articles.place_video_article") and self.sees)

    @cached_property
    def reads_legal(self):
        """Whether what the law says of the story is for them: its editors and publishers."""
        return self.sees and (self.holds("articles.edit_any_article") or self._publishes)

    def reads_words_of(self, read):
        """Whether the words of a read's answer are for them: of a legal one for few."""
        is_legal = read.kind == Read.Kind.LEGAL
        return not is_legal or self.reads_legal or read.answered_by_id == self.user.pk

    @cached_property
    def verbs(self):
        """The moves that this person may make with the story, wherever it stands."""
        return frozenset(verb for verb in VERB_PERMISSIONS if self.may(verb))

    def holds(self, permission):
        """Whether this person has a right where this story lies: an editor's ends at the desk."""
        if not self.user.has_perm(permission):
            return False
        if permission not in OF_A_DESK or works_on(self.user, self.article.desk_id):
            return True
        return permission in OF_A_PUBLISHER and self.user.has_perm("articles.publish_article")

    def may(self, verb):
        """Whether this person may make this move with the story."""
        permission = VERB_PERMISSIONS[verb]
        held = self.user.has_perm(permission) if verb in ACROSS_DESKS else self.holds(permission)
        also = _ALSO.get(verb)
        return held and self.sees and (also is None or also(self))

    def sets(self, field):
        """Whether this person sets the field, for who may edit; a first desk anybody chooses."""
        permission = FIELD_PERMISSIONS.get(field)
        if permission is None or (field == "desk" and self.article.desk_id is None):
            return True
        return self.holds(permission)

    @cached_property
    def _publishes(self):
        return self.user.has_perm("articles.publish_article")

    def _puts_right(self):
        return self.edits or self._publishes or self.holds("articles.fix_article")

    def _puts_video_live(self):
        return self.user.has_perm("articles.put_video_live_article") or self.may("fix_live")

    def _takes_back(self):
        """A publisher any slip; whoever may fix the live version, their own fix."""
        if self._publishes:
            return True
        if not self._puts_video_live():
            return False
        newest = self.article.moves.filter(verb__in=_BEFORE_READERS).first()
        own = newest is not None and newest.by_id == self.user.pk
        return own and newest.verb in (Move.Verb.FIX, Move.Verb.CORRECT)


#: What a verb asks beyond its permission.
_ALSO = {
    "save": lambda standing: standing.edits,
    "submit": lambda standing: standing.edits,
    "restore_version": lambda standing: standing.edits,
    "bring_in": Standing._puts_right,
    "ask_read": lambda standing: standing.edits or standing._publishes,
    "ask_publisher": lambda standing: standing.reads,
    "share": lambda standing: standing.edits or standing._publishes,
    "follow_up": lambda standing: standing.reads,
    "put_video_live": Standing._puts_video_live,
    "undo": Standing._takes_back,
}


def may(user, verb, article):
    """Whether this person may make this move with this story."""
    return Standing(user, article).may(verb)


def may_see_line(user, article):
    """Whether the story exists at all for this person."""
    return Standing(user, article).sees


def holds(user, permission, article):
    """Whether this person has a right where this story lies: an editor's ends at the desk."""
    return Standing(user, article).holds(permission)


def within_rights(user, article, document, *, before):
    """The document with every field that this person may not set as the one before has it."""
    standing = Standing(user, article)
    kept = {name: said for name, said in before["fields"].items() if not standing.sets(name)}
    return {**document, "fields": document["fields"] | kept}


def reads_all(user):
    """Whether this person reads the text of every story whose line they see."""
    return any(user.has_perm(f"articles.{name}") for name in READERS)


def may_plan(user):
    """Whether this person may put a story on the plan: whoever writes, and publishers."""
    return user.has_perm("articles.add_article") or user.has_perm("articles.publish_article")


def plans_for_others(user, desk_id):
    """Whether this person says who writes what is planned for this desk."""
    if user.has_perm("articles.publish_article"):
        return True
    return user.has_perm("articles.edit_any_article") and works_on(user, desk_id)


def may_import(user):
    """Whether this person may bring in an archive."""
    return user.has_perm("articles.import_article")


def works_on(user, desk_id):
    """Whether an editor's rights reach stories of this desk; of no desk means everybody's."""
    if desk_id is None or user.has_perm("articles.edit_every_desk"):
        return True
    return desk_id in desks_of(user)


def desks_of(user):
    """The desks a person works on, asked once for each time the person is loaded."""
    if not hasattr(user, "_desks_worked_on"):
        user._desks_worked_on = frozenset(user.desks.values_list("pk", flat=True))
    return user._desks_worked_on


def only_desk_of(user):
    """The desk that a person works on, where it is one and no more."""
    desks = desks_of(user)
    return next(iter(desks)) if len(desks) == 1 else None


def is_own(user, article):
    """Started by, handed to, or bylined to this person."""
    return Standing(user, article).is_own


def own(user):
    """The same as a condition on stories, for lists."""
    bylined = Byline.objects.filter(article=OuterRef("pk"), author__user=user)
    return Q(created_by=user) | Q(assigned_to=user) | Exists(bylined)
