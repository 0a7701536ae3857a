"""Where the domain is stricter than the rulebook: the one table of it.

docs/decisions/0002-what-the-rulebook-leaves-open.md says why. For a line that the rulebook lets
through, or at which it stops, broken() names the refusals the domain gives instead; none: it must
accept.
"""
import arguments
import stricter_people
import stricter_votes

ARGUMENT = 'ugyldig_argument'
LARGE = 'for_stort'
UNKNOWN = 'ukjent_referanse'
MALFORMED = frozenset({ARGUMENT, LARGE, UNKNOWN})
STEER = 'ikke_moteledelse'
ABSENT = 'ikke_til_stede'
READS = 'kan_ikke_skrive'

READ_ONLY_ROLES = ('skjerm', 'revisor')
NOT_WRITING_ROLES = READ_ONLY_ROLES + ('publikum', 'følgeforsker')

# Bytes, core/domain/limits.hpp: at least, at most.
ID = (1, 64)
ID_IF_ANY = (0, 64)
OPTION = (1, 200)
NAME = (0, 1000)
NEEDED_NAME = (1, 1000)
TEXT = (0, 8000)
NEEDED_TEXT = (1, 8000)
LIST_MAX = 1000
SECONDS_MAX = 7 * 24 * 3600


def rights(oracle, room, line):
    """Who may do what the rulebook asks nobody about."""
    action, who = line['action'], line['id']
    role = oracle.people[who]['role']
    if action in ('convene', 'timer_end', 'realloc_approve', 'realloc_refuse', 'agreement_approve'):
        if not oracle.steers(room, who):
            yield STEER
    elif action == 'speak_end':
        if not oracle.here(room, who) and role != 'system':
            yield ABSENT
        if role in NOT_WRITING_ROLES and room.speaking != who:
            yield READS
    elif action in ('mark', 'proposal_merge', 'priority_set', 'note_cluster', 'matrix_place',
                    'position_submit', 'realloc_request', 'agreement_version', 'measure_add',
                    'report', 'endorse', 'note_move', 'homework_submit'):
        if role in NOT_WRITING_ROLES:
            yield READS
    if role in READ_ONLY_ROLES:
        yield READS


def text_shape(value, bounds, control=False):
    least, most = bounds
    size = len(value.encode('utf8'))
    if size > most:
        yield LARGE
    elif size < least:
        yield ARGUMENT
    elif not control and any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in value):
        yield ARGUMENT


def list_shape(values, bounds, least=0, distinct=False):
    if len(values) > LIST_MAX:
        yield LARGE
    if len(values) < least or (distinct and len(set(values)) != len(values)):
        yield ARGUMENT
    for value in values:
        yield from text_shape(value, bounds)


def number_shape(value, least, most):
    if value > most:
        yield LARGE
    if value < least:
        yield ARGUMENT


