"""Whoever has no link: public rooms to read, and nothing else."""
import unittest

import harness
import ws


def programme():
    """small_programme() with a second room, which is not public."""
    made = harness.small_programme()
    closed = dict(made['rooms'][0], room='N', body='Nemnd', public=False)
    made['rooms'].append(closed)
    for person in made['people']:
        person['memberOf'] = ['R', 'N']
    return made


class Public(harness.WithFolder):
    def setUp(self):
        super().setUp()
        self.made = self.server()
        self.assertEqual(201, self.made.http('POST', '/api/v1/programmes', programme())[0])

    def ticket(self, workshop):
        return self.made.http('POST', '/api/v1/tickets', {'workshop': workshop}, token=None)

    def watch(self, workshop='P/R'):
        """A connection of nobody in particular, welcomed, with its snapshot's entities."""
        status, reply = self.ticket(workshop)
        self.assertEqual(200, status, reply)
        opened = ws.Socket(self.made.port)
        opened.upgrade(f'/ws/{workshop}')
        opened.submit({'hello': {'ticket': reply['ticket']}})
        opened.welcome = opened.until(lambda f: f.get('welcome'))
        return opened

    def test_a_public_room_is_read_as_the_public(self):
        """A ticket without a token: audience PUBLIC, no person, nothing of one's own, patches as they come."""
        with self.watch() as gallery:
            self.assertEqual('AUDIENCE_PUBLIC', gallery.welcome['audience'])
            self.assertNotIn('person', gallery.welcome)
            with ws.join(self.made, 'P/R', 'LEDER') as chair:
                done = ws.answer(chair, 'j', {'join': {'how': 'PLACE_HALL'}})
                self.assertIn('receipt', done)
            patch = gallery.until(lambda f: f.get('patches'))
            self.assertTrue(patch)

    def test_it_sends_nothing(self):
        """An action from nobody in particular closes the connection with 4400, and changes nothing."""
        head = self.made.http('GET', '/api/v1/workshops/P/R/state')[1]['number']
        with self.watch() as gallery:
            gallery.submit({'submit': {'commandId': 'a', 'command': {'join': {'how': 'PLACE_HALL'}}}})
            self.assertEqual(4400, gallery.closed_with())
        self.assertEqual(head, self.made.http('GET', '/api/v1/workshops/P/R/state')[1]['number'])

    def test_a_room_that_is_not_public(self):
        """No ticket (403), nor for a room that is not there (404); a bad token is not nobody (401)."""
        self.assertEqual(403, self.ticket('P/N')[0])
        self.assertEqual(404, self.ticket('P/X')[0])
        status, _ = self.made.http('POST', '/api/v1/tickets', {'workshop': 'P/R'}, token='tb1.bad')
        self.assertEqual(401, status)

    def test_the_overview_shows_what_the_viewer_may_see(self):
        """The public sees public rooms, people of a room theirs, the administrator all."""
        def rooms(token):
            status, reply = self.made.http('GET', '/api/v1/programmes/P/overview', token=token)
            self.assertEqual(200, status, reply)
            return {one['room']: one for one in reply['rooms']}
        public = rooms(None)
        self.assertEqual(['R'], list(public))
        self.assertEqual('AUDIENCE_PUBLIC', public['R']['audience'])
        self.assertEqual('Utval', public['R']['body'])
        self.assertEqual(3, public['R']['counts']['members'])
        chair = rooms(self.made.token('P', 'LEDER'))
        self.assertEqual(['R', 'N'], list(chair))
        self.assertEqual('AUDIENCE_STEERING', chair['N']['audience'])
        self.assertEqual(['R', 'N'], list(rooms('')))
        self.assertEqual(404, self.made.http('GET', '/api/v1/programmes/X/overview', token=None)[0])


if __name__ == '__main__':
    unittest.main()
