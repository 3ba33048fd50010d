"""The styles of the Word report, as the XML of ``word/styles.xml``."""

from xml.sax.saxutils import quoteattr

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_INK, _QUIET, _LINE, _ACCENT = "1B1F24", "4A535D", "C3CAD2", "0B5CAD"
LABELS = {
    "good": ("0F6B3A", "E3F4EA"),
    "fair": ("7A4A00", "FDF1DC"),
    "as-published": ("7A4A00", "FDF1DC"),
    "bad": ("A5201C", "FDE8E7"),
    "missing": ("A5201C", "FDE8E7"),
    "flag": ("6B2FA0", "F2E9FB"),
    "neutral": ("4A535D", "E9EDF1"),
    "place": (_QUIET, ""),
    "identifier": (_QUIET, ""),
}
"""The colours of text and ground of each kind of label."""


def label_style(kind: str) -> str:
    """Return the name of the character style of a label."""
    return f"Label {(kind if kind in LABELS else 'neutral').replace('-', ' ')}".title()


def styles() -> str:
    """Return the whole of ``word/styles.xml``."""
    parts = [_DEFAULTS, *_paragraphs(), *_headings(), *_characters(), *_tables()]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<w:styles xmlns:w="{_NAMESPACE}">{"".join(parts)}</w:styles>\n'


_FACE = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
_MONO = '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'
_DEFAULTS = (
    # Face and colour are those of the style Normal: LibreOffice lets defaults, but not that style, overrule the
    # styles of characters within a table.
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
    "</w:docDefaults>"
)


def _style(kind: str, name: str, *, based_on: str = "", p: str = "", r: str = "", rest: str = "") -> str:
    identifier = name.title().replace(" ", "")
    default = ' w:default="1"' if name in {"Normal", "Default Paragraph Font", "Normal Table"} else ""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    paragraph = f"<w:pPr>{p}</w:pPr>" if p else ""
    run = f"<w:rPr>{r}</w:rPr>" if r else ""
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{identifier}"><w:name w:val={quoteattr(name)}/>{base}'
        f"<w:qFormat/>{paragraph}{run}{rest}</w:style>"
    )


def _space(before: float, after: float) -> str:
    return f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"/>'


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _apart(colour: str, ground: str) -> str:
    return (
        f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="{colour}"/></w:pBdr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>{_space(0, 6)}<w:ind w:left="220" w:right="120"/>'
    )


def _paragraphs() -> list[str]:
    quiet = f'<w:color w:val="{_QUIET}"/>'
    return [
        _style("paragraph", "Normal", r=f'{_FACE}<w:color w:val="{_INK}"/>{_size(10)}'),
        _style("paragraph", "Body Text", based_on="Normal", p=_space(0, 7)),
        _style("paragraph", "First Paragraph", based_on="BodyText"),
        _style("paragraph", "Compact", based_on="Normal", p=_space(0, 3)),
        _style("paragraph", "Answer", based_on="Normal", p=_apart(_ACCENT, "F5F7F9")),
        _style("paragraph", "Note", based_on="Normal", p=_apart("7A4A00", "FDF1DC")),
        _style("paragraph", "Contents", based_on="Normal", p=_space(6, 6)),
        _style("paragraph", "Table Text", based_on="Normal", r=_size(8.5)),
        _style("paragraph", "Table Text Small", based_on="Normal", r=_size(7)),
        _style("paragraph", "Table Head", based_on="TableText", r=f"<w:b/>{quiet}"),
        _style("paragraph", "Table Head Small", based_on="TableTextSmall", r=f"<w:b/>{quiet}"),
        _style(
            "paragraph", "Table Caption", based_on="Normal", p=f"<w:keepNext/>{_space(8, 3)}", r=f"<w:b/>{_size(9)}"
        ),
        _style("paragraph", "After Table", based_on="Normal", p='<w:spacing w:line="200" w:lineRule="exact"/>'),
        _style("paragraph", "Captioned Figure", based_on="Normal", p=f"<w:keepNext/>{_space(10, 3)}"),
        _style("paragraph", "Image Caption", based_on="Normal", p=f"<w:keepLines/>{_space(0, 12)}", r=_size(9)),
        _style(
            "paragraph", "header", based_on="Normal", p='<w:jc w:val="center"/>', r='<w:b/><w:color w:val="A5201C"/>'
        ),
        _style(
            "paragraph",
            "footer",
            based_on="Normal",
            p=f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="{_LINE}"/></w:pBdr>'
            '<w:tabs><w:tab w:val="right" w:pos="9864"/></w:tabs>',
            r=f"{quiet}{_size(7)}",
        ),
    ]


def _headings() -> list[str]:
    sizes = ((18.0, 0, 10), (14.0, 20, 7), (11.0, 13, 5), (10.0, 11, 4))
    return [
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="BodyText"/><w:qFormat/>'
        f'<w:pPr><w:keepNext/><w:keepLines/>{_space(before, after)}<w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f"<w:rPr><w:b/>{_size(size)}</w:rPr></w:style>"
        for level, (size, before, after) in enumerate(sizes, start=1)
    ]


def _characters() -> list[str]:
    labels = []
    for kind, (colour, ground) in LABELS.items():
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>' if ground else ""
        face = f"{_MONO}" if kind == "identifier" else ""
        small = _size(7) if kind == "identifier" else ""
        labels.append(_style("character", label_style(kind), r=f'{face}<w:color w:val="{colour}"/>{small}{shade}'))
    return [
        _style("character", "Default Paragraph Font"),
        _style("character", "Body Text Char"),
        _style("character", "Verbatim Char", r=f"{_MONO}{_size(8.5)}"),
        _style("character", "Hyperlink", r=f'<w:color w:val="{_ACCENT}"/>'),
        *dict.fromkeys(labels),
    ]


def _tables() -> list[str]:
    rule = f'w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"'
    inside = (
        '<w:tblPr><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    ruled = f"<w:tblPr><w:tblBorders><w:bottom {rule}/><w:insideH {rule}/></w:tblBorders></w:tblPr>"
    head = (
        '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_QUIET}"/></w:tcBorders>'
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    )
    return [
        _style("table", "Normal Table", rest=inside),
        _style("table", "Table", based_on="NormalTable", rest=ruled + head),
    ]
