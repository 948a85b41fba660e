"""The story form as a person uses it: cards in the text, their panels, the list below."""

from django.urls import reverse
from playwright.sync_api import expect


class StoryForm:
    """One open story form. What it reads comes from the screen, or from what would be saved."""

    def __init__(self, page):
        self.page = page
        self.text = page.frame_locator("iframe.cke_wysiwyg_frame")
        self.body = self.text.locator("body")
        self.cards = self.text.locator("figure[data-ref]")
        self.panel = page.locator('.inline-related[data-panel="open"]')
        self.blocks = page.locator("#block-list li")
        self.sources = page.locator("#source-list li")
        self.menu = page.locator("#desk-menu")
        self.says = page.locator("#desk-says")

    def open(self, article=None):
        address = (
            reverse("admin:articles_article_change", args=[article.pk])
            if article
            else reverse("admin:articles_article_add")
        )
        self.page.goto(address)
        self.wait()
        return self

    def wait(self):
        """Until the editor stands: this page's policy forbids Playwright's own way of waiting."""
        for _ in range(200):
            if self.page.evaluate("window.storyDesk?.editor?.status") == "ready":
                break
            self.page.wait_for_timeout(50)
        expect(self.body).to_have_attribute("contenteditable", "true")
        self.settle()

    def settle(self):
        """Let what was typed reach the cards, the rows and the lists."""
        self.page.wait_for_timeout(150)

    def drop_line_is_below(self, tag):
        """Whether the editor's line, where a dragged card would land, stands under this element."""
        return self.body.evaluate(
            """(body, tag) => {
                const lines = body.ownerDocument.querySelectorAll("[data-cke-lineutils-line]");
                const line = [...lines].find((each) => each.getClientRects().length);
                const end = body.querySelector(tag).getBoundingClientRect().bottom;
                return line !== undefined && line.getBoundingClientRect().top > end - 6;
            }""",
            tag,
        )

    def card(self, kind, nth=0):
        return self.text.locator(f'figure[data-block="{kind}"]').nth(nth)

    @property
    def kinds(self):
        """The kinds of card in the text, in its order."""
        return self.cards.evaluate_all("cards => cards.map(card => card.dataset.block)")

    @property
    def refs(self):
        return self.cards.evaluate_all("cards => cards.map(card => card.dataset.ref)")

    @property
    def html(self):
        """The body as it would be saved."""
        return self.page.evaluate("CKEDITOR.instances.id_body.getData()").replace("\n", "")

    def put_caret(self, nth, *, at_end=True):
        """Put the caret into the nth top-level block of the text."""
        self.page.evaluate(
            """([nth, atEnd]) => {
                const editor = CKEDITOR.instances.id_body;
                const blocks = [...editor.document.$.body.children].filter(
                    (block) => !block.hasAttribute("data-cke-temp") && !block.dataset.ckeHiddenSel);
                editor.focus();
                const range = editor.createRange();
                range.selectNodeContents(new CKEDITOR.dom.element(blocks.at(nth)));
                range.collapse(!atEnd);
                range.select();
                editor.widgets.checkSelection();
            }""",
            [nth, at_end],
        )
        self.settle()

    def new_line(self, nth=-1):
        """An empty line after the nth block, with the caret on it."""
        self.put_caret(nth)
        self.page.keyboard.press("Enter")

    def select_words(self, words):
        self.body.evaluate("body => body.focus()")
        self.page.evaluate(
            """(words) => {
                const page = CKEDITOR.instances.id_body.document.$;
                const texts = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
                while (texts.nextNode()) {
                    const start = texts.currentNode.data.indexOf(words);
                    if (start < 0) continue;
                    const range = page.createRange();
                    range.setStart(texts.currentNode, start);
                    range.setEnd(texts.currentNode, start + words.length);
                    page.getSelection().removeAllRanges();
                    page.getSelection().addRange(range);
                    return;
                }
                throw new Error(`not in the text: ${words}`);
            }""",
            words,
        )
        self.settle()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def insert(self, button):
        """Press a button of the toolbar: the card stands and its panel is open."""
        self.page.locator(".cke_top").get_by_role("button", name=button, exact=True).click()
        expect(self.panel).to_be_visible()

    def field(self, name):
        return self.panel.locator(f'[name$="-{name}"]')

    def done(self):
        self.panel.get_by_role("button", name="Done").click()
        expect(self.panel).to_have_count(0)
        self.settle()

    def choose(self, words):
        """Choose in the autocomplete that is open."""
        self.page.locator(".select2-search__field").last.press_sequentially(words)
        self.page.locator(".select2-results__option", has_text=words).first.click()
        expect(self.page.locator(".select2-dropdown")).to_have_count(0)
        self.settle()

    def pick(self, name, words):
        """Choose in the autocomplete of this field of the panel."""
        self.field(name).locator("xpath=following-sibling::span").first.click()
        self.choose(words)

    def paste(self, plain, html=None):
        """Put something on the clipboard and paste it where the caret is."""
        self.page.evaluate(
            """async ([plain, html]) => {
                window.focus();
                const kinds = {"text/plain": new Blob([plain], {type: "text/plain"})};
                if (html) kinds["text/html"] = new Blob([html], {type: "text/html"});
                await navigator.clipboard.write([new ClipboardItem(kinds)]);
            }""",
            [plain, html],
        )
        self.body.evaluate("body => body.focus()")
        self.press("Control+v")

    def marked(self):
        """Refs of the rows that a save would remove."""
        return self.page.evaluate(
            "[...storyDesk.rows.all(), ...storyDesk.rows.citations()]"
            ".filter(storyDesk.rows.isRemoved).map(storyDesk.rows.ref)"
        )

    def save(self):
        with self.page.expect_navigation():
            self.page.locator(".submit-row [name=_save]").click()

    def save_and_reopen(self):
        """A save that was not refused leads to the form anew, as the story now is."""
        self.save()
        self.wait()
        expect(self.page.locator(".messagelist")).to_contain_text("Saved")
