"""How a proposal came about, over HTTP and by the command line: who is told what, in which form."""
import json
import os
import unittest
import xml.etree.ElementTree as xml

import harness
import ws

SVG = '{http://www.w3.org/2000/svg}'


class Lineage(harness.WithFolder):
    commands = 0

    def setUp(self):
        super().setUp()
        self.at = self.server()
        made = harness.small_programme()
        made['rooms'].append(dict(made['rooms'][0], room='N', body='Nemnd', public=False))
        for person in made['people']:
            person['memberOf'].append('N')
        self.assertEqual(201, self.at.http('POST', '/api/v1/programmes', made)[0])
        with ws.join(self.at, 'P/R', 'LEDER') as chair, ws.join(self.at, 'P/R', 'M1') as member:
            self.does(chair, {'join': {}})
            self.does(member, {'join': {}})
            self.does(chair, {'meetingOpen': {}})
            self.does(member, {'noteAdd': {'note': 'N1', 'board': 'B'}, 'text': 'Buss <b>hver</b> time'})
            self.does(chair, {'noteCluster': {'cluster': 'C', 'title': 'Reise', 'notes': ['N1']}})
            self.before = self.does(chair, {'propose': {'proposal': 'P1', 'basis': ['C']},
                                            'text': 'Flere busser'})
            self.does(chair, {'proposalEdit': {'proposal': 'P1'}, 'text': 'Mange flere busser'})

    def does(self, socket, command):
        """The number of the event it made."""
        self.commands += 1
        done = ws.answer(socket, f'c{self.commands}', command)
        self.assertIn('receipt', done, done)
        return int(done['receipt']['number'])

    def get(self, query, token='', status=200, room='R'):
        got, reply = self.at.http('GET', f'/api/v1/workshops/P/{room}/lineage?{query}', token=token)
        self.assertEqual(status, got, reply)
        return reply

    def note(self, token):
        nodes = self.get('of=P1', token)['nodes']
        return next(one for one in nodes if one['key'] == 'note:N1')

    def test_each_reader_is_told_what_they_may_see(self):
        """The board names no authors: the public is not told them, the author and the administrator are."""
        self.assertNotIn('actor', self.note(None))
        self.assertEqual('M1', self.note(self.at.token('P', 'M1'))['actor'])
        self.assertEqual('M1', self.note('')['actor'])
        keys = [one['key'] for one in self.get('of=P1', None)['nodes']]
        self.assertEqual(['note:N1', 'cluster:C#1', 'proposal:P1', 'wording:P1#2'], keys)
        self.get('of=P1', None, 401, 'N')

    def test_a_position_and_wrong_questions(self):
        """Wrong questions get one sentence that says what there is."""
        self.assertEqual('proposal:P1', self.get(f'of=P1&at={self.before}')['root'])
        self.assertIn('proposals: P1', self.get('of=P9', status=404)['error']['sentence'])
        self.get('at=1', status=400)
        self.get('of=P1&format=gif', status=400)
        self.get('of=P1&language=de', status=400)

    def test_the_picture_and_the_sentences(self):
        """What people wrote is text in the picture, and no element of it."""
        picture = xml.fromstring(self.get('of=P1&format=svg&language=nn', None))
        self.assertEqual('nn', picture.get('lang'))
        boxes = [one for one in picture.iter(SVG + 'g') if one.get('role') == 'listitem']
        self.assertEqual(4, len(boxes))
        self.assertIn('«Buss <b>hver</b> time»', boxes[0].find(SVG + 'title').text)
        self.assertFalse(list(picture.iter(SVG + 'b')))
        self.assertIn('vart skriven', self.get('of=P1&format=text&language=nn', None))
        self.assertTrue(self.get('of=P1&format=dot', None).startswith('digraph "P/R P1" {'))

    def test_the_command_line_says_the_same(self):
        """Beside the running server, and with exit codes that mean something."""
        def replay(*args):
            return harness.run('tingbok-replay', 'lineage', '--data', self.path('data'), '--room', 'P/R', *args)
        told = self.assert_ok(replay('--of', 'P1', '--format', 'json'))
        self.assertEqual(self.get('of=P1'), json.loads(told.stdout))
        out = self.path('p1.svg')
        self.assert_ok(replay('--of', 'P1', '--format', 'svg', '--out', out))
        self.assertEqual(SVG + 'svg', xml.parse(out).getroot().tag)
        self.assertTrue(os.path.getsize(out) > 1000)
        wrong = replay('--of', 'P9')
        self.assertEqual(2, wrong.returncode)
        self.assertIn('There is no “P9” in P/R', wrong.stderr)
        self.assertEqual(2, replay('--of', 'P1', '--language', 'de').returncode)


if __name__ == '__main__':
    unittest.main()
