"""Word files such as an organisation has, and such as somebody makes who means harm."""

import io
import struct
import zipfile
import zlib

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt, RGBColor

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
GREEN = RGBColor(0, 110, 90)
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
MAIN_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SHARPER = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/svg"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def picture():
    """Return a small green PNG."""
    rows = b"".join(b"\x00" + b"\x00\x6e\x5a" * 60 for _ in range(20))
    parts = {b"IHDR": struct.pack(">IIBBBBB", 60, 20, 8, 2, 0, 0, 0), b"IDAT": zlib.compress(rows)}
    chunks = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in {**parts, b"IEND": b""}.items()
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


def saved(document):
    """Return a document as the bytes of its file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def letterhead(change=None):
    """Return a letterhead: another first page with a logo, a font, a colour, margins of its own."""
    document = docx.Document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2.5)
    first = section.first_page_header.paragraphs[0]
    first.add_run().add_picture(io.BytesIO(picture()), width=Cm(4))
    first.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    section.header.paragraphs[0].text = "Harrow Lane, page 2 and on"
    section.footer.paragraphs[0].text = "Harrow Lane, in confidence"
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].font.size = Pt(11)
    document.styles["Heading 1"].font.color.rgb = GREEN
    document.add_heading("Words of the letterhead that no draft may have")
    if change:
        change(document)
    return saved(document)


def made_for_hebrew(document):
    """Let everything read from the right unless it says otherwise, with no size for Hebrew."""
    styles = document.styles.element
    [fonts] = styles.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:rFonts")
    for name in [name for name in fonts.attrib if "cs" in name.rpartition("}")[2]]:
        del fonts.attrib[name]
    put_before(fonts.getparent(), "rtl", "lang")
    for style in ("Normal", "Heading 1", "Title"):
        properties = document.styles[style].element.get_or_add_pPr()
        put_before(properties, "bidi", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl")
    table = document.styles["Table Grid"].element.find(f"{{{WORD}}}tblPr")
    put_before(table, "bidiVisual", "tblStyleRowBandSize", "tblInd", "tblBorders")
    document.styles["Title"].font.bold = True


def put_before(properties, name, *others):
    """Switch a property on, in its place before the first of some others."""
    tags = {f"{{{WORD}}}{other}" for other in others}
    places = (place for place, found in enumerate(properties) if found.tag in tags)
    properties.insert(next(places, len(properties)), parse_xml(f"<w:{name} {nsdecls('w')}/>"))


def with_numbered_headings(document):
    """Give the headings numbers of their own, as many organisations do."""
    numbering = document.part.numbering_part.element
    level = (
        '<w:lvl w:ilvl="{0}"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>'
        '<w:pStyle w:val="Heading{1}"/><w:lvlText w:val="Chapter %{1}"/><w:lvlJc w:val="left"/>'
        "</w:lvl>"
    )
    levels = "".join(level.format(n, n + 1) for n in (0, 1))
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:multiLevelType'
            f' w:val="multilevel"/>{levels}</w:abstractNum>'
        ),
    )
    used = f'<w:num {nsdecls("w")} w:numId="55"><w:abstractNumId w:val="77"/></w:num>'
    numbering.append(parse_xml(used))
    for level in (1, 2):
        properties = document.styles[f"Heading {level}"].element.get_or_add_pPr()
        number = properties.get_or_add_numPr()
        number.get_or_add_ilvl().val = level - 1
        number.get_or_add_numId().val = 55


def with_bookish_text(document):
    """Indent the first line of each paragraph and set the text full out, as printers do."""
    text = document.styles["Normal"].paragraph_format
    text.first_line_indent, text.alignment = Cm(1), WD_ALIGN_PARAGRAPH.JUSTIFY


def with_odd_and_even_pages(document):
    """Give even pages a header of their own."""
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].even_page_header.paragraphs[0].text = "Harrow Lane, on the left"


def with_links(document):
    """Put a link on words of the footer and one on the logo."""
    section = document.sections[0]
    footer, head = section.footer, section.first_page_header
    id = footer.part.relate_to("https://harrow.test", LINK, is_external=True)
    footer.paragraphs[0]._p.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w", "r")} r:id="{id}"><w:r><w:t>our site</w:t></w:r>'
            "</w:hyperlink>"
        )
    )
    id = head.part.relate_to("https://harrow.test/logo", LINK, is_external=True)
    properties = next(head._element.iter(f"{{{DRAWING}}}docPr"))
    properties.append(parse_xml(f'<a:hlinkClick {nsdecls("a", "r")} r:id="{id}"/>'))


def with_field(code):
    """Return a change that puts a field into the footer, its code cut in two."""

    def change(document):
        paragraph = document.sections[0].footer.paragraphs[0]._p
        half = len(code) // 2
        paragraph.append(
            parse_xml(
                f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="begin"/>'
                f"<w:instrText>{code[:half]}</w:instrText><w:instrText>{code[half:]}</w:instrText>"
                '<w:fldChar w:fldCharType="separate"/><w:t>1</w:t>'
                '<w:fldChar w:fldCharType="end"/></w:r>'
            )
        )

    return change


def with_tracked_changes(document):
    """Leave changes in the footer that nobody has accepted: words in, out and moved, a look."""
    paragraph = document.sections[0].footer.paragraphs[0]._p
    mark = 'w:id="1" w:author="Pat Secretary" w:date="2026-01-01T00:00:00Z"'
    for change in (
        f"<w:ins {nsdecls('w')} {mark}><w:r><w:rPr><w:b/><w:rPrChange {mark}><w:rPr/></w:rPrChange>"
        f"</w:rPr><w:t>, new words</w:t></w:r></w:ins>",
        f"<w:del {nsdecls('w')} {mark}><w:r><w:delText>, old words</w:delText></w:r></w:del>",
        f"<w:moveFrom {nsdecls('w')} {mark}><w:r><w:t>moved</w:t></w:r></w:moveFrom>",
    ):
        paragraph.append(parse_xml(change))
    paragraph.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:ins {mark}/></w:rPr>"))


def with_svg_logo(document):
    """Give the logo of the first page a sharper twin, as Word does with an SVG."""
    head = document.sections[0].first_page_header
    id = head.part.relate_to(next(iter(head.part.related_parts.values())), SHARPER)
    blip = next(head._element.iter(f"{{{MAIN_DRAWING}}}blip"))
    blip.append(
        parse_xml(
            f'<a:extLst {nsdecls("a", "r")}><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
            '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
            f' r:embed="{id}"/></a:ext></a:extLst>'
        )
    )


def changed(data, texts):
    """Return a file with words of its parts replaced, and with new parts where bytes are given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if isinstance(texts.get(name), bytes):
                continue
            content = old.read(name)
            for before, after in dict(texts.get(name, ())).items():
                assert before.encode() in content, (name, before)
                content = content.replace(before.encode(), after.encode())
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
        for name, content in texts.items():
            if isinstance(content, bytes):
                new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
