"""German words are pictured by what they mean, and those that only look like others are not."""

from __future__ import annotations

import pytest

from vidpipe.providers.local.cards import german, icons
from vidpipe.providers.local.cards.vocabulary import ICONS
from vidpipe.providers.local.cards.words import stems

LOOK_ALIKES = """
    Beispiel Beispiele Schauspiel Glücksspiel Kinderspiel Spieler Zwiespalt Weihnachten Finsternis Nachtisch
    Gericht Nachtgericht Einbruch Ausbruch Zusammenbruch Schiffbruch Bruch Aufregung
    Erregung Segen Magen Schlafanzug Herde flugs Ausflug Geschichte Vorgeschichte Abschnitt Fortschritt Schrittmacher
    Anzug Bezug Aufzug Umzug Entzug Vorzug Einfluss Überfluss Abfluss Besuch Versuch Umfrage Nachfrage Anfrage
    Auftrag Antrag Beitrag Vortrag Verantwortung Schwein Schweiz Kreis Eisen Meise Komitee Orchidee Schlampe Schwärme
    Retorte Hauptorte Soldaten Kandidaten Beschimpfung Entgelt Aufruhr Ausfuhr Zufuhr Bonus Omnibus Fokus Zirkus
    Ostern Western Fenster Aggregierung Mutterkuchen Erfolgsrezept Völkerwanderung Nullwachstum Touristenmagnet
    Zukunftsmusik Datenautobahn Achterbahn Laufbahn Nobelpreis Zahnfleisch Fruchtfleisch Löwenzahn Augapfel Zankapfel
    Nilpferd Biergarten Parkbank Blutbank Sandbank Nachtschicht Werkstatt Statt Kopf Blumentopf Wahl Auswahl Stahl
    Strafen Waffen Rand Brand Verband Verkauf Ablauf Lücke Räume Schäume Schienen Verpflanzen Raumfähre Anpflanzen
    versuchen besuchen untersuchen aussuchen aufregen regen regnen wagen befragen ertragen verantworten beweisen
    gelten dienen trennen brennen nennen verlaufen hoffen gegen gestern verschlafen verkaufen Not
"""
PICTURED = """
    arrow-trend-up: Wirtschaftswachstum
    battery-full: Autobatterie Akkus
    bolt: Kupferspule Strom
    book: Schulbücher Kriminalroman
    book-open: Liebesgeschichte
    bread-slice: Vollkornbrot Brötchen
    bridge: Brücken
    bug: Bienen
    calendar-days: Jahrhunderts
    camera: Überwachungskamera
    cart-shopping: einkaufen Einkauf
    cloud-rain: Regen
    droplet: Trinkwasser Leitungswasser Grundwassers Abwasser
    film: Film
    fire-burner: Herd Induktionskochfeld
    fish: Goldfische
    futbol: Fußball FUSSBALL
    gamepad: Spiel
    gears: Waschmaschine Elektromotoren
    handshake: Mietvertrag
    kitchen-set: Topf Töpfe Kochtopf
    landmark: Bundesregierung
    magnet: Magnetfeldes Elektromagnet
    magnifying-glass: Suche Suchmaschine
    moon: Nacht Mond
    mountain: Berge
    mug-hot: Kaffeemaschine
    newspaper: Tageszeitung
    person-hiking: wandern Wandern
    plane: Flüge Segelflugzeug
    road: Straße STRASSE
    rocket: Mondrakete
    satellite: Umlaufbahn
    seedling: Kaffeebohnen Zimmerpflanzen
    stethoscope: Hausärztin Notarzt
    tooth: Zahnarzt
    train: Zug Hauptbahnhof
    tree: Apfelbäume Regenwald
    utensils: Fischgericht Tagesgericht
    volcano: Vulkan Vulkanausbruch
"""
CASES = [
    (word, icon)
    for icon, words in (line.strip().split(": ") for line in PICTURED.strip().splitlines())
    for word in words.split()
]


def shown(text: str) -> list[str]:
    return icons.match([(text, 1.0)], 5, "de")


@pytest.mark.parametrize("word", LOOK_ALIKES.split())
def test_a_word_that_only_looks_like_another_has_no_meaning(word: str) -> None:
    assert german.meaning(word) is None


@pytest.mark.parametrize(("word", "icon"), CASES)
def test_a_word_and_a_compound_of_its_kind_have_its_icon(word: str, icon: str) -> None:
    assert shown(f"Das ist {word}") == [icon]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wir wagen es, das wird uns aufregen", []),
        ("Der Wagen steht im Regen", ["car", "cloud-rain"]),
        ("topf und magnetfeld", ["kitchen-set", "magnet"]),
        ("Das Induktions-Kochfeld", ["fire-burner"]),
    ],
)
def test_a_capital_tells_a_noun_unless_the_text_has_none(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kein offenes Feuer, nur ein Topf", ["kitchen-set"]),
        ("Keine Angst vor dem Feuer", ["fire"]),
        ("Das Wasser kocht nicht. Strom fehlt", ["droplet", "bolt"]),
        ("In der Not hilft der Arzt", ["stethoscope"]),
        ("Nicht nur der Herd", ["fire-burner"]),
    ],
)
def test_a_denial_reaches_to_the_next_noun_of_its_sentence(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize("text", ["Mit Sicherheit", "Das steht auf dem Spiel", "Es kommt nicht in Frage"])
def test_figures_of_speech_have_no_icon(text: str) -> None:
    assert shown(text) == []


def test_words_of_other_scripts_are_read_where_they_stand() -> None:
    assert stems("Ein 猫 und ein Hund", "de") == ["cat", "dog"]
    assert stems("An iPhone手机 and a 猫") == ["iphon", "phon", "cat"]


def test_every_meaning_is_known_to_icons_or_motifs() -> None:
    of_motifs = {"boil", "copper", "glass", "step"}
    meanings = {known for word in german._NOUNS if (known := german.meaning(word.capitalize()))}
    assert {one for one in meanings if not {f"={one}", *stems(one)} & ICONS.keys()} <= of_motifs
