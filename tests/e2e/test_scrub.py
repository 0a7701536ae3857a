"""Moving through the past of script A on sockets: what each may see, at each of its moments."""
import unittest

import harness
import ws
from past_socket import PastSocket

ROOM = 'A/A'
# The moments that script A names, and the line that names each.
MOMENTS = {'K1': 120, 'M1': 169, 'M2': 368, 'M3': 519}
# Nobody in particular, a member, the chair.
VIEWERS = (None, 'R24', 'R01')
PLAYING = 30


class Scrub(harness.WithFolder):
    @classmethod
    def setUpClass(cls):
        cls.stage = cls('run_stage')
        cls.stage.setUp()
        cls.addClassCleanup(cls.stage.doCleanups)
        cls.made = cls.stage.server()
        cls.stage.assert_ok(cls.made.client('play', harness.script('A')))

    def run_stage(self):
        """Not a test: the folder and the server that all tests here look at."""

    def token(self, person):
        return None if person is None else self.made.token('A', person)

    def past(self, person):
        return PastSocket(self.made, ROOM, self.made.ticket(ROOM, self.token(person)))

    def state(self, person, at):
        status, reply = self.made.http('GET', f'/api/v1/workshops/{ROOM}/state?at={at}',
                                       token=self.token(person))
        self.assertEqual(200, status, reply)
        return reply

    def test_every_viewer_at_every_moment(self):
        """A seek shows what the HTTP call says of that number, to the public, a member and the chair."""
        for person in VIEWERS:
            with self.past(person) as one:
                self.assertTrue(one.welcome['past'])
                for moment, line in MOMENTS.items():
                    with self.subTest(f'{person} at {moment}'):
                        # The public is not told the names of moments.
                        status = one.move(seek=moment if person else f'script:{line}')
                        self.assertFalse(status.get('trouble'), status)
                        state = self.state(person, one.number)
                        self.assertEqual({e.get('slot', 0): e for e in state['entities']}, one.shown())
            if person is None:
                with self.past(None) as one:
                    self.assertTrue(one.move(seek='M1')['trouble'])

    def test_the_speakers_at_the_checkpoint(self):
        """K1 names the list of speakers that must be shown there; the public reads it too."""
        for person in VIEWERS:
            with self.subTest(person), self.past(person) as one:
                at = f'script:{MOMENTS["K1"]}'
                self.assertFalse(one.move(seek=at).get('trouble'))
                waiting = [e['person'] for e in one.of_kind('speakers')[0]['queue']]
                self.assertEqual(['R10', 'R24', 'R29', 'R02'], waiting)

    def test_in_the_middle_of_the_vote(self):
        """M3 is after ten ballots: no result, nobody's paper but one's own; a step on is one patch."""
        with self.past('R01') as chair, self.past(None) as gallery:
            for one in (chair, gallery):
                self.assertFalse(one.move(seek=f'script:{MOMENTS["M3"]}').get('trouble'))
                vote = next(v for v in one.of_kind('vote') if v['status'] == 'VOTE_STATUS_OPEN')
                self.assertNotIn('result', vote)
                others = [b for b in one.of_kind('ballot')
                          if b['vote'] == vote['id'] and b['voter'] != 'R01']
                self.assertFalse([b for b in others if 'paper' in b])
                before = one.number
                one.move(step=1)
                self.assertEqual([before + 1], one.patches)

    def test_thirty_play_at_once(self):
        """Thirty sockets play the same stretch a hundred times as fast: each number once, one view."""
        # Two each: one person has but so many sockets to a room's past.
        viewers = [self.past(f'R{2 + number // 2:02}') for number in range(PLAYING)]
        try:
            for one in viewers:
                one.move(seek=f'script:{MOMENTS["M1"]}')
            start = viewers[0].number
            for one in viewers:
                self.assertTrue(one.move(play=100, pauseMaxMs=1)['playing'])
            for one in viewers:
                while one.statuses[-1].get('playing'):
                    one.read_status()
                head = int(one.statuses[-1]['head'])
                self.assertEqual(head, one.number)
                self.assertEqual(list(range(start + 1, head + 1)), one.patches)
                self.assertEqual(viewers[0].entities, one.entities)
        finally:
            for one in viewers:
                one.__exit__()

    def test_nothing_can_be_done(self):
        """A submit closes the socket with 4400 and a sentence; so does a move on a socket to the present."""
        with self.past('R01') as one:
            one.socket.submit({'submit': {'commandId': 'a', 'command': {'join': {'how': 'PLACE_HALL'}}}})
            problem = one.socket.until(lambda f: f.get('problem'))
            self.assertIn('past', problem['sentence'])
            self.assertEqual(4400, one.socket.closed_with())
        with ws.join(self.made, ROOM, 'R01') as live:
            live.submit({'scrub': {'step': -1}})
            self.assertEqual(4400, live.closed_with())

    def test_tickets_and_paths(self):
        """A used ticket (4401), a room that is not there and a path that is none (404)."""
        ticket = self.made.ticket(ROOM, self.token('R24'))
        with PastSocket(self.made, ROOM, ticket):
            pass
        with ws.Socket(self.made.port) as again:
            again.upgrade(f'/ws/{ROOM}/past')
            again.submit({'hello': {'ticket': ticket}})
            self.assertEqual(4401, again.closed_with())
        for path in ('/ws/A/X/past', '/ws/A/A/past/', '/ws/A/A/future', '/ws/A/past'):
            with self.subTest(path), ws.Socket(self.made.port) as none:
                none.send(ws.handshake(path))
                self.assertEqual(404, none.answer_head()[0])


if __name__ == '__main__':
    unittest.main()
