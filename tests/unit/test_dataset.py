"""`[dataset]`: the dataset is its owner's, by name, in every file of a release that says whose it is."""

import datetime
import json
import tomllib
from pathlib import Path

import mlcroissant
import pytest
import yaml
from huggingface_hub import DatasetCard

from pipeline.dataset import EXAMPLE, Creator, Dataset
from pipeline.errors import SettingsError
from pipeline.lake.storage import Storage
from pipeline.project.writing import explained_settings
from pipeline.publish.folder import make_release
from pipeline.release.manifest import MANIFEST, read_manifest
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_release
from pipeline.settings import Settings, make_settings
from tests.release_corpus import DAY, SETTINGS, Doc, snapshot_of

OWN = Dataset.model_validate(EXAMPLE)


def release(root, dataset=None, days=0):
    return make_release(
        snapshot_of(root / "lake", [Doc("a")]),
        str(root / "out"),
        ReleaseRequest(
            date=DAY + datetime.timedelta(days=days),
            settings=SETTINGS,
            code_version="0.1.0+abc",
            **({} if dataset is None else {"dataset": dataset}),
        ),
    )


def read(outcome, name):
    return Path(outcome.url, name).read_text(encoding="utf-8")


def test_every_file_that_says_whose_it_is_names_the_owner_and_the_software_as_such(tmp_path):
    outcome = release(tmp_path, OWN)
    cited = yaml.safe_load(read(outcome, "CITATION.cff"))
    assert (cited["title"], cited["doi"], cited["url"]) == (OWN.title, OWN.doi, OWN.homepage)
    assert cited["authors"] == [
        {
            "family-names": "Beispiel",
            "given-names": "Anna",
            "affiliation": "Example University",
            "orcid": "https://orcid.org/0000-0002-1825-0097",
        }
    ]
    (software,) = cited["references"]
    assert (software["type"], software["title"]) == ("software", "onrecord")
    card = read(outcome, "README.md")
    assert DatasetCard(card).data.pretty_name == OWN.title
    for words in (OWN.title, OWN.description, OWN.publisher, OWN.contact, OWN.homepage, OWN.takedown, *OWN.funding):
        assert words in card
    assert "By Anna Beispiel ([ORCID](https://orcid.org/0000-0002-1825-0097)), Example University." in card
    assert "Licence of the annotations, that is of everything but the texts: CC BY 4.0." in card
    dataset_entry, software_entry = card.split("```bibtex\n")[1:]
    assert "{Beispiel, Anna}" in dataset_entry.split("```")[0]
    assert "onrecord" not in dataset_entry.split("```")[0]
    assert "{{The onrecord authors}}" in software_entry.split("```")[0]
    croissant = json.loads(read(outcome, "croissant.json"))
    assert croissant["name"] == OWN.title
    assert [person["name"] for person in croissant["creator"]] == ["Anna Beispiel"]
    assert croissant["url"] == f"https://doi.org/{OWN.doi}"
    assert "https://creativecommons.org/licenses/by/4.0/" in croissant["license"]
    issues = mlcroissant.Dataset(jsonld=Path(outcome.url, "croissant.json")).metadata.ctx.issues
    assert (set(issues.errors), set(issues.warnings)) == (set(), set())
    manifest = read_manifest(read(outcome, MANIFEST).encode(), "")
    assert manifest.dataset == OWN
    assert verify_release(Storage(outcome.url)) == []


def test_without_it_the_words_are_neutral_and_the_software_is_no_author(tmp_path):
    outcome = release(tmp_path)
    cited = yaml.safe_load(read(outcome, "CITATION.cff"))
    assert cited["authors"] == [{"name": "Creators not stated"}]
    assert "onrecord" not in cited["title"]
    assert "creator" not in json.loads(read(outcome, "croissant.json"))
    assert "have named neither themselves nor a contact" in read(outcome, "README.md")
    hint = Dataset().hint
    assert hint is not None
    assert "add title, creators, licence, contact to [dataset] in onrecord.toml" in hint
    assert OWN.hint is None


