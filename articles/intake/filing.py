"""A built story put on the desk: a draft with its notes."""

from articles import revisions, workflow
from articles.models import Article, Note, Revision


def put_on_desk(built, *, by, at):
    """Save a story with its notes and return it; raises workflow.NoRight.

    Without `by`, from the command line, the draft belongs to nobody yet. A note longer
    than a note may be becomes several: nothing of the copy is cut.
    """
    if by is None:
        article = revisions.write(Article(created_at=at), built.document)
        workflow.keep(article, by=None, at=at, kind=Revision.Kind.INTAKE)
    else:
        article = workflow.start(built.document, by=by, at=at, kind=Revision.Kind.INTAKE)
    article.copy_fingerprint = built.fingerprint
    article.save(update_fields=["copy_fingerprint"])
    most = Note._meta.get_field("text").max_length
    for text in built.notes:
        for start in range(0, len(text), most):
            Note.objects.create(article=article, text=text[start : start + most], by=by, at=at)
    return article
