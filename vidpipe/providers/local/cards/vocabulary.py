"""Which icon stands for which word. A word that is not here has none: a plain card says more than a wrong picture."""

from __future__ import annotations

from vidpipe.providers.local.cards.tables import by_word
from vidpipe.providers.local.cards.words import stem

# An icon, and its words with all their forms; after "=" only this very form: shares are no share, savings no saving.
_ICONS = """
kitchen-set: pot pan saucepan kitchen frying cookware
mug-hot: coffee espresso latte cappuccino kettle caffeine decaf tea cocoa
mug-saucer: saucer breakfast
bowl-food: food meal soup stew porridge salad
bowl-rice: rice noodle
bread-slice: bread toast dough bakery baker
wheat-awn: wheat grain flour cereal harvest
utensils: cook dinner lunch recipe restaurant dish =eat =eating cuisine
fire-burner: cooktop stove hob
jar: honey jam
egg: egg
cheese: cheese
carrot: carrot vegetable
apple-whole: apple fruit
lemon: lemon citrus
pepper-hot: chili chilli spice spicy
fish: fish fishing salmon
shrimp: shrimp prawn seafood
drumstick-bite: chicken meat poultry
bacon: bacon
burger: burger hamburger
pizza-slice: pizza
ice-cream: icecream gelato
cookie: cookie biscuit
cake-candles: cake birthday
blender: blender smoothie
wine-glass: =wine =wines
wine-bottle: winery vineyard
beer-mug-empty: beer brewery
glass-water: drink thirst
mortar-pestle: herb
atom: atom atomic =electron =electrons proton nucleus molecule physics
flask: solvent lab laboratory chemistry science chemical
flask-vial: experiment
microscope: microscope cell bacteria
dna: dna gene genetic protein
magnet: magnet
bolt: coil voltage electric electricity induction
plug: plug socket
battery-full: battery
solar-panel: solar
wind: =wind =winds =windy turbine breeze
fire: =fire =fires fireplace wildfire
fire-flame-simple: gas flame
temperature-high: heat warm hot temperature =degrees celsius fahrenheit thermometer
snowflake: cold ice snow frost freeze freezer winter frozen
droplet: water blood drop liquid
water: ocean sea river wave lake flood tide coast
cloud: steam cloud vapour vapor
cloud-rain: rain
cloud-bolt: storm thunder thunderstorm
hurricane: hurricane typhoon cyclone
tornado: tornado
lightbulb: idea bulb lightbulb lamp invention
sun: sun photon sunlight sunshine sunrise sunset summer
moon: moon night midnight
star: =star =stars
earth-americas: planet world globe earth global
rocket: launch spacecraft spaceship rocket
satellite: satellite orbit
volcano: volcano lava
mountain: mountain hill summit alps
tree: tree forest wood
leaf: leaf leaves
seedling: bean plant =flower =flowers blossom garden seed
smog: carbon dioxide pollution smoke emission
recycle: recycle recycling waste
cow: cow cattle milk
horse: horse
dog: dog puppy
cat: cat kitten
crow: bird
dove: dove pigeon
frog: frog
spider: spider
bug: bee insect beetle ant
worm: worm
otter: otter
hippo: hippo
heart: heart love
heart-pulse: health heartbeat pulse cardiac
stethoscope: doctor physician
syringe: vaccine vaccination injection
pills: pill medicine medication drug tablet
hospital: hospital clinic
user-doctor: surgeon nurse
lungs: lung breath breathe breathing
brain: brain memory remember
tooth: tooth teeth dentist dental
eye: eye glimpse vision
bone: bone skeleton
virus: virus infection flu
bed: bed sleep
person-running: =runner =runners marathon jogging athlete sprint exercise
dumbbell: gym muscle strength workout fitness
spa: yoga massage relaxation wellness
weight-scale: diet overweight
bandage: wound bandage injury
hands-bubbles: rinse wash clean hygiene soap
school: school classroom
graduation-cap: student university graduate education
chalkboard-user: teacher lesson lecture teach
book: book read library novel
book-open: story chapter
pencil: write pencil writer essay
calculator: calculate calculator arithmetic mathematics math maths
chart-pie: fraction percent percentage
ruler: ruler
palette: paint painter art artist
music: music song melody
guitar: guitar
masks-theater: theatre theater drama
film: movie cinema
camera: camera photograph photographer
video: video
microphone: microphone podcast interview singer
gamepad: game gaming
puzzle-piece: puzzle
chess: chess
landmark: museum monument temple parliament history historic roman government
scroll: ancient manuscript
crown: king queen emperor kingdom royal
code: code software program programming developer
code-branch: git
bug-slash: debug
laptop: computer laptop
server: server
database: database data
microchip: electronics electronic circuit processor chip semiconductor
mobile-screen: phone smartphone
wifi: wifi wireless
network-wired: network
globe: internet website
robot: robot
key: password
lock: lock encrypt encryption secure security
shield-halved: protect protection safety defence defense safe
envelope: email mail letter
comments: message chat conversation discussion
print: printer
keyboard: keyboard
headphones: headphone
satellite-dish: antenna
tower-broadcast: radio broadcast
magnifying-glass: search research investigate
gears: machine engine mechanism machinery
screwdriver-wrench: repair maintenance tool
hammer: hammer =builder =builders
coins: coin =cent =cents
sack-dollar: revenue profit wealth income earn
money-bill: money cash budget spend dollar euro
piggy-bank: =savings =saver =savers
building-columns: bank
credit-card: payment credit debt
percent: =interest discount
receipt: tax invoice =bill =bills
chart-line: stock investor investment sales economy economic inflation =shares
arrow-trend-up: growth increase
tag: price
store: =shop =shops =store =stores retail
cart-shopping: =shopping buy purchase customer
briefcase: job =career =careers business
building: company office
industry: factory industry industrial
handshake: agreement partner partnership contract
people-group: people team crowd
users: community audience
user-tie: employee manager boss
award: award medal
trophy: trophy champion championship victory =win =wins =won =winner =winners
bullhorn: announce announcement campaign
scale-balanced: justice fair balance
gavel: judge court law lawsuit verdict
check-to-slot: vote voter election ballot poll
newspaper: news newspaper journalist headline
circle-question: question quiz
circle-check: answer
city: city town skyline downtown
house: house home
tent: camp camping tent
umbrella-beach: beach holiday
suitcase-rolling: luggage suitcase travel trip journey tourist
bag-shopping: bag
umbrella: umbrella
map-location-dot: map destination
compass: compass
plane: airplane =plane =planes flight airport
train: =train =trains rail railway
bus: bus
car: =car =cars driver automobile
taxi: taxi
truck: truck lorry delivery
bicycle: bicycle bike cyclist cycling
ship: ship boat harbour harbor
ferry: ferry
anchor: anchor
bridge: bridge
road: road highway street motorway
hotel: hotel hostel
church: church cathedral
traffic-light: traffic
door-open: door
shower: =shower =showers
bath: bathtub
couch: sofa couch
chair: chair
shirt: shirt clothes clothing jacket
tractor: farm farmer tractor
futbol: football soccer =striker =strikers goalkeeper
basketball: basketball
baseball: baseball
volleyball: volleyball
person-swimming: swim swimmer swimming
person-hiking: hike hiker hiking walk
medal: olympic olympics
stopwatch: stopwatch
flag-checkered: race racing
clock: time hour minute clock
calendar-days: year month week calendar century
hourglass-half: patience deadline
gauge-high: pressure speed fast velocity
filter: filter
layer-group: layer
box-open: product package parcel
gift: =gift =gifts
gem: jewel diamond gold
wand-magic-sparkles: magic trick
fingerprint: identity
child: child kid
baby: baby infant
children: children family
plug-circle-bolt: charger
ear-listen: listen hearing
volume-high: sound loud noise
"""

ICONS: dict[str, str] = {word if word.startswith("=") else stem(word): icon for word, icon in by_word(_ICONS).items()}
"""Stem of a word, or "=" and the word itself → name of its icon."""