def test_other_words_of_the_owner_alone_are_a_patch_release_with_the_same_rows(tmp_path):
    first = release(tmp_path, OWN)
    assert release(tmp_path, OWN, days=1).is_new is False
    other = release(tmp_path, OWN.model_copy(update={"title": "Another title", "keywords": ()}), days=2)
    assert (other.version, other.reasons) == ("1.0.1", ("dataset described otherwise: title, keywords",))
    manifests = [read_manifest(read(outcome, MANIFEST).encode(), "") for outcome in (first, other)]
    assert len({manifest.content_fingerprint for manifest in manifests}) == 1
    assert "- dataset described otherwise: title, keywords" in read(other, "CHANGELOG.md")
    assert not Path(other.url, "changes").exists()
    assert verify_release(Storage(other.url)) == []


def test_the_settings_file_is_read_and_its_example_is_all_of_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    explained = explained_settings()
    shown = explained[explained.index("#[dataset]") :]
    lines = [line for line in shown.splitlines() if not line.startswith("# ")]
    Path("onrecord.toml").write_text("\n".join(line.removeprefix("#") for line in lines))
    assert tomllib.loads(Path("onrecord.toml").read_text())["dataset"] == EXAMPLE
    assert Settings().dataset == OWN
    assert EXAMPLE.keys() == Dataset.model_fields.keys()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "creators",
            [{"name": "A", "orcid": "0000-0002-1825-0098"}],
            "a digit is wrong, since by the others it ends in 7",
        ),
        ("creators", [{"name": "A", "orcid": "1825-0097"}], "is no ORCID iD: write it as 0000-0002-1825-0097"),
        ("creators", [{"orcid": "0000-0002-1825-0097"}], "dataset.creators.name: Field required"),
        ("doi", "zenodo.1234567", "is no DOI: write it as 10.5281/zenodo.1234567"),
        ("homepage", "example.org", "is no address: write it as https://example.org/dataset"),
        ("contact", "somebody", "is neither a mail address nor one that begins with https://"),
        ("title", "two\nlines", "give words in one line"),
        ("keywords", ["a", ""], "give words in one line"),
        ("titel", "A", "dataset.titel is not a setting"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused_in_one_line(name, value, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_DATASET", json.dumps({name: value}))
    with pytest.raises(SettingsError) as caught:
        make_settings()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"doi": "https://doi.org/10.5281/zenodo.7"}, {"doi": "10.5281/zenodo.7"}),
        ({"doi": "doi:10.5281/zenodo.7"}, {"doi": "10.5281/zenodo.7"}),
        ({"funding": "One fund"}, {"funding": ("One fund",)}),
        ({"creators": {"name": "A Society"}}, {"creators": (Creator(name="A Society"),)}),
        ({"contact": "https://example.org/ask"}, {"contact": "https://example.org/ask"}),
    ],
)
def test_common_forms_are_understood(given, stored):
    found = Dataset.model_validate(given)
    assert {name: getattr(found, name) for name in stored} == stored


@pytest.mark.parametrize(
    ("name", "orcid", "is_person", "names"),
    [
        ("von der Leyen, Ursula", None, True, ("von der Leyen", "Ursula")),
        ("Anna Beispiel", "https://orcid.org/0000-0001-5109-3700", True, ("Beispiel", "Anna")),
        ("Example University", None, False, None),
    ],
)
def test_persons_are_told_from_bodies(name, orcid, is_person, names):
    creator = Creator(name=name, orcid=orcid)
    assert creator.is_person is is_person
    assert names is None or creator.family_and_given == names


def test_words_of_the_owner_are_no_markup(tmp_path):
    outcome = release(tmp_path, Dataset(title="# <b>A</b> [x](y) }", takedown="*Ask* | us"))
    card = read(outcome, "README.md")
    assert "<b>" not in card.split("---\n", 2)[2].split("## Citation")[0]
    assert "\\[x\\](y)" in card
    assert "{# <b>A</b> [x](y) )}" in card
