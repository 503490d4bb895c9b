"""What common German words mean in English, so that icons and motifs can be found for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from vidpipe.providers.local.cards.tables import by_word
from vidpipe.text.stopwords import STOP_WORDS

# What the words mean, written as German writes them: nouns with a capital. After "/" come the endings a word takes, as
# far as they make no other word: "Herde" is a herd, "flugs" is quickly. After "-" a noun may end a compound, too: only
# those do whose kind stays the same whatever stands before. Words of several meanings (Gericht, Bruch, Wahl) are not
# here; their compounds of one meaning are.
_WORDS = """
coil: -Spule/n
magnet: Magnet/s/e/en/es Elektromagnet/s/e/en Dauermagnet/s/e/en Permanentmagnet/s/e/en Magnetfeld/s/es/er/ern
electricity: Strom/s/es Elektrizität Hochspannung Netzspannung Wechselspannung Gleichspannung Wechselstrom Gleichstrom
battery: -Batterie/n -Akku/s
pot: Topf/s/es Töpfe/n Kochtopf/s Kochtöpfe/n Suppentopf Edelstahltopf Pfanne/n Bratpfanne/n
kettle: -Wasserkocher/s/n Teekessel/s -Kaffee/s Espresso/s Kaffeemaschine/n
tea: Tee/s Kräutertee/s Früchtetee/s Pfefferminztee Grüntee Schwarztee
bean: -Bohne/n
water: -Wasser/s Abwasser/s
boil: kochen kocht kochend/e/en/er/es
stove: Herd/s/es Induktionsherd/s/e Elektroherd/s/e Gasherd/s/e -Kochfeld/s/es/er/ern
fire: Feuer/s -Flamme/n Lagerfeuer/s Kaminfeuer/s Waldbrand/s Waldbrände/n
heat: -Hitze Wärme Abwärme Erdwärme Fernwärme Körperwärme Restwärme
ice: Eis/es -Gletscher/s/n
cold: Kälte Winter/s
snow: Schnee/s Neuschnee Pulverschnee
bread: Brot/s/es/e/en -Brötchen/s Vollkornbrot/s Weißbrot/s Schwarzbrot/s Roggenbrot/s
cake: Kuchen/s Torte/n Apfelkuchen/s Schokoladenkuchen/s Geburtstagskuchen/s Geburtstagstorte/n Hochzeitstorte/n
flour: Mehl/s Weizenmehl/s Roggenmehl/s Weizen/s Getreide/s
rice: Reis/es Basmatireis/es
soup: -Suppe/n Eintopf/s
food: Essen/s Lebensmittel/n/s -Mahlzeit/en
dish: Fischgericht/s/e/en Fleischgericht/s/e/en Nudelgericht/s/e/en Tagesgericht/s/e/en
dinner: Abendessen/s
lunch: Mittagessen/s
breakfast: Frühstück/s
eat: essen isst
recipe: Rezept/s/e/en Kochrezept/s/e/en Backrezept/s/e/en Lieblingsrezept/s/e/en
fruit: Obst/es Apfel/s Äpfel/n Bratapfel/s Bratäpfel/n
vegetable: -Gemüse/s Karotte/n Möhre/n
egg: Ei Eier/n Frühstücksei Hühnerei Hühnereier
cheese: Käse/s Frischkäse Schafskäse Ziegenkäse Bergkäse
milk: Milch Kuhmilch Vollmilch Rohmilch
fish: -Fisch/s/es/e/en
meat: Fleisch/es Rindfleisch/s Schweinefleisch/s Hühnerfleisch/s Hackfleisch/s Huhn/s Hühner/n
wine: Wein/s/es/e/en Rotwein/s/e Weißwein/s/e Glühwein/s
beer: Bier/s/es/e/en Weißbier/s
restaurant: -Restaurant/s Gasthaus/es Gasthäuser
sun: Sonne Sommer/s Sonnenschein/s
moon: Mond/s/es Vollmond/s Neumond/s Nacht Nächte/n Mitternacht
star: Stern/s/es/e/en
earth: Erde Welt Globus
rain: Regen/s Starkregen/s Dauerregen/s Nieselregen/s
storm: Sturm/s/es Stürme/n Gewitter/s/n Sommergewitter/s/n Unwetter/s/n Schneesturm/s Sandsturm/s
cloud: Wolke/n Regenwolke/n Gewitterwolke/n
wind: Wind/s/es/e/en Nordwind/s Südwind/s Westwind/s Ostwind/s Windrad/s Windräder/n Windturbine/n Windenergie Windkraft
solar: Sonnenenergie Solarenergie Solarzelle/n Solaranlage/n
sea: Meer/s/es/e/en Mittelmeer/s -Ozean/s/e/en -Küste/n See Seen Fluss/es Flüsse/n
mountain: Berg/s/es/e/en -Gebirge/s/n Hügel/s/n
volcano: -Vulkan/s/e/en Vulkanausbruch/s Vulkanausbrüche/n
tree: Baum/s/es Bäume/n Apfelbaum/s Apfelbäume/n Laubbaum/s Laubbäume/n Nadelbaum/s Obstbaum/s Obstbäume/n
forest: Wald/s/es Wälder/n Regenwald/s Regenwälder/n Urwald/s Mischwald/s
leaf: Blätter/n Laub/s
plant: -Pflanze/n -Blume/n Samen/s Saatgut/s
bird: Vogel/s Vögel/n Zugvogel/s Zugvögel/n Singvogel/s Singvögel/n Raubvogel/s Greifvogel/s
dog: Hund/s/es/e/en Schäferhund/s/e Jagdhund/s/e Blindenhund/s/e
cat: Katze/n Hauskatze/n Wildkatze/n
horse: Pferd/s/es/e/en Rennpferd/s/e Wildpferd/s/e
cow: Kuh Kühe/n Milchkuh Milchkühe/n
bee: Biene/n Honigbiene/n Wildbiene/n -Insekt/s/en
heart: Herz/ens/en
heartbeat: Herzschlag/s Puls/es
health: Gesundheit
doctor: -Arzt/es -Ärztin/nen -Ärzte/n
medicine: Medizin -Medikament/s/e/en -Tablette/n
vaccine: Impfung/en Grippeimpfung/en Schutzimpfung/en -Impfstoff/s/e/en
hospital: -Krankenhaus/es -Krankenhäuser/n -Klinik/en
brain: Gehirn/s/e/en Gedächtnis/ses
sleep: Schlaf/s/es Bett/s/es/en schlafen schläft
tooth: Zahn/s/es Zähne/n Backenzahn Milchzähne/n -Zahnarzt/es -Zahnärztin -Zahnärzte/n
eye: Auge/s/n
virus: -Virus Viren Grippe
runner: Läufer/s/n Läuferin/nen -Marathon/s joggen joggt
gym: Training/s Krafttraining/s Muskel/s/n Bauchmuskel/n
school: Schule/n Grundschule/n Musikschule/n -Gymnasium/s Gymnasien
student: -Student/en -Studentin/nen Studium/s -Universität/en -Schüler/s/n -Schülerin/nen
teacher: -Lehrer/s/n -Lehrerin/nen
book: Buch/s/es Bücher/n Kochbuch/s Kochbücher/n Schulbuch/s Schulbücher/n Tagebuch/s -Roman/s/e
story: Geschichten Liebesgeschichte/n Kurzgeschichte/n Lebensgeschichte/n
music: -Musik Lied/s/es/er/ern Volkslied/s Volkslieder/n
camera: -Kamera/s -Foto/s
movie: Kino/s Film/s/es/e/en Spielfilm/s/e Dokumentarfilm/s/e
game: Spiel/s/es/e/en Videospiel/s/e/en Computerspiel/s/e/en Brettspiel/s/e/en
math: Mathematik Rechnen
fraction: Bruchrechnung Bruchteil/s/e/en Prozent/s
history: Weltgeschichte Kulturgeschichte Menschheitsgeschichte
museum: -Museum/s -Museen
king: König/s/e/en Königin/nen -Kaiser/s/n
software: -Software Computerprogramm/s/e/en
computer: -Computer/s/n Rechner/s/n -Laptop/s
server: Server/s/n
data: Daten Messdaten Kundendaten -Datenbank/en
phone: -Handy/s -Telefon/s/e/en -Smartphone/s
internet: Internet/s -Webseite/n Website/s
network: -Netzwerk/s/es/e/en Netz/es/e/en
robot: -Roboter/s/n
password: -Passwort/s -Passwörter/n Kennwort/s Kennwörter/n
security: Sicherheit Datensicherheit Cybersicherheit -Verschlüsselung
email: Email/s Mail/s Nachricht Brief/s/es/e/en
search: Suche Internetsuche Suchmaschine/n
machine: -Maschine/n -Motor/s/en
money: -Geld/s/es/er/ern Euro/s Dollar/s
savings: Ersparnis Ersparnisse/n Sparschwein/s/e
bank: Bank Banken Zentralbank/en Notenbank/en Sparkasse/n
interest: Zins Zinsen Leitzins Leitzinsen
tax: Steuer/n Einkommensteuer/n Mehrwertsteuer/n Rechnung/en Stromrechnung/en
profit: Gewinn/s/es/e/en Umsatz/es Umsätze/n Einkommen/s
inflation: Inflation Aktie/n Stammaktie/n Vorzugsaktie/n Börse/n Wirtschaft
growth: Wachstum/s Wirtschaftswachstum/s Bevölkerungswachstum/s Umsatzwachstum/s
price: Preis/es/e/en Strompreis/es/e/en Kaufpreis/es/e Benzinpreis/es/e/en
shopping: Einkauf/s Einkäufe/n einkaufen
company: Firma Firmen Unternehmen/s Büro/s
factory: -Fabrik/en
contract: -Vertrag/s/es -Verträge/n
team: Team/s Leute/n Mensch/en
court: Gesetz/es/e/en Urteil/s/e/en Gerichtshof/s Amtsgericht/s Landgericht/s Verfassungsgericht/s Richter/s/n
government: Regierung/en Bundesregierung/en Landesregierung/en -Parlament/s/e/en Bundestag/s Landtag/s
vote: Wahlen Wähler/s/n Wahlkampf/s Bundestagswahl/en Landtagswahl/en Präsidentschaftswahl/en
newspaper: -Zeitung/en Nachrichten
question: Frage/n
answer: Antwort/en
city: Stadt Städte/n Großstadt Großstädte/n Hauptstadt Hauptstädte/n Innenstadt Altstadt
house: Haus/es Häuser/n Wohnhaus/es Wohnhäuser/n Einfamilienhaus/es Bauernhaus/es Holzhaus/es -Wohnung/en
beach: Strand/s/es Strände/n Sandstrand/s Sandstrände/n Urlaub/s Ferien
suitcase: -Koffer/s/n Gepäck/s Handgepäck/s Reise/n
map: Landkarte/n Weltkarte/n Stadtplan/s
airport: -Flughafen/s -Flughäfen
flight: -Flugzeug/s/es/e/en Flug/es Flüge/n
orbit: Umlaufbahn/en Erdumlaufbahn/en
train: Zug/es Züge/n Güterzug/s Güterzüge/n Schnellzug/s Hochgeschwindigkeitszug/s
railway: Bahn Eisenbahn/en Straßenbahn/en Bahnhof/s Bahnhöfe/n Hauptbahnhof/s
bus: Bus/ses/se/sen Reisebus/ses/se/sen Schulbus/ses/se/sen Linienbus/ses/se/sen
truck: -Lastwagen/s
car: -Auto/s Wagen/s
bicycle: -Fahrrad/s/es -Fahrräder/n
ship: Schiff/s/es/e/en Frachtschiff/s/e Segelschiff/s/e Containerschiff/s/e Boot/s/es/e/en Segelboot/s/e Hafen/s Häfen
ferry: Fähre/n Autofähre/n
rocket: -Rakete/n Raumschiff/s/e/en
bridge: Brücke/n Hängebrücke/n Eisenbahnbrücke/n
road: Straße/n Landstraße/n Hauptstraße/n Autobahn/en
hotel: -Hotel/s
church: Kirche/n Dorfkirche/n Dom/s/es
soccer: Fußball/s Stürmer/s/n Torwart/s Torhüter/s/n
swimming: Schwimmen/s Schwimmer/s/n schwimmen schwimmt
hiking: Wanderung/en Bergwanderung/en Winterwanderung/en wandern
champion: Sieg/s/es/e/en Sieger/s/n -Pokal/s/e/en
race: Rennen/s Autorennen/s Pferderennen/s
clock: Uhr/en Armbanduhr/en Wanduhr/en
hour: Stunde/n
minute: Minute/n
year: Jahr/s/es/e/en Jahrzehnt/s/e/en -Jahrhundert/s/e/en Woche/n Monat/s/e/en
idea: Idee/n Geschäftsidee/n Grundidee/n
lamp: -Lampe/n
glass: Glas/es
copper: Kupfer/s
gold: Gold/s/es
layer: Schicht/en
step: Schritt/s/es/e/en
child: Kind/s/es/er/ern Kindergarten/s Kindergärten
family: Familie/n Großfamilie/n Königsfamilie/n
garden: Garten/s Gärten Gemüsegarten/s Blumengarten/s
farm: Bauer Bauern Bauernhof/s Bauernhöfe/n Landwirt/s/e
tool: -Werkzeug/s/es/e/en
gift: -Geschenk/s/es/e/en
"""
_DENIALS = frozenset({"kein", "keine", "keinen", "keinem", "keiner", "keines", "ohne", "nicht", "nie"})
# Words that name or deny nothing here: certainly, at stake, in question, at heart, in search of, born, not only.
_OTHERWISE_MEANT = re.compile(
    r"\b[mM]it Sicherheit\b|\b(?:[aA]ufs|[aA]uf dem|[iI]ns) Spiel\b|\b(?:[iI]n|[kK]eine|[oO]hne) Frage\b"
    r"|\b[aA]m Herzen\b|\b[aA]uf der Suche\b|\b[iI]m Zuge\b|\bzur Welt\b|\b[nN]icht (?:nur|bloß|zuletzt)\b"
)
# After these a noun names no kind of itself: "Verpflanzen" is no plant, "Zukunftsmusik" no music, "Schlampe" no lamp.
_OTHER_STARTS = """
    auf aus bei durch ein ent fort für gegen her hin los miss mit nach sch über unter ver vor wider wieder zer zukunfts
    zurück zusammen
