"""Lines of a meeting: attendance, the list of items, the floor, boards, proposals, lists, minutes.

Each function takes a Draw and gives (who, args, text).
"""
from draw import CannotNow, Draw


def steering(d: Draw):
    return d.steerer(), {}, None


def convene(d):
    args = {'notice_days': d.dice.randint(0, 30)} if d.maybe(0.5) else {}
    if d.maybe(0.3):
        args['form'] = d.dice.choice(('fysisk', 'hybrid', 'fjernmøte'))
    return d.steerer(), args, None


def agenda_add(d):
    item = d.dice.choice([*d.room.items]) if d.room.items and d.maybe(0.1) \
        else f'S{len(d.room.items) + 1}'
    return d.steerer(), {'item': item, 'title': d.text(), 'kind': 'sak'}, None


def meeting_close(d):
    if not d.slips() and any(v['status'] == 'åpen' for v in d.room.votes.values()):
        raise CannotNow
    return d.steerer(), {}, None


def break_start(d):
    return d.steerer(), {'minutes': d.dice.randint(0, 60)}, None


def mode_set(d):
    return d.steerer(), {'mode': d.dice.choice(('verksted', 'formelt'))}, None


def phase_set(d):
    return d.steerer(), {'phase': d.dice.choice(('åpne: individ', 'gruppe', 'plenum'))}, None


def item_open(d):
    return d.steerer(), {'item': d.old(d.room.items)}, None


def item_close(d):
    args = {'item': d.old(d.room.items)}
    if d.maybe(0.3):
        args['status'] = 'utsatt'
    return d.steerer(), args, None


def chair_handover(d):
    args = {}
    if not d.room.acting_chair or d.maybe(0.4):
        args['to'] = d.among([p for p in d.everyone() if d.oracle.here(d.room, p)], d.strangers())
    return d.steerer(), args, None


def join(d):
    who = d.who(lambda p: not d.oracle.here(d.room, p) and d.writes(p)
                and p not in d.room.seat_of.values() and p not in d.room.seat_of)
    args = {'how': d.dice.choice(('sal', 'sal', 'fjern'))} if d.maybe(0.5) else {}
    person = d.oracle.people[who]
    if person['role'] == 'vara' and person.get('votes') and not (d.lax and d.slips()):
        free = [p for p in d.everyone() if not d.oracle.here(d.room, p) and p != who
                and p not in d.room.seat_of.values() and d.oracle.people[p].get('votes')]
        args['for'] = d.among(free, d.everyone() + d.strangers())
    return who, args, None


def leave(d):
    return d.who(lambda p: p in d.room.present and d.writes(p)), \
        {'reason': d.text()} if d.maybe(0.3) else {}, None


def disconnect(d):
    return d.who(lambda p: d.oracle.here(d.room, p) and d.writes(p)), {}, None


def reconnect(d):
    return d.who(lambda p: p in d.room.dropped and d.writes(p)), {}, None


def recusal_declare(d):
    return d.present(), {'item': d.old(d.room.items), 'ground': d.text()}, None


def timer_start(d):
    args = {'timer': f'T{d.dice.randint(1, 3)}', 'seconds': d.dice.randint(1, 300)}
    if d.maybe(0.3):
        args['for'] = d.text().replace('\n', ' ')
    return d.steerer(), args, None


def timer_end(d):
    return d.steerer(), {'timer': d.old(d.room.timers)}, None


def say(d):
    args = {d.dice.choice(('reflection', 'talk', 'question')): 'F1'} if d.maybe(0.3) else {}
    return d.present(), args, d.text()


def observe(d):
    def may(p):
        open_to = ('følgeforsker',) if d.room.doors != 'åpne' else \
            ('følgeforsker', 'observatør', 'publikum')
        return d.role(p) in open_to
    if d.room.doors != 'åpne' and (d.lax or d.maybe(0.3)):
        return d.who(lambda p: d.role(p) in ('publikum', 'observatør')), {}, None
    return d.who(may), {}, d.text()


def film_play(d):
    return d.steerer(), {'film': f'F{d.dice.randint(1, 2)}', 'seconds': 90}, None


def in_debate(d):
    """Whoever is not disqualified in the open item, where that item is decided."""
    kept_out = d.room.recused.get(d.room.open_item, set()) if d.room.mode == 'formelt' else set()
    return lambda person: person not in kept_out or d.slips()