# What must fit: an argument that is not there is "" or 0.
SHAPES = {
    'agenda_add': {'item': ID, 'title': NEEDED_NAME, 'kind': NAME},
    'phase_set': {'phase': NEEDED_NAME},
    'item_close': {'status': NAME},
    'mark': {'moment': ID},
    'doors_close_check': {'hjemmel': NEEDED_NAME},
    'leave': {'reason': TEXT},
    'disconnect': {'reason': TEXT},
    'recusal_declare': {'ground': NEEDED_TEXT},
    'timer_start': {'timer': ID, 'for': NAME},
    'say': {'reflection': NAME, 'talk': NAME, 'question': NAME},
    'film_play': {'film': NEEDED_NAME},
    'homework_assign': {'hw': ID, 'title': NEEDED_NAME, 'due': NEEDED_NAME, 'to': NEEDED_NAME},
    'homework_submit': {'file': NAME},
    'endorse': {'initiative': ID, 'body': NEEDED_NAME, 'stance': NAME},
    'note_add': {'note': ID, 'board': NEEDED_NAME, 'tag': NAME},
    'note_move': {'tag': NEEDED_NAME},
    'note_cluster': {'cluster': ID, 'title': NEEDED_NAME},
    'matrix_place': {'what': ID, 'effekt': NEEDED_NAME, 'innsats': NEEDED_NAME},
    'propose': {'proposal': ID, 'kind': NAME},
    'proposal_merge': {'into': ID},
    'priority_set': {'list': ID},
    'priority_lock': {'list': ID},
    'vote_open': {'vote': ID, 'item': ID_IF_ANY, 'revote_of': ID_IF_ANY, 'closes_doors': NAME},
    'vote_annul': {'reason': TEXT},
    'lot_draw': {'witness': NAME},
    'protocol_add': {'kind': NAME},
    'position_submit': {'from': ID, 'form': NEEDED_NAME},
    'realloc_request': {'req': ID},
    'agreement_version': {'doc': ID, 'version': ID},
    'measure_add': {'measure': ID},
}
# Words that are never empty.
NEEDED_WORDS = {'mode_set': ('mode',), 'vote_open': ('kind', 'method'),
                'agreement_approve': ('level',)}
LISTS = {
    'mark': {'rooms': (ID, 1, False)},
    'note_cluster': {'notes': (ID, 1, False)},
    'propose': {'basis': (ID, 0, False)},
    'proposal_merge': {'from': (ID, 1, True)},
    'priority_set': {'order': (ID, 1, True)},
    'vote_open': {'about': (ID, 0, False), 'recusal_of': (ID, 0, False),
                  'options': (OPTION, 0, True)},
}
NUMBERS = {
    'convene': {'notice_days': (0, 3650)},
    'break_start': {'minutes': (0, 7 * 24 * 60)},
    'timer_start': {'seconds': (1, SECONDS_MAX)},
    'film_play': {'seconds': (0, SECONDS_MAX)},
    'priority_move': {'to': (1, 2 ** 32)},
    'vote_open': {'max': (0, 10 ** 6), 'per_option_max': (0, 10 ** 6), 'sum': (0, 10 ** 6),
                  'levels': (0, 100), 'seats': (0, 1000), 'round': (0, 100)},
    'alloc_apply': {'total': (1, 10 ** 12)},
    'realloc_request': {'amount': (1, 2 ** 63)},
    'measure_add': {'cost': (0, 2 ** 63)},
}
TEXT_NEEDED = ('mark', 'note_add', 'propose', 'proposal_edit', 'proposal_merge', 'decide',
               'protocol_add', 'report', 'agreement_version', 'measure_add', 'vote_correct')


def shapes(oracle, room, line):
    action, args = line['action'], line.get('args') or {}
    for name, bounds in SHAPES.get(action, {}).items():
        control = bounds in (TEXT, NEEDED_TEXT)
        yield from text_shape(args.get(name) or '', bounds, control)
    for name, (bounds, least, distinct) in LISTS.get(action, {}).items():
        yield from list_shape(args.get(name) or [], bounds, least, distinct)
    for name, (least, most) in NUMBERS.get(action, {}).items():
        yield from number_shape(args.get(name) or 0, least, most)
    if not all(args.get(name) for name in NEEDED_WORDS.get(action, ())):
        yield ARGUMENT
    if action == 'agreement_approve' and args.get('level') not in arguments.WORDS['level']:
        yield ARGUMENT
    text = line.get('text') or ''
    yield from text_shape(text, NEEDED_TEXT if action in TEXT_NEEDED else TEXT, control=True)
    if action == 'position_submit':
        yield from list_shape(list(args.get('tasks') or {}), ID)


def unknown(*, unless):
    if not unless:
        yield UNKNOWN


