"""Every single rename, removal and duplication of a column, element or attribute is refused or a named issue."""

from __future__ import annotations

import copy
import csv
import io

import pytest
from golden_us import files_of, read
from lxml import etree

from inconcert.jurisdictions.us.enhanced_shape import ENTITY, FEATURE_TYPES, HEAD, REFERENCE_VALUES
from inconcert.jurisdictions.us.sdn_xml import ENTRY
from inconcert.jurisdictions.us.shapes import Shape
from inconcert.model.errors import SourceError, UnknownInSource, UnreadableSource

COLUMNS = [
    (name, column) for name, width in (("sdn.csv", 12), ("alt.csv", 5), ("add.csv", 6)) for column in range(width)
]


def changed(name: str, change) -> dict[str, bytes]:
    """The delimited fixture with `change` applied to each row (a list of printed cells) of one file."""
    files = files_of("delimited")
    rows = csv.reader(io.StringIO(files[name].decode("ascii").removesuffix("\x1a"), newline=""))
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in change(list(row))) for row in rows]
    files[name] = ("\r\n".join(lines) + "\r\n\x1a").encode("ascii")
    return files


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_column_removed(name: str, column: int) -> None:
    with pytest.raises(SourceError):
        read("delimited", changed(name, lambda row: row[:column] + row[column + 1 :]))


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_column_doubled(name: str, column: int) -> None:
    with pytest.raises(SourceError):
        read("delimited", changed(name, lambda row: row[: column + 1] + row[column:]))


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_column_removed_in_one_row_only(name: str, column: int) -> None:
    state = {"first": True}

    def once(row: list[str]) -> list[str]:
        first, state["first"] = state["first"], False
        return row[:column] + row[column + 1 :] if first else row

    with pytest.raises(SourceError):
        read("delimited", changed(name, once))


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        ("sdn.csv", b'"individual"', b'"person"', "type that is not known"),
        ("sdn.csv", b"101,", b"1O1,", "not the number of one entry"),
        ("sdn.csv", b"102,", b"101,", "not the number of one entry"),
        ("alt.csv", b'"fka"', b'"xka"', "type of alias"),
    ],
)
def test_word_that_is_not_known(name: str, old: bytes, new: bytes, what: str) -> None:
    files = files_of("delimited")
    files[name] = files[name].replace(old, new, 1)
    with pytest.raises(UnknownInSource, match=what):
        read("delimited", files)


@pytest.mark.parametrize("name", ["sdn.csv", "alt.csv", "add.csv"])
def test_file_cut_off(name: str) -> None:
    files = files_of("delimited")
    files[name] = files[name][:-3]
    with pytest.raises(UnreadableSource, match="cut off"):
        read("delimited", files)


def test_letters_beyond_ascii() -> None:
    files = files_of("delimited")
    files["sdn.csv"] = files["sdn.csv"].replace(b"RIVERLAND", b"RIV\xc9RLAND", 1)
    with pytest.raises(UnreadableSource):
        read("delimited", files)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"GLOMAG] [UHRPA", b"GLOMAG] [UHRPX", "unknown-programme"),
        (b"DOB Jan 1958", b"DOB 01/58", "unknown-remark"),
        (b"DOB Jan 1958", b"BOD 01 Jan 1958", "unknown-remark"),
        (b"Passport G12345678", b"Passbook No. G12345678", "unknown-remark"),
        (b"Gender Male", b"Gender X", "unknown-remark"),
        (b"nationality China", b"nationality Atlantis", "unknown-remark"),
        (b"MMSI 412420001", b"MMIS 412420001", "unknown-remark"),
        (b"Tax ID No. 77", b"Steuer ID No. 77", "unknown-remark"),
    ],
)
def test_form_that_is_not_known_is_an_issue_and_kept(old: bytes, new: bytes, code: str) -> None:
    files = files_of("delimited")
    assert old in files["sdn.csv"]
    files["sdn.csv"] = files["sdn.csv"].replace(old, new, 1)
    reading = read("delimited", files)
    assert [issue.code for issue in reading.issues] == [code]
    assert len(reading.entries) == len(read("delimited").entries)


def test_unknown_programme_keeps_the_target_on_the_list() -> None:
    files = files_of("delimited")
    files["sdn.csv"] = files["sdn.csv"].replace(b"GLOMAG] [UHRPA", b"GLOMAG] [NEW-EO99999", 1)
    entry = next(item for item in read("delimited", files).entries if item.official_id == "103")
    assert [(item.programme, item.regime) for item in entry.listings] == [("GLOMAG", "US-GLOMAG"), ("NEW-EO99999", "")]


def test_rows_of_no_entry_are_named_once_for_a_file() -> None:
    files = files_of("delimited")
    files["alt.csv"] = files["alt.csv"].replace(b"106,9005", b"999,9005")
    issues = read("delimited", files).issues
    assert [(issue.code, issue.where) for issue in issues] == [("rows-without-entry", "alt.csv#5")]


def xml_of(name: str) -> tuple[str, etree._Element]:
    ((file_name, data),) = files_of(name).items()
    return file_name, etree.fromstring(data)


def path_of(element: etree._Element) -> str:
    steps = [element, *element.iterancestors()]
    return "/".join(etree.QName(step).localname for step in reversed(steps))


def every_path(name: str) -> list[tuple[str, str]]:
    _, root = xml_of(name)
    return sorted({(name, path_of(element)) for element in root.iter()})


def every_attribute(name: str) -> list[tuple[str, str, str]]:
    _, root = xml_of(name)
    return sorted({(name, path_of(element), str(key)) for element in root.iter() for key in element.attrib})