def speak_request(d):
    if not d.slips() and d.room.open_item in d.room.debate_closed:
        raise CannotNow
    waiting = [entry[0] for entry in d.room.queue]
    may = in_debate(d)
    who = d.who(lambda p: d.is_here(p) and p not in waiting and d.oracle.may_speak(d.room, p)
                and may(p))
    kind = d.dice.choice((None, None, 'innlegg', 'replikk', 'forretningsorden'))
    return who, {'kind': kind} if kind else {}, None


def speak_withdraw(d):
    return d.who(lambda p: d.writes(p) and any(entry[0] == p for entry in d.room.queue)), {}, None


def speak_grant(d):
    waiting = list(filter(in_debate(d), (entry[0] for entry in d.room.queue)))
    return d.steerer(), {'to': d.among(waiting, d.everyone())}, None


def speak_end(d):
    if d.room.speaking and d.is_here(d.room.speaking) and not d.slips():
        return d.room.speaking, {}, d.text()
    return d.writer(), {}, None


def debate_close(d):
    if not d.lax and d.room.open_item in d.room.debate_closed:
        raise CannotNow
    return d.steerer(), {}, None


def debate_reopen(d):
    if not d.lax and d.room.open_item not in d.room.debate_closed:
        raise CannotNow
    return d.steerer(), {}, None


def homework_assign(d):
    return d.steerer(), {'hw': f'L{d.dice.randint(1, 3)}', 'title': 'Les', 'due': 'fredag',
                         'to': 'alle'}, None


def homework_submit(d):
    who = d.who(d.writes)
    return who, {'hw': d.old(d.room.homework, lambda h: 'due' in h), 'file': 'svar.pdf'}, None


def note_add(d):
    args = {'board': 'B1', 'note': d.new(d.room.notes, 'N')}
    if d.maybe(0.4):
        args['tag'] = 'mulighet'
    return d.writer(), args, d.text()


def note_move(d):
    return d.present(), {'note': d.old(d.room.notes), 'tag': d.dice.choice(('kort', 'lang'))}, None


def note_cluster(d):
    notes = d.some([*d.room.notes] + (['finnes-ikke'] if d.slips() else []))
    return d.writer(), {'cluster': f'G{d.dice.randint(1, 3)}', 'title': 'Samlet',
                        'notes': notes}, None


def matrix_place(d):
    return d.writer(), {'what': d.dice.choice([*d.room.notes, 'tiltak']), 'effekt': 'høy',
                        'innsats': 'lav'}, None


def is_tabled(proposal):
    return proposal['status'] == 'fremmet'


def debate_is_over(d):
    return d.room.mode == 'formelt' and d.room.open_item in d.room.debate_closed


def propose(d):
    if not d.slips() and debate_is_over(d):
        raise CannotNow
    recused = d.room.recused.get(d.room.open_item, set())
    who = d.who(lambda p: d.oracle.here(d.room, p) and d.oracle.is_member(d.room, p)
                and p not in recused and d.writes(p))
    kept_off = [p for p in sorted(recused) if d.oracle.here(d.room, p)
                and d.oracle.is_member(d.room, p)]
    if kept_off and (d.lax or d.maybe(0.15)):  # Rare enough not to wait for a slip.
        who = d.dice.choice(kept_off)
    args = {'proposal': d.new(d.room.proposals, 'P')}
    if d.maybe(0.3):
        args['kind'] = 'endringsforslag'
    if d.room.proposals and d.maybe(0.3):
        args['amends'] = d.old(d.room.proposals)
    if d.maybe(0.2):
        args['basis'] = ['N1', 'V1']
    return who, args, d.text()


def own_proposal(d):
    name = d.old(d.room.proposals, is_tabled)
    by = d.room.proposals.get(name, {}).get('by')
    if by is None or d.slips():
        by = d.who(lambda p: True)
    return by, {'proposal': name}


def proposal_edit(d):
    if not d.slips() and debate_is_over(d):
        raise CannotNow
    who, args = own_proposal(d)
    return who, args, d.text()


def proposal_withdraw(d):
    return *own_proposal(d), None


def proposal_merge(d):
    tabled = [name for name, one in d.room.proposals.items() if is_tabled(one)]
    if d.slips():
        tabled += [*d.room.proposals, 'finnes-ikke']
    into = d.new(d.room.proposals, 'P')
    return d.writer(), {'from': d.some(tabled), 'into': into}, d.text()


def support(d):
    return d.member(), {'proposal': d.old(d.room.proposals)}, None


