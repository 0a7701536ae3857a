"""Makes secret_votes.jsonl: secret votes of every method, kind and trouble the rulebook knows of, as
a workshop script. The expected answers are the rulebook's (../workshops/oracle.py).

    python3 tests/golden/make_secret_votes.py > tests/golden/secret_votes.jsonl
"""
import copy
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'workshops'))
import oracle  # noqa: E402

MEMBERS = [f'R{n:02}' for n in range(1, 10)]
OPTIONS = ['Aust', 'Vest', 'Det lange alternativet i sør', 'Nord']
LISTS = {'Lista A': [['Anne', 'K'], ['Arne', 'M'], ['Ada', 'K']],
         'Lista B': [['Bo', 'M'], ['Berit', 'K'], ['Bjørg', 'K']]}


def header():
    room = {'seats': 9, 'chair': 'R01', 'deputy': 'R02', 'secretary': 'SEK', 'form': 'fysisk',
            'public': True, 'facilitators': ['PV']}
    people = [{'id': one, 'label': f'Representant {one[1:]}', 'role': 'folkevalgt', 'votes': True,
               'party': ['Ap', 'H', 'Sp'][n % 3], 'rooms': ['UR', 'KS', 'NV']}
              for n, one in enumerate(MEMBERS)]
    people[0]['role'] = 'ordfører'
    people += [{'id': 'SEK', 'label': 'Møtesekretær', 'role': 'sekretær', 'votes': False},
               {'id': 'PV', 'label': 'Prosessveileder', 'role': 'prosessveileder', 'votes': False}]
    return {'seq': 0, 't': 0, 'action': 'header', 'format': 'politisk-verksted-manus/1',
            'scenario': 'H', 'title': 'Hemmelige voteringer', 'seed': 7, 'note': 't = sekunder.',
            'rooms': {
                'UR': dict(room, body='Ungdomsrådet', ruleset='kommuneloven', mode='formelt',
                           allow_secret_single=True),
                'KS': dict(room, body='Kommunestyret', ruleset='kommuneloven', mode='formelt'),
                'NV': dict(room, body='Nettverket', ruleset='nettverk', mode='verksted')},
            'people': people}


class Script:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.header = header()
        self.lines = []
        self.oracle = oracle.Oracle(copy.deepcopy(self.header))
        self.votes = 0

    def say(self, room, person, action, text='', **args):
        line = {'seq': len(self.lines) + 1, 't': 3 * len(self.lines), 'room': room, 'id': person,
                'action': action, 'args': args, 'text': text}
        before = copy.deepcopy(self.oracle.rooms[room])
        try:
            getattr(self.oracle, 'do_' + action)(self.oracle.rooms[room], line,
                                                 copy.deepcopy(args))
        except oracle.Reject as no:
            self.oracle.rooms[room] = before
            line['expect'] = no.code
        self.lines.append(line)
        return 'expect' not in line

    def paper(self, method):
        chance = self.chance
        if method == 'prikk':
            return {'dots': chance.choice([{'Aust': 2, 'Nord': 1}, {'Nord': 1, 'Aust': 2}, {'Vest': 1},
                                           {'Vest': 9}, {}])}
        if method == 'godkjenning':
            return {'choices': chance.sample(OPTIONS, chance.randint(0, 3))}
        if method == 'rangering':
            return {'ranking': chance.sample(OPTIONS, chance.choice([4, 4, 4, 3]))}
        if method == 'poeng':
            first = chance.randint(0, 10)
            return {'points': {'Nord': first, 'Aust': 10 - first}}
        if method == 'grader':
            return {'grade': chance.randint(1, 9)}
        if method == 'for_mot':
            return {'choice': chance.choice(['for', 'mot', 'blankt', 'kanskje'])}
        if method == 'forholdsvalg':
            return {'choice': chance.choice(list(LISTS) + ['blankt'])}
        return {'choice': chance.choice(OPTIONS[:2] * 3 + OPTIONS[2:] + ['blankt'])}

    def vote(self, room, kind, method, **more):
        self.votes += 1
        name = f'H{self.votes}'
        terms = {'vote': name, 'kind': kind, 'method': method, 'secret': True, **more}
        if method == 'forholdsvalg':
            terms.update(options=list(LISTS), lists=LISTS, seats=3)
        elif method != 'for_mot':
            terms['options'] = OPTIONS[:2] if method == 'alternativ' else OPTIONS
        if method in ('prikk', 'godkjenning'):
            terms['max'] = 3
        if method == 'poeng':
            terms['sum'] = 10
        if not self.say(room, 'R01', 'vote_open', 'Vi stemmer hemmelig.', **terms):
            return None
        voters = self.chance.sample(MEMBERS[:-1], 8)
        late = self.chance.random() < 0.3
        for voter in voters[late:]:
            self.say(room, voter, 'vote_cast', 'Eg sa det høgt', vote=name,
                     **self.paper(method))
        self.say(room, voters[-1], 'vote_cast', vote=name, **self.paper(method))
        self.say(room, 'PV', 'vote_cast', vote=name, **self.paper(method))
        return name

    def end(self, room, name):
        for force in ({}, {'force': True}):
            if self.say(room, 'R01', 'vote_close', vote=name, **force):
                break
        self.say(room, 'R01', 'vote_correct', 'Feil', vote=name, member='R03', **{'from': 'Aust',
                                                                               'to': 'Vest'})
        result = self.oracle.rooms[room].votes[name]['result']
        if result.get('outcome') == 'loddtrekning':
            self.say(room, 'R01', 'lot_draw', vote=name, result=result['among'][-1], witness='R04')
        self.say(room, 'R01', 'vote_declare', vote=name)

    def play(self):
        for room in self.header['rooms']:
            for person in MEMBERS[:-1] + ['SEK', 'PV']:
                self.say(room, person, 'join', how='sal')
            self.say(room, 'R01', 'meeting_open')
            self.say(room, 'R01', 'agenda_add', item='S1', title='Sak 1', kind='sak')
            self.say(room, 'R01', 'item_open', item='S1')
        methods = ['for_mot', 'alternativ', 'prikk', 'godkjenning', 'rangering', 'poeng', 'grader']
        plan = [(room, kind, method, {}) for room in ('UR', 'NV') for kind in ('prøve', 'innspill')
                for method in methods]
        plan += [('UR', 'valg', 'flertallsvalg', {'round': round}) for round in (1, 2) * 4]
        plan += [('UR', 'valg', 'forholdsvalg', {})] * 4
        plan += [('KS', 'valg', 'flertallsvalg', {}), ('KS', 'bindende', 'for_mot', {}),
                 ('KS', 'valg', 'forholdsvalg', {}), ('KS', 'prøve', 'rangering', {})]
        for room, kind, method, more in plan:
            name = self.vote(room, kind, method, **more)
            if name is None:
                continue
            if self.chance.random() < 0.15:
                self.say(room, 'R01', 'vote_annul', vote=name, reason='feil i listene')
                self.say(room, 'R01', 'vote_close', vote=name)
                continue
            self.end(room, name)
        return self


if __name__ == '__main__':
    script = Script(20260311).play()
    for one in [script.header] + script.lines:
        print(json.dumps(one, ensure_ascii=False))
