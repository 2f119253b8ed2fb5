"""Does whoever is at the machine get the papers of data protection, as files or in the terminal?"""

from __future__ import annotations

from pathlib import Path

from tests.integration.command_line.saying import done, refusal
from tests.integration.commands import Run
from triage.catalogue.packaged import packaged_lapland_text


def test_papers_are_written_as_text_and_as_pages(prepared: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "papers"
    said = done(prepared("papers", "--out", str(folder)))
    files = sorted(path.name for path in folder.iterdir())
    assert "seloste.md" in files
    assert {Path(name).suffix for name in files} == {".md", ".html"}
    assert sorted(said.split()) == [str(folder / name) for name in files]


def test_without_a_folder_they_are_printed(prepared: Run) -> None:
    said = done(prepared("papers"))
    assert "# Seloste käsittelytoimista" in said
    assert "# Lokin kuvaus" in said


def test_what_is_published_next_stands_in_the_next_papers(prepared: Run, tmp_path: Path) -> None:
    text = packaged_lapland_text()
    (version,) = [line for line in text.splitlines() if line.startswith("version = ")][:1]
    changed = text.replace(version, 'version = "lappi-toinen"', 1)
    file = tmp_path / "toinen.toml"
    file.write_text(
        changed.replace("translation_link_hours = 48", "translation_link_hours = 12"), "utf-8"
    )
    done(prepared("catalogue", "publish", str(file)))
    said = done(prepared("papers"))
    assert "lappi-toinen" in said
    assert "enintään 12 tuntia" in said


def test_a_language_without_papers_is_refused_with_those_that_have_them(prepared: Run) -> None:
    assert "fi" in refusal(prepared("papers", "--language", "xx"))
