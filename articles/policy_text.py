"""The text of a policy: a small Markdown, and nothing that could do more than be read."""

import nh3
from markdown_it import MarkdownIt

from articles.sanitising.addresses import link_address

TAGS = {"p", "h2", "h3", "ul", "ol", "li", "a", "strong", "em", "br", "blockquote"}
#: Pictures, code and rules have no place in a policy; HTML stands there as it was typed.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(
    ["image", "backticks", "code", "fence", "hr", "html_block", "html_inline"]
)
#: The page has its h1, and no policy needs four levels.
_HEADINGS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}


def policy_html(text):
    """What was typed as finished HTML, with nothing in it that a policy may not hold."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=lambda tag, name, value: link_address(value) or None,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