def forward(d):
    return d.steerer(), {'proposal': d.old(d.room.proposals)}, None


def free_list(d, things):
    return d.among([name for name in things if name not in d.room.locked], ['Liste1', 'Liste2'])


def priority_set(d):
    order = d.some([*d.room.proposals, 'A', 'B', 'C'], 1, 6)
    return d.writer(), {'list': free_list(d, ('Liste1', 'Liste2')), 'order': order}, None


def priority_move(d):
    name = free_list(d, d.room.priority)
    order = d.room.priority.get(name, ['A'])
    who = d.who(lambda p: d.is_here(p) and (d.oracle.is_member(d.room, p)
                                            or d.oracle.steers(d.room, p)))
    what = d.among(order, ['utenfor'])
    return who, {'list': name, 'what': what, 'to': d.dice.randint(1, len(order) + 1)}, None


def priority_lock(d):
    return d.steerer(), {'list': d.dice.choice(('Liste1', 'Liste2'))}, None


def doors_close_check(d):
    remote = d.room.form == 'fjernmøte' or any(
        how == 'fjern' and d.oracle.is_member(d.room, p) for p, how in d.room.present.items())
    second = d.maybe(0.5) and (not remote or d.lax)
    basis = 'kommuneloven § 11-5 andre ledd' if second else 'kommuneloven § 11-5 tredje ledd'
    return d.steerer(), {'hjemmel': basis}, None


def protocol_add(d):
    return d.member(), {'kind': 'stemmeforklaring'} if d.maybe(0.3) else {}, d.text()


def report(d):
    return d.present(), {}, d.text()


def endorse(d):
    known = d.room.endorsements.get('I1', {})
    free = [body for body in ('Ørsta', 'Volda', 'Ulstein', 'Hareid') if body not in known]
    args = {'initiative': 'I1', 'body': d.among(free, known)}
    if d.maybe(0.3):
        args['stance'] = 'avventer'
    return d.present(), args, None


def mark(d):
    who = d.who(lambda p: d.writes(p) and d.role(p) not in ('publikum', 'følgeforsker'))
    rooms = d.some([*d.oracle.rooms] + (['K9'] if d.slips() else []), 1, 4)
    return who, {'moment': f'Ø{d.dice.randint(1, 4)}', 'rooms': rooms}, d.text()


# Action: its maker, and how often it is drawn.
MAKERS = {
    'convene': (convene, 1), 'agenda_add': (agenda_add, 2), 'meeting_open': (steering, 4),
    'meeting_close': (meeting_close, 1), 'break_start': (break_start, 1),
    'break_end': (steering, 1), 'mode_set': (mode_set, 2), 'phase_set': (phase_set, 1),
    'item_open': (item_open, 4), 'item_close': (item_close, 1),
    'chair_handover': (chair_handover, 2), 'mark': (mark, 1), 'minutes_publish': (steering, 0.5),
    'doors_close_check': (doors_close_check, 1.5), 'doors_open': (steering, 0.7),
    'join': (join, 9), 'leave': (leave, 2.5), 'disconnect': (disconnect, 2.5),
    'reconnect': (reconnect, 3), 'recusal_declare': (recusal_declare, 1),
    'timer_start': (timer_start, 1), 'timer_end': (timer_end, 1.5), 'say': (say, 1),
    'observe': (observe, 2), 'film_play': (film_play, 0.5), 'speak_request': (speak_request, 6),
    'speak_withdraw': (speak_withdraw, 1), 'speak_grant': (speak_grant, 3),
    'speak_end': (speak_end, 2.5), 'debate_close': (debate_close, 1.5),
    'debate_reopen': (debate_reopen, 1), 'homework_assign': (homework_assign, 1),
    'homework_submit': (homework_submit, 1.5), 'note_add': (note_add, 3),
    'note_move': (note_move, 1), 'note_cluster': (note_cluster, 1),
    'matrix_place': (matrix_place, 0.7), 'propose': (propose, 5),
    'proposal_edit': (proposal_edit, 2.5), 'proposal_withdraw': (proposal_withdraw, 1),
    'proposal_merge': (proposal_merge, 1.5), 'support': (support, 2), 'forward': (forward, 0.7),
    'priority_set': (priority_set, 1.5), 'priority_move': (priority_move, 2.5),
    'priority_lock': (priority_lock, 0.5), 'protocol_add': (protocol_add, 1.5),
    'report': (report, 0.7), 'endorse': (endorse, 1.5),
}
