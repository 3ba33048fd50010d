"""Reading a written report back, as a browser and as GitHub would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

VOID = {"meta", "br", "img", "col", "hr"}


@dataclass
class Page(HTMLParser):
    """The elements, attributes, identifiers and visible text of a page."""

    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open_tags.pop() == tag, "elements are nested properly"

    def handle_data(self, data: str) -> None:
        if "script" in self.open_tags:
            self.scripts.append(data)
        elif "style" not in self.open_tags:
            self.texts.append(data)

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def read_page(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    assert not page.open_tags
    return page


def read_markdown(text: str) -> list[Token]:
    """Return every token, raw HTML allowed, as GitHub's Markdown has them."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    flat: list[Token] = []
    for token in parser.parse(text):
        flat += [token, *(token.children or [])]
    return flat


def visible(tokens: list[Token]) -> str:
    parts = [token.content for token in tokens if token.type in {"text", "code_inline", "text_special"}]
    return " ".join("".join(parts).split())
