"""Word files read back by a library that did not write them, with the numbers that Word shows."""

import io
import re
import zipfile
from xml.etree import ElementTree

import docx
from docx.oxml.ns import qn
from openxml_audit import FileFormat, OpenXmlValidator


def opened(data):
    """Return a file as python-docx reads it."""
    return docx.Document(io.BytesIO(data))


def faults(data, folder):
    """Return what the validator finds wrong with a file, warnings and dangers included."""
    path = folder / "made.docx"
    path.write_bytes(data)
    # One for each file: it remembers parts of files that are gone.
    validator = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, security_validation=True)
    return [str(error) for error in validator.validate(path).errors]


def parts(data):
    """Return every part of a file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def relationships(data):
    """Return every relationship of a file: the part, the last word of its type, target, mode."""
    found = []
    for name, content in parts(data).items():
        if name.endswith(".rels"):
            for element in ElementTree.fromstring(content):
                kind = element.get("Type").rpartition("/")[2]
                found.append((name, kind, element.get("Target"), element.get("TargetMode", "")))
    return found


def field_codes(data):
    """Return the code of every field, each as Word would run it."""
    codes = []
    for name, content in parts(data).items():
        if not name.endswith(".xml"):
            continue
        root, code = ElementTree.fromstring(content), None
        for element in root.iter():
            tag = element.tag.rpartition("}")[2]
            if tag == "fldSimple":
                codes.append(element.get(qn("w:instr")))
            elif tag == "fldChar":
                kind = element.get(qn("w:fldCharType"))
                codes += [code.strip()] if kind == "separate" else []
                code = "" if kind == "begin" else None
            elif tag == "instrText":
                assert code is not None, "field code outside a field"
                code += element.text
    return codes


def words(paragraph):
    """Return the text of a paragraph with `\\n` for a break; python-docx reads it, not we.

    A space where no line may break counts as a space.
    """
    return docx.text.paragraph.Paragraph(paragraph, None).text.replace("\xa0", " ")


def shown_numbers(document):
    """Yield each numbered paragraph with the number that Word computes for it."""
    numbering = document.part.numbering_part.element
    abstract = {
        num.get(qn("w:numId")): num.find(qn("w:abstractNumId")).get(qn("w:val"))
        for num in numbering.iter(qn("w:num"))
    }
    levels = {
        (each.get(qn("w:abstractNumId")), level.get(qn("w:ilvl"))): level
        for each in numbering.iter(qn("w:abstractNum"))
        for level in each.iter(qn("w:lvl"))
    }
    counts = {}
    for paragraph in document.element.body.iter(qn("w:p")):
        given = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if given is None:
            continue
        list = abstract[given.find(qn("w:numId")).get(qn("w:val"))]
        at = int(given.find(qn("w:ilvl")).get(qn("w:val")))
        so_far = counts.setdefault(list, [0] * 9)
        so_far[at] += 1
        so_far[at + 1 :] = [0] * (8 - at)
        text = levels[list, str(at)].find(qn("w:lvlText")).get(qn("w:val"))
        number = re.sub(
            r"%(\d)",
            lambda m, list=list, so_far=so_far: formatted(
                levels[list, str(int(m[1]) - 1)], so_far[int(m[1]) - 1]
            ),
            text,
        )
        yield number, paragraph


def formatted(level, count):
    """Return a count as a level writes it."""
    format = level.find(qn("w:numFmt")).get(qn("w:val"))
    times, letter = divmod(count - 1, 26)
    letters = chr(ord("a") + letter) * (times + 1)  # after z comes aa, then bb
    return {"decimal": str(count), "lowerLetter": letters, "none": ""}[format]


def numbered_texts(document):
    """Return number and text of all that is numbered; a row of facts as `name: value`."""
    found = []
    for number, paragraph in shown_numbers(document):
        text = words(paragraph)
        cell = paragraph.getparent()
        beside = cell.getnext() if cell.tag == qn("w:tc") else None
        if beside is not None and (said := words(beside.find(qn("w:p")))):
            text += ": " + said
        if number:
            found.append((number.replace("\xa0", " "), text))
    return found


def styled(document, name):
    """Return the text of all paragraphs of a style, tables included."""
    ids = [style.style_id for style in document.styles if style.name == name]
    return [
        words(p)
        for p in document.element.body.iter(qn("w:p"))
        if (s := p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")) is not None
        and s.get(qn("w:val")) in ids
    ]


def highlighted(document):
    """Return the text of each run that is marked in yellow."""
    return [
        docx.text.run.Run(run, None).text
        for run in document.element.body.iter(qn("w:r"))
        if run.find(f"{qn('w:rPr')}/{qn('w:highlight')}") is not None
    ]


def tables(document):
    """Return each table by its caption: whether its first row repeats as a head, and its cells."""
    found = {}
    for table in document.tables:
        caption = table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        head = table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert caption not in found, f"two tables are named {caption}"
        found[caption] = (
            head,
            [[cell.text.replace("\xa0", " ") for cell in row.cells] for row in table.rows],
        )
    return found
