"""Random programmes: a script's header, its rooms and its people."""
import collections
import random

import rulebook

RULESETS = ('kommuneloven', 'ipr', 'vedtekter', 'avtale', 'nettverk')
MEMBER_ROLES = ('folkevalgt', 'folkevalgt', 'delegat', 'rådsmedlem', 'styremedlem')
GUESTS = (('SEK', 'sekretær'), ('PV', 'prosessveileder'), ('KD', 'kommunedirektør'),
          ('TR', 'talerett'), ('ADM', 'administrasjon'), ('OBS', 'observatør'),
          ('FF', 'følgeforsker'), ('PUB', 'publikum'), ('SYS', 'system'), ('SKJ', 'skjerm'),
          ('REV', 'revisor'), ('GJ', 'gjest'), ('UNG', 'ungdomsråd'))
PARTIES = ('Ap', 'H', 'Sp', 'SV', 'V', '')
WORDS = ('Fjord', 'bru over elva', 'skole – nå', 'møte "åpent"', 'tid\nog sted', 'næring & natur',
         'ČSV', '🌲', 'buss\\tog', '100 % fornybar')

World = collections.namedtuple('World', 'header roster acting')


def people_of_room(dice, room, everywhere):
    """Members, the first of whom may chair, and deputies."""
    people = []
    for number in range(1, dice.randint(3, 6) + 1):
        role = 'ordfører' if number == 1 and dice.random() < 0.5 else dice.choice(MEMBER_ROLES)
        people.append({'id': f'{room}M{number}', 'role': role, 'votes': True})
    for number in range(1, dice.randint(0, 2) + 1):
        people.append({'id': f'{room}V{number}', 'role': 'vara', 'votes': dice.random() < 0.85})
    for person in people:
        person['label'] = person['role'].title()
        party = dice.choice(PARTIES)
        if party:
            person['party'] = party
        if not everywhere:
            person['rooms'] = [room]
    return people


def config_of(dice, room, members):
    config = {'body': f'Utvalg {room}', 'seats': max(1, len(members) + dice.randint(-2, 4)),
              'ruleset': dice.choice(RULESETS), 'mode': dice.choice(('verksted', 'formelt'))}
    if dice.random() < 0.9:
        config['chair'] = members[0]['id']
    if dice.random() < 0.3:
        config['deputy'] = members[-1]['id']
    if dice.random() < 0.7:
        config['secretary'] = 'SEK'
    if dice.random() < 0.5:
        config['facilitators'] = ['PV']
    if dice.random() < 0.2:
        config['form'] = dice.choice(('fjernmøte', 'hybrid', 'fysisk'))
    if dice.random() < 0.2:
        config['allow_secret_single'] = True
    if dice.random() < 0.1:
        config['public'] = False
    return config


def guests(dice, rooms):
    """People without a seat, and the rooms each is a guest in: a few of them, the system always."""
    chosen = [guest for guest in GUESTS if guest[0] in ('SEK', 'PV', 'SYS') or dice.random() < 0.3]
    people = [{'id': person, 'label': role, 'role': role, 'votes': False}
              for person, role in chosen]
    where = {room: [one['id'] for one in people if dice.random() < 0.6 or one['id'] == 'SYS']
             for room in rooms}
    return people, where


def make_world(seed):
    """The same number, the same world."""
    dice = random.Random(seed)
    names = [f'K{number}' for number in range(1, dice.choice((1, 2, 2, 3, 4)) + 1)]
    people, rooms = [], {}
    everywhere = len(names) == 1 and dice.random() < 0.3
    for room in names:
        members = people_of_room(dice, room, everywhere)
        rooms[room] = config_of(dice, room, members)
        people += members
    others, where = guests(dice, names)
    people += others
    if len(names) > 1 and dice.random() < 0.3:  # Somebody with a seat in two bodies.
        people[0]['rooms'] = names[:2]
    header = {'seq': 0, 'action': 'header', 'format': 'politisk-verksted-manus/1',
              'scenario': f'D{seed}', 'title': f'Tilfeldig manus {seed}', 'seed': seed,
              'rooms': rooms, 'people': people}
    members_of = rulebook.roster_of(header, [])
    roster = {room: members_of[room] | set(where[room]) for room in names}
    acting = {room: [p['id'] for p in people if p['id'] in roster[room]] for room in names}
    return World(header, roster, acting)
