"""Firms and clubs: by their whole names, whether legal form, partners, a trade or an officer tells them."""

import pytest

import onrecord


def bodies(text: str, language: str) -> set[str]:
    """Return the mentions by name of organisations and media."""
    annotation = onrecord.annotate(text, language=language)
    return {
        mention.text
        for actor in annotation.actors
        if actor.kind in ("organization", "media")
        for mention in actor.mentions
        if mention.mention_kind == "name"
    }


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Haddon & Pryce said it would appeal.", "en", {"Haddon & Pryce"}),
        ("Weller & Sons said it would appeal.", "en", {"Weller & Sons"}),
        ("Barlow and Sons said it would close.", "en", {"Barlow and Sons"}),
        ("Pilzner & Söhne muss schließen. Nele Pilzner bedauerte das.", "de", {"Pilzner & Söhne"}),
        ("„Wir klagen“, teilte Kortmann & Partner mit.", "de", {"Kortmann & Partner"}),
        ("Cellvane Ltd. fell in London. Cellvane said its costs had doubled.", "en", {"Cellvane Ltd.", "Cellvane"}),
        ("Brovane plc fell in London. Brovane said its costs had doubled.", "en", {"Brovane plc", "Brovane"}),
        ("Kestrel Co. said its costs had doubled.", "en", {"Kestrel Co."}),
        ("Retailer Dunlow said sales rose.", "en", {"Dunlow"}),
        ("Drugmaker Novalith said sales rose. Novalith is based in Leeds.", "en", {"Novalith"}),
        ("Broadcaster TV Norte said the mayor had resigned.", "en", {"TV Norte"}),
        ("News agency ATX-7 said the mayor had resigned.", "en", {"ATX-7"}),
        ("Sales doubled, Zapletta chief executive Iris Kohn said.", "en", {"Zapletta"}),
        ("Harrow Group cut its forecast.", "en", {"Harrow Group"}),
        ("Kestrel Airways cut its forecast.", "en", {"Kestrel Airways"}),
        ("Corvex Mining cut its forecast.", "en", {"Corvex Mining"}),
        ("Das Autohaus Brinkmann teilte mit, man werde verkaufen.", "de", {"Autohaus Brinkmann"}),
        ("Der Inhaber des Autohauses Brinkmann klagt.", "de", {"Autohauses Brinkmann"}),
        ("Möbel Hartwig teilte mit, die Filiale schließe.", "de", {"Möbel Hartwig"}),
        ("Metallbau Jürgens sagte, der Auftrag sei verloren.", "de", {"Metallbau Jürgens"}),
        ("Trautwein Maschinenbau kündigte Entlassungen an.", "de", {"Trautwein Maschinenbau"}),
        ("Kolberg Logistik kündigte Entlassungen an.", "de", {"Kolberg Logistik"}),
        ("Die Reederei Claasen verkauft zwei Schiffe.", "de", {"Reederei Claasen"}),
        ("Der Ruderverein Oberweser feiert.", "de", {"Ruderverein Oberweser"}),
        ("Die Feuerwehr Niederwald löschte den Brand.", "de", {"Feuerwehr Niederwald"}),
        ("Die Stadtwerke Eschbach erhöhen die Preise.", "de", {"Stadtwerke Eschbach"}),
    ],
)
def test_a_firm_or_club_has_its_whole_name(text: str, language: str, expected: set[str]) -> None:
    assert bodies(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Publisher Ann Holt said no.", "en"),
        ("Holt spokesman Ben Aro said so. Nora Holt is the mayor.", "en"),
        ("Former chief executive Ann Holt said so. Deputy chairman Ben Aro spoke.", "en"),
        ("Father and Sons went home. Tom & Jerry ran.", "en"),
        ("Food Bank use rose. Focus Group members met. Working Group papers leaked.", "en"),
        ("Heavy Mining hurts. Renewable Energy grew.", "en"),
        ("Deputy AG Ann Holt left. Durham Co is far. Chain Reaction sold well.", "en"),
        ("Non-executive chairman Ann Holt spoke. Swedish director Ben Aro left. Then-president Carl Yost spoke.", "en"),
        ("Merz & Söder stritten. Sie studiert Maschinenbau.", "de"),
        ("Moderne Logistik ist teuer. Europas Logistik wächst. Peters Reisen waren lang.", "de"),
        ("Er kaufte Möbel bei Hartwig. Die Feuerwehr Deutschlands übt. Die Feuerwehr Montag früh kam.", "de"),
    ],
)
def test_what_is_no_name_of_a_firm(text: str, language: str) -> None:
    assert bodies(text, language) == set()


def test_whoever_holds_an_office_of_a_firm_speaks() -> None:
    annotation = onrecord.annotate("Sales rose, Ludwick spokesman Ben Aro said.", language="en")
    names = {actor.actor_id: actor.name for actor in annotation.actors}
    assert [names[statement.speaker_actor_id] for statement in annotation.statements] == ["Ben Aro"]


@pytest.mark.parametrize("name", ["Harrow Group", "Kestrel Airways", "Castlebrook Homes", "Corvex Mining"])
def test_the_company_is_the_firm_named_before(name: str) -> None:
    annotation = onrecord.annotate(f"{name} cut its forecast. The company said costs had risen.", language="en")
    assert [actor.name for actor in annotation.actors] == [name]
    assert "The company" in {mention.text for mention in annotation.actors[0].mentions}
