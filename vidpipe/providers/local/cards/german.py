"""What common German words mean in English, so that icons and motifs can be found for them."""

from __future__ import annotations

from functools import lru_cache

_WORDS = """
coil: spule
magnet: magnet magnetfeld
electricity: strom elektrizität spannung
battery: batterie akku
pot: topf kochtopf pfanne
kettle: wasserkocher kessel kaffee espresso
tea: tee
bean: bohne bohnen
water: wasser
boil: kochen
stove: herd kochfeld
oven: ofen backofen
fire: feuer flamme
heat: hitze wärme
ice: eis kälte schnee winter
bread: brot brötchen
cake: kuchen torte
flour: mehl weizen getreide
rice: reis
soup: suppe
food: essen lebensmittel mahlzeit
recipe: rezept
fruit: obst apfel
vegetable: gemüse karotte
egg: ei eier
cheese: käse
milk: milch
fish: fisch
meat: fleisch huhn
wine: wein
beer: bier
restaurant: restaurant gasthaus
sun: sonne sommer
moon: mond nacht
star: stern sterne
earth: erde welt
rain: regen
storm: sturm gewitter unwetter
cloud: wolke wolken
wind: wind
sea: meer ozean küste see fluss
mountain: berg berge hügel
tree: baum bäume wald
leaf: blatt blätter
plant: pflanze pflanzen blume blumen samen
bird: vogel vögel
dog: hund
cat: katze
horse: pferd
cow: kuh kühe
bee: biene bienen insekt
heart: herz
heartbeat: herzschlag puls
health: gesundheit
doctor: arzt ärztin ärzte
medicine: medizin medikament tablette
vaccine: impfung impfstoff
hospital: krankenhaus klinik
brain: gehirn gedächtnis
sleep: schlaf bett
tooth: zahn zähne zahnarzt
eye: auge augen
virus: virus grippe
running: läufer laufen marathon
gym: training muskel muskeln
school: schule
student: student studium universität schüler
teacher: lehrer lehrerin
book: buch bücher
music: musik lied
camera: kamera foto
film: kino film
game: spiel spiele
math: mathematik rechnen
fraction: bruch brüche prozent
history: geschichte
museum: museum
king: könig kaiser
software: programm software
computer: computer rechner laptop
server: server
data: daten datenbank
phone: handy telefon smartphone
internet: internet webseite
network: netzwerk netz
robot: roboter
password: passwort passwörter kennwort
security: sicherheit verschlüsselung
email: email nachricht brief
search: suche
machine: maschine motor
money: geld euro haushalt
savings: ersparnisse sparschwein
bank: bank banken
interest: zinsen zins
tax: steuer steuern rechnung
profit: gewinn umsatz einkommen
inflation: inflation aktie aktien börse wirtschaft
growth: wachstum
price: preis preise
shopping: einkauf einkaufen
company: firma unternehmen büro
factory: fabrik
contract: vertrag
team: team leute menschen
court: gericht gesetz urteil
government: regierung parlament bundestag
vote: wahl wahlen wähler
newspaper: zeitung nachrichten
question: frage fragen
answer: antwort
city: stadt städte
house: haus häuser wohnung
beach: strand urlaub ferien
suitcase: koffer reise reisen gepäck
map: karte landkarte
flight: flugzeug flug flughafen
railway: zug züge bahn bahnhof
bus: bus
car: auto autos wagen
bicycle: fahrrad fahrräder
ship: schiff boot hafen
ferry: fähre
bridge: brücke
road: straße straßen
hotel: hotel
church: kirche dom
soccer: fußball stürmer tor
swimming: schwimmen schwimmer
hiking: wanderung wandern
champion: sieg sieger pokal
race: rennen
clock: uhr
hour: stunde stunden
minute: minute minuten
year: jahr jahre woche monat
idea: idee ideen
energy: energie
light: licht lampe
glass: glas
copper: kupfer
gold: gold
layer: schicht schichten
step: schritt schritte
child: kind kinder
family: familie
garden: garten
farm: bauer bauernhof
tool: werkzeug
gift: geschenk geschenke
"""
_BY_WORD = {word: line.split(": ")[0] for line in _WORDS.strip().splitlines() for word in line.split(": ")[1].split()}
_ENDINGS = ("", "n", "s", "e", "en", "es", "er", "ern", "em")
_SHORTEST = 5
"""Letters of a word that may end another: what a compound is about stands last."""


@lru_cache(maxsize=4096)
def meaning(word: str) -> str | None:
    """Return what a German word in lower case means, inflected or at the end of a compound; None for others."""
    for ending in _ENDINGS:
        long_enough = not ending or len(word) - len(ending) >= _SHORTEST - 1
        if long_enough and word.endswith(ending) and (known := _BY_WORD.get(word.removesuffix(ending))):
            return known
    for start in range(3, len(word) - _SHORTEST + 1):
        for ending in _ENDINGS:
            part = word[start:].removesuffix(ending) if word.endswith(ending) else ""
            if len(part) >= _SHORTEST and part in _BY_WORD:
                return _BY_WORD[part]
    return None
