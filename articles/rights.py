"""Who may do what to which story. Roles are groups; a person's roles add up."""

from django.db.models import Exists, OuterRef, Q

from articles.models import Article, Byline

REPORTER = "Reporter"
VIDEO = "Video"
EDITOR = "Editor"
PUBLISHER = "Publisher"
ADMINISTRATOR = "Administrator"

#: Each verb of the workflow and the permission it asks for.
VERB_PERMISSIONS = {
    "submit": "articles.submit_article",
    "send_back": "articles.send_back_article",
    "approve": "articles.approve_article",
    "publish": "articles.publish_article",
    "schedule": "articles.publish_article",
    "unschedule": "articles.publish_article",
    "withdraw": "articles.withdraw_article",
    "spike": "articles.spike_article",
    "restore": "articles.spike_article",
    "lead": "articles.lead_front",
}


def may_see_line(user, article):
    """Whether the story exists at all for this person."""
    return Article.objects.visible_to(user).filter(pk=article.pk).exists()


def may_read(user, article):
    """Whether this person may read the text, not just the story's line on the board."""
    if not may_see_line(user, article):
        return False
    return reads_all(user) or is_own(user, article)


def reads_all(user):
    """Whether this person reads the text of every story whose line they see."""
    readers = ("edit_any_article", "approve_article", "publish_article", "place_video_article")
    return any(user.has_perm(f"articles.{name}") for name in readers)


def may_edit(user, article):
    """Whether this person may change everything that a story says."""
    if not user.has_perm("articles.change_article") or not may_see_line(user, article):
        return False
    return is_own(user, article) or user.has_perm("articles.edit_any_article")


def may_place_video(user, article):
    """Whether this person may attach videos to the story, and perhaps nothing else."""
    if may_edit(user, article):
        return True
    return user.has_perm("articles.place_video_article") and may_see_line(user, article)


def may(user, verb, article):
    """Whether this person may make this move with this story; reporters with their own only."""
    if not user.has_perm(VERB_PERMISSIONS[verb]) or not may_see_line(user, article):
        return False
    return verb != "submit" or may_edit(user, article)


def is_own(user, article):
    """Started by, handed to, or bylined to this person."""
    if user.pk in (article.created_by_id, article.assigned_to_id):
        return True
    return article.bylines.filter(author__user=user).exists()


def own(user):
    """The same as a condition on stories, for lists."""
    bylined = Byline.objects.filter(article=OuterRef("pk"), author__user=user)
    return Q(created_by=user) | Q(assigned_to=user) | Exists(bylined)