def refused(name: str, file_name: str, root: etree._Element) -> None:
    with pytest.raises(SourceError):
        read(name, {file_name: etree.tostring(root, encoding="utf-8")})


def at(root: etree._Element, path: str) -> list[etree._Element]:
    return [element for element in root.iter() if path_of(element) == path]


PATHS = every_path("enhanced") + every_path("older_xml")
ATTRIBUTES = every_attribute("enhanced")


@pytest.mark.parametrize(("name", "path"), PATHS)
def test_element_renamed_once(name: str, path: str) -> None:
    file_name, root = xml_of(name)
    at(root, path)[0].tag += "X"
    refused(name, file_name, root)


@pytest.mark.parametrize(("name", "path"), PATHS)
def test_element_renamed_everywhere(name: str, path: str) -> None:
    file_name, root = xml_of(name)
    for element in at(root, path):
        element.tag += "X"
    refused(name, file_name, root)


@pytest.mark.parametrize(("name", "path"), [item for item in PATHS if "/" in item[1]])
def test_element_doubled(name: str, path: str) -> None:
    file_name, root = xml_of(name)
    element = at(root, path)[0]
    element.addnext(copy.deepcopy(element))
    refused(name, file_name, root)


def rare(shape: Shape, path: str) -> set[str]:
    """The paths under a shape that an edition may lack."""
    found: set[str] = set()
    for child, inner in shape.children.items():
        here = f"{path}/{child}"
        found |= {here} if child in shape.rare else rare(inner, here)
    return found


RARE = (
    rare(ENTITY, "sanctionsData/entities/entity")
    | rare(REFERENCE_VALUES, "sanctionsData/referenceValues")
    | rare(FEATURE_TYPES, "sanctionsData/featureTypes")
    | rare(HEAD, "sanctionsData/publicationInfo")
    | rare(ENTRY, "sdnList/sdnEntry")
)


def test_what_an_edition_may_lack_is_little_and_named() -> None:
    assert {path.rpartition("/")[2] for path in RARE} == {
        "citizenshipList",
        "comments",
        "expirationDate",
        "issueDate",
        "issuingAuthority",
        "issuingLocation",
        "nationalityList",
        "quality",
        "title",
        "vesselInfo",
    }


@pytest.mark.parametrize(("name", "path"), [item for item in PATHS if "/" in item[1] and item[1] not in RARE])
def test_element_removed_everywhere(name: str, path: str) -> None:
    file_name, root = xml_of(name)
    for element in at(root, path):
        element.getparent().remove(element)
    refused(name, file_name, root)


@pytest.mark.parametrize(("name", "path", "key"), ATTRIBUTES)
@pytest.mark.parametrize("change", ["renamed", "removed"])
def test_attribute_changed(name: str, path: str, key: str, change: str) -> None:
    file_name, root = xml_of(name)
    attributes = at(root, path)[0].attrib
    value = attributes.pop(key)
    if change == "renamed":
        attributes[f"{key}X"] = value
    refused(name, file_name, root)


@pytest.mark.parametrize("name", ["enhanced", "older_xml"])
def test_another_namespace(name: str) -> None:
    ((file_name, data),) = files_of(name).items()
    with pytest.raises(UnknownInSource):
        read(name, {file_name: data.replace(b"/exports/", b"/exports2/")})


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("enhanced", "<value>1962</value>", "<value>around 1962</value>"),
        ("enhanced", ">Birthdate</type><versionId>", ">Hatchdate</type><versionId>"),
        ("enhanced", ">Tax ID No.</type><name", ">Tax Ident</type><name"),
        ("enhanced", '<country refId="11171">Russia', '<country refId="11171">Atlantis'),
        ("older_xml", "<idType>Passport<", "<idType>Passbook<"),
        ("older_xml", "<idCountry>Turkey<", "<idCountry>Atlantis<"),
        ("older_xml", "<program>NS-PLC<", "<program>NEW<"),
        ("older_xml", "<dateOfBirth>09 Jan 1962<", "<dateOfBirth>1962?<"),
    ],
)
def test_value_that_is_not_known_is_an_issue(name: str, old: str, new: str) -> None:
    ((file_name, data),) = files_of(name).items()
    assert old.encode() in data
    reading = read(name, {file_name: data.replace(old.encode(), new.encode(), 1)})
    assert len(reading.issues) == 1
    assert len(reading.entries) == 2


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("enhanced", ">Individual<", ">Robot<"),
        ("enhanced", ">F.K.A.</aliasType>", ">X.K.A.</aliasType>"),
        ("enhanced", ">Cyrillic<", ">Runic<"),
        ("enhanced", ">Reject<", ">Shun<"),
        ("enhanced", ">Sectoral Sanctions Identifications List<", ">A New List<"),
        ("enhanced", ">Owned or Controlled By<", ">Fond of<"),
        ("enhanced", '<sanctionsList refId="91512">Consolidated List<', '<sanctionsList refId="91512">SDN List<'),
        ("older_xml", "<Record_Count>2<", "<Record_Count>3<"),
        ("older_xml", "<Publish_Date>03/28/2025<", "<Publish_Date>28.3.2025<"),
        ("older_xml", "<category>weak<", "<category>faint<"),
        ("older_xml", "<type>a.k.a.<", "<type>x.k.a.<"),
        ("older_xml", "<sdnType>Entity<", "<sdnType>Robot<"),
    ],
)
def test_word_of_the_file_that_is_not_known_is_refused(name: str, old: str, new: str) -> None:
    ((file_name, data),) = files_of(name).items()
    assert old.encode() in data
    with pytest.raises(UnknownInSource):
        read(name, {file_name: data.replace(old.encode(), new.encode(), 1)})