"""
_NO_KINDS = frozenset(_OTHER_STARTS.split())
_SHORTEST = 3
"""Letters of what stands before the end of a compound."""
_TOKEN = re.compile(r"[^\W\d_]+|[.!?;:]")


def _forms(entry: str) -> list[str]:
    """Return the forms of an entry of the table, in which "Spule/n" stands for Spule and Spulen."""
    word, *endings = entry.casefold().split("/")
    return [word, *(word + ending for ending in endings)]


_MEANINGS = by_word(_WORDS)
_NOUNS = {form: known for entry, known in _MEANINGS.items() if not entry.islower() for form in _forms(entry.strip("-"))}
_OTHERS = {form: known for entry, known in _MEANINGS.items() if entry.islower() for form in _forms(entry)}
_HEADS = {form: known for entry, known in _MEANINGS.items() if entry[0] == "-" for form in _forms(entry[1:])}


@lru_cache(maxsize=4096)
def meaning(word: str) -> str | None:
    """Return what a German word means, as far as it is listed; a capital makes it a noun, which may be a compound."""
    plain = word.casefold()
    if word[0].isupper() and (known := _NOUNS.get(plain) or _compound(plain)):
        return known
    return _OTHERS.get(plain)


def _compound(word: str) -> str | None:
    """Return what a compound means: what is listed of its end, the longest first."""
    for start in range(_SHORTEST, len(word)):
        if (known := _HEADS.get(word[start:])) and word[:start] not in _NO_KINDS:
            return known
    return None


def words(text: str) -> Iterator[str]:
    """Yield in English what the known words of a text mean, in their order.

    What it denies is left out: "kein offenes Feuer", up to the next noun or known word of the sentence. A text without
    any capital is read as if all its words had one.
    """
    without_capitals = text.islower()
    denied = False
    for token in _TOKEN.findall(_OTHERWISE_MEANT.sub(" ", text)):
        word = token.casefold()
        if not word[0].isalpha() or word in _DENIALS:
            denied = word in _DENIALS
        elif len(word) > 1 and word not in STOP_WORDS["de"]:
            known = meaning(token.capitalize() if without_capitals else token)
            if known and not denied:
                yield known
            denied = denied and not known and not token[0].isupper()
