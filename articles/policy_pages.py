"""The paper's policies, each at an address of its own once the desk shows it."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles import rendering
from articles.models import PolicyPage
from articles.showing import kept
from newsroom.site import publication

Role = PolicyPage.Role
#: For re_path: each role by its address. The corrections policy stands above the corrections.
AT_THE_ROOT = PolicyPage.AT_THE_ROOT
BELOW_ABOUT = [role for role in Role if role not in (*AT_THE_ROOT, Role.CORRECTIONS)]
ROLE = rf"(?P<role>{'|'.join(AT_THE_ROOT)})"
ROLE_BELOW_ABOUT = rf"about/(?P<role>{'|'.join(BELOW_ABOUT)})"


def page_context(policy):
    """What the page of a policy prints, for readers and for the desk's preview."""
    return {"policy": policy, "text": rendering.policy_text(policy.text)}


def corrections_policy():
    """What the paper says of how it corrects, where readers see it; None costs no query."""
    shown = (policy for policy in publication().policies if policy.role == Role.CORRECTIONS)
    policy = next(shown, None)
    return policy and page_context(policy)


@kept
@require_safe
def policy(request, role):
    """A policy that the desk has put before readers."""
    shown = get_object_or_404(PolicyPage, role=role, is_shown=True)
    return render(request, "site/policy.html", page_context(shown))
