"""Lines of votes, and of what rests on them in this room or others: see meetings.py."""
from draw import LEVELS, CannotNow

CUSTOM = ('Alternativ A', 'Alternativ B', 'Ålesund', 'D', 'E')


def open_vote(d):
    for name, vote in d.room.votes.items():
        if vote['status'] == 'åpen':
            return name
    return None


def kind_of(d):
    kinds = ('innspill', 'prøve', 'valg')
    if (d.room.mode == 'formelt' and d.room.status == 'åpent') or d.slips():
        kinds += ('bindende',) * 6
    return d.dice.choice(kinds)


def method_of(d, kind):
    if d.script.theme == 'money' and kind != 'bindende' and d.maybe(0.6):
        return 'poeng'
    if d.maybe(0.1):
        kind = d.dice.choice(('bindende', 'valg', 'prøve'))
    if kind == 'bindende':
        return d.dice.choice(('for_mot', 'for_mot', 'alternativ'))
    if kind == 'valg':
        return d.dice.choice(('flertallsvalg', 'forholdsvalg'))
    return d.dice.choice(('for_mot', 'alternativ', 'godkjenning', 'prikk', 'rangering', 'poeng',
                          'poeng', 'grader'))


def add_terms(d, method, args):
    """What the method needs."""
    fewest = {'for_mot': 2, 'alternativ': 2}.get(method, 1)
    proposals = [name for name, one in d.room.proposals.items() if one['status'] == 'fremmet']
    pool = proposals if method == 'alternativ' and len(proposals) > 1 and d.maybe(0.7) else CUSTOM
    if method != 'grader' and not (method == 'for_mot' and d.maybe(0.85)):
        args['options'] = d.some(pool, fewest, d.dice.choice((2, 3, 3, 5)))
    if method in ('prikk', 'godkjenning'):
        args['max'] = d.dice.randint(1, 4)
        if method == 'prikk' and d.maybe(0.5):
            args['per_option_max'] = d.dice.randint(1, 3)
    elif method == 'poeng':
        args['sum'] = d.dice.choice((4, 10))
    elif method == 'grader' and d.maybe(0.5):
        args['levels'] = d.dice.randint(1, 8)
    elif method == 'flertallsvalg' and d.maybe(0.6):
        args['round'] = d.dice.randint(1, 3)
    elif method == 'forholdsvalg':
        args['seats'] = d.dice.randint(1, 7)
        if d.maybe(0.5):
            args['lists'] = {option: [[f'{option} {n}', d.dice.choice('KM')]
                                      for n in range(1, d.dice.randint(1, 7) + 1)]
                             for option in args['options']}


def add_rules(d, kind, args):
    """What a vote may say beside."""
    if kind == 'bindende' and d.maybe(0.2):
        args['threshold'] = d.dice.choice(([2, 3], [1, 2], [3, 4], [1, 1], [1, 3]))
    if kind == 'bindende' and d.maybe(0.1):
        args['need_unanimous'] = True
    if kind == 'bindende' and d.maybe(0.3):
        paragraph = d.dice.choice(('andre', 'tredje', 'tredje'))
        args['closes_doors'] = f'kommuneloven § 11-5 {paragraph} ledd'
    if d.maybe(0.3 if kind == 'bindende' else 0.15):
        args['recusal_of'] = d.some(d.everyone() if not d.slips() else d.strangers(), 1, 2)
    if d.room.proposals and d.maybe(0.4):
        args['about'] = d.some(d.room.proposals)
    if d.room.items and d.maybe(0.3):
        args['item'] = d.old(d.room.items)
    if d.room.votes and d.maybe(0.1):
        args['revote_of'] = d.old(d.room.votes)
    if d.maybe(0.25):
        people = d.everyone() + (d.strangers() if d.slips() else [])
        args['electorate'] = d.dice.choice(('alle', 'medlemmer', d.some(people, 1, 5)))
    if d.maybe(0.05):
        args[d.dice.choice(('blind', 'named'))] = True
    if d.maybe(d.script.secrecy) or (d.lax and d.maybe(0.15)):
        args['secret'] = True


def lawful_secret(d, kind, args):
    if not args.get('secret') or d.lax:
        return
    if kind == 'bindende' or (kind == 'valg' and args['method'] == 'flertallsvalg'
                              and not d.room.allow_secret_single):
        del args['secret']


def vote_open(d):
    if open_vote(d) and not d.slips():
        raise CannotNow
    kind = kind_of(d)
    method = method_of(d, kind)
    args = {'vote': d.new(d.room.votes, 'V'), 'kind': kind, 'method': method}
    add_terms(d, method, args)
    add_rules(d, kind, args)
    lawful_secret(d, kind, args)
    return d.steerer(), args, None


def counts(d, options, total, most):
    """A purse given out over some of the options."""
    given = {}
    for _ in range(total):
        option = d.dice.choice(options)
        if given.get(option, 0) < most:
            given[option] = given.get(option, 0) + 1
    return given


