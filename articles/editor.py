"""How CKEditor is set up for stories: an allowlist of plugins and of what may be typed or pasted.

docs/security.md says why each part is as it is. The server cleans every body again;
what stands here only tidies while somebody writes.
"""

#: Everything the editor loads. What is not named stays out, whatever the build holds.
PLUGINS = (
    "autogrow,basicstyles,blockquote,clipboard,enterkey,entities,format,horizontalrule,"
    "htmlwriter,indentlist,link,list,magicline,notification,pastefromword,pastetext,pastetools,"
    "removeformat,selectall,specialchar,tab,table,toolbar,undo,widget,wysiwygarea"
)
OWN_PLUGIN = "newsblock"

_PROSE = "p h2 h3 h4 blockquote strong em s ul ol li hr br sub sup"
_CELLS = "table; thead; tbody; tr; th[scope,colspan,rowspan]; td[colspan,rowspan]"
_PLACES = "figure[!data-block,!data-ref]; cite[!data-source]"

CKEDITOR_CONFIGS = {
    "story": {
        "plugins": PLUGINS,
        "extraPlugins": OWN_PLUGIN,
        "removePlugins": "",
        "customConfig": "",
        "stylesSet": False,
        "toolbar": [
            ["Format", "Bold", "Italic", "Strike", "Subscript", "Superscript"],
            ["Link", "Unlink"],
            ["NumberedList", "BulletedList", "Blockquote"],
            ["Table", "DeskRowAdd", "DeskRowRemove", "DeskColumnAdd", "DeskColumnRemove"],
            ["HorizontalRule", "SpecialChar"],
            [
                "NewsblockFigure",
                "NewsblockEmbed",
                "NewsblockRelated",
                "NewsblockPullquote",
                "NewsblockFactbox",
                "NewsblockCite",
            ],
            ["Undo", "Redo", "PasteText", "RemoveFormat"],
        ],
        "format_tags": "p;h2;h3;h4",
        "allowedContent": f"{_PROSE}; a[!href,title,hreflang]; {_CELLS}; {_PLACES}",
        "pasteFilter": f"{_PLACES}; {_PROSE}; a[!href]; {_CELLS}",
        "disallowedContent": (
            "script style iframe object embed form input button textarea svg math; "
            "*[on*]; *{*}; *(*)"
        ),
        "fullPage": False,
        "versionCheck": False,
        "linkJavaScriptLinksAllowed": False,
        "linkDefaultProtocol": "https://",
        "forcePasteAsPlainText": False,
        "clipboard_handleImages": False,
        # The default list without cite, which would strip sources.
        "removeFormatTags": (
            "b,big,code,del,dfn,em,font,i,ins,kbd,q,s,samp,small,span,strike,strong,sub,sup,"
            "tt,u,var"
        ),
        "removeDialogTabs": "link:advanced;link:target;table:advanced",
        "entities": False,
        "disableNativeSpellChecker": False,
        "autoGrow_onStartup": True,
        "autoGrow_minHeight": 320,
        "width": "100%",
        "height": 320,
    }
}
