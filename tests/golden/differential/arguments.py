"""The arguments of every action, by type, as politisk-verksted-manus/1 has them.

A line whose arguments are not of these types is not a line of the format: the reader of scripts
tells so, and no room gets to see it.
"""
WORDS = {
    'form': ('fysisk', 'fjernmøte', 'hybrid'),
    'mode': ('verksted', 'formelt'),
    'how': ('sal', 'fjern'),
    'speech': ('innlegg', 'replikk', 'forretningsorden'),
    'vote_kind': ('innspill', 'prøve', 'bindende', 'valg'),
    'method': ('for_mot', 'alternativ', 'godkjenning', 'prikk', 'rangering', 'poeng', 'grader',
               'flertallsvalg', 'forholdsvalg'),
    'level': ('programstyret', 'stat', 'kommune'),
}

COUNT_MAX = 2 ** 32 - 1

ARGUMENTS = {
    'convene': {'notice_days': 'count', 'form': 'form', 'open': 'flag'},
    'agenda_add': {'item': 'text', 'title': 'text', 'kind': 'text'},
    'meeting_open': {},
    'meeting_close': {},
    'break_start': {'minutes': 'count'},
    'break_end': {},
    'mode_set': {'mode': 'mode'},
    'phase_set': {'phase': 'text'},
    'item_open': {'item': 'text'},
    'item_close': {'item': 'text', 'status': 'text'},
    'chair_handover': {'to': 'text'},
    'mark': {'moment': 'text', 'rooms': 'texts'},
    'minutes_publish': {},
    'doors_close_check': {'hjemmel': 'text'},
    'doors_open': {},
    'join': {'how': 'how', 'for': 'text'},
    'leave': {'reason': 'text'},
    'disconnect': {'reason': 'text'},
    'reconnect': {},
    'recusal_declare': {'item': 'text', 'ground': 'text'},
    'timer_start': {'timer': 'text', 'seconds': 'count', 'for': 'text'},
    'timer_end': {'timer': 'text'},
    'say': {'reflection': 'text', 'talk': 'text', 'question': 'text'},
    'observe': {},
    'film_play': {'film': 'text', 'seconds': 'count'},
    'speak_request': {'kind': 'speech'},
    'speak_withdraw': {},
    'speak_grant': {'to': 'text'},
    'speak_end': {},
    'debate_close': {},
    'debate_reopen': {},
    'homework_assign': {'hw': 'text', 'title': 'text', 'due': 'text', 'to': 'text'},
    'homework_submit': {'hw': 'text', 'file': 'text'},
    'endorse': {'initiative': 'text', 'body': 'text', 'stance': 'text'},
    'note_add': {'board': 'text', 'note': 'text', 'tag': 'text'},
    'note_move': {'note': 'text', 'tag': 'text'},
    'note_cluster': {'cluster': 'text', 'title': 'text', 'notes': 'texts'},
    'matrix_place': {'what': 'text', 'effekt': 'text', 'innsats': 'text'},
    'propose': {'proposal': 'text', 'kind': 'text', 'amends': 'text', 'basis': 'texts'},
    'proposal_edit': {'proposal': 'text'},
    'proposal_withdraw': {'proposal': 'text'},
    'proposal_merge': {'from': 'texts', 'into': 'text'},
    'support': {'proposal': 'text'},
    'forward': {'proposal': 'text'},
    'priority_set': {'list': 'text', 'order': 'texts'},
    'priority_move': {'list': 'text', 'what': 'text', 'to': 'count'},
    'priority_lock': {'list': 'text'},
    'vote_open': {'vote': 'text', 'kind': 'vote_kind', 'method': 'method', 'options': 'texts',
                  'max': 'count', 'per_option_max': 'count', 'blind': 'flag', 'item': 'text',
                  'electorate': 'electorate', 'revote_of': 'text', 'levels': 'count',
                  'about': 'texts', 'sum': 'count', 'need_unanimous': 'flag',
                  'threshold': 'fraction', 'secret': 'flag', 'recusal_of': 'texts',
                  'closes_doors': 'text', 'seats': 'count', 'lists': 'lists', 'round': 'count',
                  'named': 'flag'},
    'vote_cast': {'vote': 'text', 'choice': 'text', 'choices': 'texts', 'ranking': 'texts',
                  'dots': 'counts', 'points': 'counts', 'grade': 'whole'},
    'vote_close': {'vote': 'text', 'force': 'flag'},
    'vote_declare': {'vote': 'text'},
    'vote_correct': {'vote': 'text', 'member': 'text', 'from': 'text', 'to': 'text'},
    'vote_annul': {'vote': 'text', 'reason': 'text'},
    'lot_draw': {'vote': 'text', 'result': 'text', 'witness': 'text'},
    'decide': {'item': 'text', 'vote': 'text'},
    'protocol_add': {'kind': 'text'},
    'report': {},
    'position_submit': {'from': 'text', 'form': 'text', 'tasks': 'tasks', 'late': 'flag'},
    'alloc_apply': {'vote': 'text', 'total': 'whole'},
    'realloc_request': {'req': 'text', 'from': 'text', 'to': 'text', 'amount': 'whole'},
    'realloc_approve': {'req': 'text', 'level': 'level', 'vote_room': 'text', 'vote': 'text'},
    'realloc_refuse': {'req': 'text'},
    'agreement_version': {'doc': 'text', 'version': 'text'},
    'agreement_approve': {'doc': 'text', 'version': 'text', 'level': 'level', 'vote_room': 'text',
                          'vote': 'text'},
    'measure_add': {'measure': 'text', 'cell': 'text', 'cost': 'whole'},
}


def is_text(value):
    return isinstance(value, str)


def is_whole(value):
    return isinstance(value, int) and not isinstance(value, bool) and -2 ** 63 <= value < 2 ** 63


def is_count(value):
    return is_whole(value) and 0 <= value <= COUNT_MAX


def is_flag(value):
    return isinstance(value, bool)


def is_texts(value):
    return isinstance(value, list) and all(is_text(one) for one in value)


def is_counts(value):
    return isinstance(value, dict) and all(is_whole(one) for one in value.values())


def is_tasks(value):
    return isinstance(value, dict) and all(is_flag(one) for one in value.values())


def is_electorate(value):
    return value in ('medlemmer', 'alle') if is_text(value) else is_texts(value)


def is_fraction(value):
    return (isinstance(value, list) and len(value) == 2 and all(is_whole(one) for one in value)
            and value[0] >= 0 and value[1] >= 1)


def is_lists(value):
    return isinstance(value, dict) and all(
        isinstance(names, list) and all(is_texts(pair) and len(pair) == 2 for pair in names)
        for names in value.values())


TYPES = {
    'text': is_text, 'whole': is_whole, 'count': is_count, 'flag': is_flag, 'texts': is_texts,
    'counts': is_counts, 'tasks': is_tasks, 'electorate': is_electorate, 'fraction': is_fraction,
    'lists': is_lists,
}


def fits(value, kind):
    if value is None:
        return True  # Not said.
    if kind == 'level':
        return is_text(value)  # One that does not exist is the room's to refuse.
    if kind in WORDS:
        return value in WORDS[kind] if is_text(value) else False
    return TYPES[kind](value)


def is_readable(line):
    """Whether the line is one of the format at all."""
    known = ARGUMENTS.get(line.get('action'))
    args = line.get('args') or {}
    if known is None or not isinstance(args, dict):
        return False
    if not all(is_text(line[key]) for key in ('text', 'idem') if key in line):
        return False
    return all(name in known and fits(value, known[name]) for name, value in args.items())