def paper(d, vote):
    method = vote['method']
    options = vote.get('options') or ['for', 'mot']
    if d.slips():
        options = [*options, 'utenfor']
    if method in ('for_mot', 'alternativ', 'flertallsvalg', 'forholdsvalg'):
        blank = d.maybe(0.12) and (d.lax or method in ('flertallsvalg', 'forholdsvalg')
                                   or vote['kind'] != 'bindende')
        if method == 'for_mot' and d.maybe(0.45):  # More is adopted than not.
            return {'choice': options[0]}
        return {'choice': 'blankt' if blank else d.dice.choice(options)}
    if method == 'prikk':
        if d.slips():  # All on one, or nothing at all.
            return {'dots': {d.dice.choice(options): d.dice.choice((0, vote['max']))}}
        extra = d.dice.randint(1, 3) if d.slips() else 0
        most = vote.get('per_option_max', vote['max'])
        return {'dots': counts(d, options, d.dice.randint(0, vote['max']) + extra, most + extra)}
    if method == 'godkjenning':
        if d.slips():
            return {'choices': options}
        return {'choices': d.some(options, 0, min(vote['max'], len(options)))}
    if method == 'rangering':
        ranking = d.dice.sample(options, len(options))
        return {'ranking': ranking[1:] if d.slips() else ranking}
    if method == 'poeng':
        total = vote['sum'] + (1 if d.slips() else 0)
        points = counts(d, options, total, total)
        if d.slips():
            points[d.dice.choice(options)] = -1
        return {'points': points}
    return {'grade': d.dice.randint(0 if d.slips() else 1, vote.get('levels', 8) + d.slips())}


def vote_cast(d):
    name = open_vote(d)
    if name is None or d.slips():
        name = d.old(d.room.votes, lambda v: v['status'] == 'åpen')
    vote = d.room.votes.get(name)
    if vote is None:
        return d.present(), {'vote': name, 'choice': 'for'}, None
    again = d.lax or (not vote.get('secret') and d.maybe(0.15))
    who = d.who(lambda p: p in vote['roll'] and d.is_here(p) and d.oracle.here(d.room, p)
                and (again or p not in vote['ballots']))
    return who, {'vote': name, **paper(d, vote)}, None


def vote_close(d):
    name = d.old(d.room.votes, lambda v: v['status'] == 'åpen')
    vote = d.room.votes.get(name, {'kind': '', 'roll': [], 'ballots': {}})
    missing = [p for p in vote['roll'] if p not in vote['ballots'] and d.oracle.here(d.room, p)]
    args = {'vote': name}
    if missing and not d.slips():
        if d.maybe(0.75):
            raise CannotNow
        if vote['kind'] in ('bindende', 'valg'):
            args['force'] = True
    return d.steerer(), args, None


def vote_declare(d):
    return d.steerer(), {'vote': d.old(d.room.votes, lambda v: v['status'] == 'lukket')}, None


def vote_correct(d):
    def correctable(vote):
        return vote['status'] == 'lukket' and not vote.get('secret') and any(
            isinstance(ballot, str) for ballot in vote['ballots'].values())
    name = d.old(d.room.votes, correctable)
    vote = d.room.votes.get(name)
    if vote is None or not vote['ballots']:
        return d.steerer(), {'vote': name, 'member': 'X', 'from': 'for', 'to': 'mot'}, None
    member = d.among([p for p, b in vote['ballots'].items() if isinstance(b, str)], d.everyone())
    before = vote['ballots'].get(member)
    if not isinstance(before, str) or d.slips():
        before = 'mot'
    options = vote.get('options') or ['for', 'mot']
    return d.steerer(), {'vote': name, 'member': member, 'from': before,
                         'to': d.among(options, ['utenfor', 'blankt'])}, d.text()


def vote_annul(d):
    name = d.old(d.room.votes, lambda v: v['status'] != 'annullert')
    annulled = [one for one, vote in d.room.votes.items() if vote['status'] == 'annullert']
    if annulled and d.maybe(0.2):  # Rare enough not to wait for a slip.
        name = d.dice.choice(annulled)
    return d.steerer(), {'vote': name, 'reason': d.text()}, None


def awaits_lot(vote):
    return vote.get('result', {}).get('outcome') == 'loddtrekning'


def lot_draw(d):
    name = d.old(d.room.votes, awaits_lot)
    vote = d.room.votes.get(name, {})
    among = vote['result']['among'] if awaits_lot(vote) else ['for']
    drawn = d.dice.choice(('utenfor', 'for')) if d.slips() else d.dice.choice(among)
    return d.steerer(), {'vote': name, 'result': drawn, 'witness': 'SEK'}, None


def decide(d):
    def decided(vote):
        return vote['status'] == 'kunngjort' and vote['result']['outcome'] in (
            'vedtatt', 'avgjort', 'valgt')
    return d.steerer(), {'item': d.old(d.room.items), 'vote': d.old(d.room.votes, decided)}, \
        d.text()


