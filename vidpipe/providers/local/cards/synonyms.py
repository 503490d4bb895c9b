"""Everyday words for which the search terms of the icons are silent or lead astray."""

from __future__ import annotations

_ICONS = """
clock: time hour minute
hands-bubbles: rinse wash clean hygiene soap
briefcase: job career business contract
train: rail railway
arrow-trend-up: growth grow increas
atom: molecul
award: record award
battery-full: battery
bed: sleep
bolt: coil current voltage electric energy power induct
bowl-food: food
box-open: product
brain: brain memory
bread-slice: bread
bug: bee insect
building: company office
building-columns: bank
bullhorn: announce
car: car
chart-line: sale market
circle-check: answer
circle-question: question quiz
city: city
cloud: steam
cloud-rain: rain
coins: copper
database: data
door-open: open
droplet: water blood
earth-americas: planet world
eye: glimpse
filter: filter
fire: flame
fire-burner: cooktop stove hob roast
fire-flame-simple: gas
flask: solvent lab science
flask-vial: chemic test
gauge-high: pressure speed fast
gavel: judge court law
gears: metal machine engine work mechanism
handshake: agreement partner
heart: heart
heart-pulse: health
industry: factory
kitchen-set: pot pan saucepan kitchen
laptop: computer
layer-group: glass
leaf: green
lightbulb: light idea
magnet: iron steel magnet
microchip: electronic circuit
mobile-screen: phone
mug-hot: espresso latte cappuccino kettle boil caffeine decaf tea
newspaper: news
people-group: people team
piggy-bank: save
plug-circle-bolt: transform
robot: robot
rocket: launch spacecraft spaceship
sack-dollar: revenue profit
school: school
seedling: bean plant flower blossom
shield-halved: safety
ship: boat
smog: carbon dioxide
snowflake: cold ice
solar-panel: solar
stethoscope: doctor
store: shop
sun: sun photon
tag: price
temperature-high: heat warm
tractor: farm
train: train
tree: tree forest
trophy: win
user-tie: employee
users: customer
utensils: cook dinner
wand-magic-sparkles: trick
water: ocean sea river
wind: wind
wine-glass: wine
"""

SYNONYMS: dict[str, str] = {
    word: line.split(": ")[0] for line in _ICONS.strip().splitlines() for word in line.split(": ")[1].split()
}
"""Word → name of the icon that stands for it."""
