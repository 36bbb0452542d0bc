"""HTML bodies: safe to show, and as text to read."""

import re
from html import unescape

import nh3

BLOCKS = {
    *("p", "div", "br", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("pre", "hr", "dt", "dd", "section", "article", "header", "footer", "center"),
}
INLINE = {
    "a",
    "b",
    "i",
    "u",
    "em",
    "strong",
    "span",
    "font",
    "td",
    "th",
    "tbody",
    "thead",
    "code",
    "small",
    "sub",
    "sup",
    "s",
}
QUOTE = "blockquote"
TAG = re.compile(r'<(/?)([a-z0-9]+)((?:\s[a-z-]+="[^"]*")*)\s*/?>')
DEEPEST_QUOTE = 20


def safe_html(html: str) -> str:
    """HTML without scripts, styles and forms, and without images, which would tell the sender when it was looked at."""
    return nh3.clean(
        html,
        tags=BLOCKS | INLINE | {QUOTE},
        clean_content_tags={"script", "style", "title"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )


def html_to_text(safe: str) -> str:
    """The words of what `safe_html` returned, one block a line; quoted blocks get the usual "> "."""
    lines, depth, position = [""], 0, 0
    for tag in TAG.finditer(safe):
        lines[-1] += _words(safe[position : tag.start()])
        position = tag.end()
        closing, name, _ = tag.groups()
        if name == QUOTE:
            depth = max(depth - 1, 0) if closing else min(depth + 1, DEEPEST_QUOTE)
        if name == QUOTE or name in BLOCKS:
            _start_line(lines, "> " * depth)
        elif name in ("td", "th"):
            lines[-1] += " "
    lines[-1] += _words(safe[position:])
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _start_line(lines: list[str], mark: str) -> None:
    """Begin a line unless the last one is still empty."""
    if lines[-1].strip(" >"):
        lines.append(mark)
    else:
        lines[-1] = mark


def _words(text: str) -> str:
    return re.sub(r"[ \t\r\n\xa0\u200b\u200c\u200d\ufeff]+", " ", unescape(text))