# --- Resting on other rooms, and on money.

def position_submit(d):
    if d.room.status == 'hevet' and not d.slips():
        raise CannotNow
    adjourned = [r.id for r in d.oracle.rooms.values() if r.status == 'hevet' and r is not d.room]
    args = {'from': d.among(adjourned, [*d.oracle.rooms, 'K9']),
            'form': d.dice.choice(('nettverk', 'oppgavefellesskap')),
            'tasks': {task: d.maybe(0.5) for task in d.some(('vann', 'vei', 'skole'), 0)}}
    if d.maybe(0.3):
        args['late'] = d.maybe(0.7)
    who = d.who(lambda p: d.writes(p) and d.role(p) not in ('publikum', 'følgeforsker'))
    return who, args, None


def alloc_apply(d):
    if d.room.alloc and d.maybe(0.7):  # Anew, but not all the time.
        raise CannotNow
    name = d.old(d.room.votes, lambda v: sum(v.get('result', {}).get('sum', {}).values()) > 0)
    vote = d.room.votes.get(name, {})
    points = sum(vote.get('result', {}).get('sum', {}).values()) or 1
    total = points * d.dice.randint(1, 30)
    return d.steerer(), {'vote': name, 'total': total + (1 if d.slips() else 0)}, None


def realloc_request(d):
    source = d.old(d.room.alloc, lambda held: held > 0)
    held = d.room.alloc.get(source, 10)
    amount = d.dice.randint(1, max(1, held // 10 if d.maybe(0.5) else held))
    if d.slips():
        amount += held
    return d.writer(), {'req': f'O{d.dice.randint(1, 4)}', 'from': source,
                        'to': d.old(d.room.alloc), 'amount': amount}, None


def realloc_approve(d):
    def ready(request):
        waits = len(request['need']) - len(set(request['ok']))
        return request['status'] == 'foreslått' and (
            waits > 1 or request['amount'] <= d.room.alloc.get(request['from'], 0))
    name = d.old(d.room.realloc, ready)
    short = [one for one, request in d.room.realloc.items()
             if request['status'] == 'foreslått' and not ready(request)]
    if short and (d.lax or d.maybe(0.25)):  # Rare enough not to wait for a slip.
        name = d.dice.choice(short)
        d.lax = 0
    request = d.room.realloc.get(name, {'need': LEVELS, 'ok': ()})
    need = [level for level in request['need'] if level not in request['ok']]
    room, vote = d.adopted()
    return d.steerer(), {'req': name, 'level': d.among(need, LEVELS), 'vote_room': room,
                         'vote': vote}, None


def realloc_refuse(d):
    name = d.old(d.room.realloc, lambda request: request['status'] == 'foreslått')
    return d.steerer(), {'req': name}, None


def agreement_version(d):
    doc = d.dice.choice(('Avtale1', 'Avtale2'))
    versions = d.room.agreements.get(doc, {'versions': {}})['versions']
    return d.writer(), {'doc': doc, 'version': d.new(versions, 'v')}, d.text()


def agreement_approve(d):
    doc = d.old(d.room.agreements)
    versions = d.room.agreements.get(doc, {'versions': {'v1': {'ok': []}}})['versions']
    latest = [*versions][-1]
    free = [level for level in LEVELS[1:] if level not in versions[latest]['ok']]
    room, vote = d.adopted()
    return d.steerer(), {'doc': doc, 'version': d.among([latest], versions),
                         'level': d.among(free, LEVELS), 'vote_room': room, 'vote': vote}, None


def measure_add(d):
    def left(cell):
        return d.room.alloc[cell] - sum(
            one['cost'] for one in d.room.homework.values() if one.get('cell') == cell)
    fitting = [cell for cell in d.room.alloc if left(cell) >= 0]
    cell = d.among(fitting, [*d.room.alloc, 'finnes-ikke'])
    most = left(cell) if cell in d.room.alloc else 10
    cost = d.dice.randint(0, max(most, 0)) + (most + 1 if d.slips() else 0)
    return d.writer(), {'measure': f'M{d.dice.randint(1, 5)}', 'cell': cell,
                        'cost': max(cost, 0)}, d.text()


MAKERS = {
    'vote_open': (vote_open, 8), 'vote_cast': (vote_cast, 22), 'vote_close': (vote_close, 12),
    'vote_declare': (vote_declare, 7), 'vote_correct': (vote_correct, 2.5),
    'vote_annul': (vote_annul, 1), 'lot_draw': (lot_draw, 6), 'decide': (decide, 3),
    'position_submit': (position_submit, 3), 'alloc_apply': (alloc_apply, 3),
    'realloc_request': (realloc_request, 3), 'realloc_approve': (realloc_approve, 3),
    'realloc_refuse': (realloc_refuse, 0.5), 'agreement_version': (agreement_version, 1.5),
    'agreement_approve': (agreement_approve, 3), 'measure_add': (measure_add, 2),
}