def vote_references(oracle, room, args):
    here = oracle.roster[room.id]
    electorate = args.get('electorate')
    if isinstance(electorate, list):
        yield from list_shape(electorate, ID, distinct=True)
        yield from unknown(unless=set(electorate) <= here)
    yield from unknown(unless=set(args.get('recusal_of') or []) <= here)
    yield from unknown(unless=not args.get('item') or args['item'] in room.items)
    yield from unknown(unless=not args.get('revote_of') or args['revote_of'] in room.votes)


def uncountable(args):
    """Terms of a vote that could not be counted."""
    options, method = args.get('options') or [], args.get('method')
    lists = args.get('lists') or {}
    least = {'for_mot': 0, 'alternativ': 0, 'grader': 0}.get(method, 1)
    if len(options) < least or 'blankt' in options or len(options) > 200:
        yield ARGUMENT
    if method in ('for_mot', 'alternativ') and len(options) == 1:
        yield ARGUMENT
    purse = {'prikk': 'max', 'godkjenning': 'max', 'poeng': 'sum', 'forholdsvalg': 'seats'}
    if method in purse and not args.get(purse[method]):
        yield ARGUMENT
    if not set(lists) <= set(options):
        yield ARGUMENT
    if lists and method == 'forholdsvalg' and set(lists) != set(options):
        yield ARGUMENT
    for candidates in lists.values():
        for name, gender in candidates:
            yield from text_shape(name, OPTION)
            if gender not in ('K', 'M'):
                yield ARGUMENT


def vote_open(oracle, room, line):
    args = line.get('args') or {}
    yield from vote_references(oracle, room, args)
    yield from uncountable(args)


# Which field of a ballot counts, by method.
FIELDS = {'prikk': 'dots', 'godkjenning': 'choices', 'rangering': 'ranking', 'poeng': 'points',
          'grader': 'grade'}


def vote_cast(oracle, room, line):
    """No paper at all, or one made for another method, where the field that counts is empty."""
    args = line.get('args') or {}
    vote = room.votes.get(args.get('vote'))
    if vote is None or 'method' not in vote:
        return
    field = FIELDS.get(vote['method'], 'choice')
    others = [name for name in ('choice', *FIELDS.values()) if name != field and args.get(name)
              and not (name == 'grade' and args[name] < 0)]  # A step below 0 is none.
    said = any(args.get(name) is not None for name in ('choice', *FIELDS.values()))
    if not args.get(field) and (others or not said):
        yield ARGUMENT


def references(oracle, room, line):
    """What the rulebook lets a line name without looking."""
    action, args = line['action'], line.get('args') or {}
    here = oracle.roster[room.id]
    if action == 'join':
        person = oracle.people[line['id']]
        deputy = person['role'] == 'vara' and person.get('votes')
        yield from unknown(unless=not deputy or args.get('for') in here)
        holder = oracle.people.get(args.get('for'), {})
        member = room.id in holder.get('rooms', [room.id])
        if deputy and (not member or not holder.get('votes') or holder['role'] == 'vara'):
            yield ARGUMENT
    elif action == 'propose':
        yield from unknown(unless=not args.get('amends') or args['amends'] in room.proposals)
    elif action == 'proposal_merge':
        if args.get('into') in room.proposals:
            yield 'finnes_alt'
    elif action == 'decide':
        yield from unknown(unless=args.get('item') in room.items)
    elif action == 'realloc_request':
        yield from unknown(unless=args.get('to') in room.alloc)
    elif action == 'homework_submit':
        yield from unknown(unless='due' in room.homework.get(args.get('hw'), {}))


SPECIAL = {'vote_open': vote_open, 'vote_cast': vote_cast}


def broken(oracle, room, line):
    """The refusals the domain may give where the rulebook gives none."""
    found = set(rights(oracle, room, line))
    found.update(shapes(oracle, room, line))
    found.update(references(oracle, room, line))
    found.update(stricter_people.broken(oracle, room, line))
    found.update(stricter_votes.broken(oracle, room, line))
    if line['action'] in SPECIAL:
        found.update(SPECIAL[line['action']](oracle, room, line))
    return found
