"""Administration over HTTP: rooms, people, links, templates, the past of a programme, the server's health."""
import unittest
from concurrent.futures import ThreadPoolExecutor

import harness
import ws

DAY = 24 * 3600


class Administration(harness.WithFolder):
    def setUp(self):
        super().setUp()
        self.made = self.server()
        self.assertEqual(201, self.call('POST', '/programmes', harness.small_programme())[0])

    def call(self, method, path, body=None, token=''):
        return self.made.http(method, '/api/v1' + path, body, token=token)

    def exchange(self, code):
        return self.call('POST', '/sessions', {'code': code}, token=None)

    def room(self, room_id, **more):
        """An AddRoom like the room of small_programme()."""
        return {'room': dict(harness.small_programme()['rooms'][0], room=room_id), **more}

    def test_a_session_says_where_to_go(self):
        """A code passes once, and says who one is and which rooms one may enter."""
        status, link = self.call('POST', '/programmes/P/links', {'person': 'LEDER'})
        self.assertEqual(200, status, link)
        status, session = self.exchange(link['code'])
        self.assertEqual(200, status, session)
        self.assertEqual(('P', 'LEDER', 'Leder', 'ROLE_MAYOR'),
                         (session['programme'], session['person'], session['label'], session['role']))
        self.assertEqual([{'workshop': 'P/R', 'body': 'Utval', 'member': True, 'public': True,
                           'leads': True}], session['rooms'])
        self.assertEqual(401, self.exchange(link['code'])[0])
        status, again = self.call('GET', '/session', token=session['token'])
        self.assertEqual(200, status)
        self.assertEqual({k: v for k, v in session.items() if k != 'token'}, again)
        self.assertEqual(403, self.call('GET', '/session')[0])

    def test_links_are_listed_renewed_and_revoked(self):
        """The list knows what became of each link and no code; also after a restart."""
        _, used = self.call('POST', '/programmes/P/links', {'person': 'M1'})
        _, renewed = self.call('POST', '/programmes/P/links', {'person': 'M1'})
        _, revoked = self.call('POST', '/programmes/P/links', {'person': 'SEK'})
        self.assertEqual(200, self.exchange(used['code'])[0])
        status, fresh = self.call('POST', f'/programmes/P/links/{renewed["link"]}/renew')
        self.assertEqual(200, status, fresh)
        self.assertEqual(204, self.call('POST', f'/programmes/P/links/{revoked["link"]}/revoke')[0])
        self.assertEqual(409, self.call('POST', f'/programmes/P/links/{used["link"]}/revoke')[0])
        self.assertEqual(404, self.call('POST', '/programmes/P/links/ff/revoke')[0])
        self.made.kill()
        self.made.start()
        for code in (used, renewed, revoked):
            self.assertEqual(401, self.exchange(code['code'])[0])
        _, listed = self.call('GET', '/programmes/P/links')
        by_id = {one['link']: one for one in listed['links']}
        self.assertEqual([used['link'], renewed['link'], revoked['link'], fresh['link']], list(by_id))
        self.assertIn('usedMs', by_id[used['link']])
        self.assertIn('revokedMs', by_id[renewed['link']])
        self.assertIn('revokedMs', by_id[revoked['link']])
        self.assertNotIn(fresh['code'], str(listed))
        self.assertEqual(200, self.exchange(fresh['code'])[0])

    def test_thirty_codes_at_once(self):
        """A hall that scans its codes in the same second: everyone gets in, each code once."""
        codes = [self.call('POST', '/programmes/P/links', {'person': 'M1'})[1]['code']
                 for _ in range(30)]
        with ThreadPoolExecutor(15) as pool:
            answers = list(pool.map(lambda code: self.exchange(code)[0], codes + codes))
        self.assertEqual(30, answers.count(200), answers)
        self.assertEqual(30, answers.count(401), answers)

    def test_who_leads_hands_out_links(self):
        """The chair's side hands links to those they lead; members hand out none."""
        chair, member = self.made.token('P', 'LEDER'), self.made.token('P', 'M1')
        self.assertEqual(200, self.call('POST', '/programmes/P/links', {'person': 'M1'}, chair)[0])
        self.assertEqual(403, self.call('POST', '/programmes/P/links', {'person': 'SEK'}, chair)[0])
        self.assertEqual(403, self.call('POST', '/programmes/P/links', {'person': 'M1'}, member)[0])
        _, listed = self.call('GET', '/programmes/P/links', token=chair)
        self.assertEqual([('M1', 'LEDER')], [(one['person'], one['issuedBy']) for one in listed['links']])
        self.assertEqual(3, len(self.call('GET', '/programmes/P/people', token=chair)[1]['people']))
        for path in ('/programmes/P/people', '/programmes/P/links', '/programmes/P', '/server',
                     '/programmes/P/lines', '/programmes/X'):
            self.assertEqual(403, self.call('GET', path, token=member)[0], path)
        for path, body in (('/programmes/P/rooms', self.room('R2')), ('/programmes/P/people', {}),
                           ('/programmes/P/tokens', {'people': ['M1']})):
            self.assertEqual(403, self.call('POST', path, body, chair)[0], path)
            self.assertEqual(401, self.call('POST', path, body, None)[0], path)

    def test_a_revoked_person_is_shut_out_with_a_ticket_in_hand(self):
        """Revoking voids tokens, and tickets nobody has used yet; what is issued after it lets the person in."""
        access = self.made.token('P', 'M1')
        unused = self.made.ticket('P/R', access)
        with ws.join(self.made, 'P/R', 'M1') as inside:
            self.assertEqual(204, self.call('POST', '/programmes/P/people/M1/revoke')[0])
            self.assertEqual(4401, inside.closed_with())
        self.assertEqual(401, self.made.http('POST', '/api/v1/tickets', {'workshop': 'P/R'}, token=access)[0])
        with ws.Socket(self.made.port) as late:
            late.upgrade('/ws/P/R')
            late.submit({'hello': {'ticket': unused}})
            self.assertEqual(4401, late.closed_with())
        with ws.join(self.made, 'P/R', 'M1') as again:
            self.assertTrue(again.welcome)

    def test_people_are_added_and_changed(self):
        """Somebody added enters at once, also a room that is in use; taken off, they are shown out."""
        person = {'person': 'M2', 'label': 'Medlem 2', 'role': 'ROLE_COUNCILLOR', 'votes': True,
                  'memberOf': ['R']}
        with ws.join(self.made, 'P/R', 'LEDER') as chair:
            self.assertEqual(201, self.call('POST', '/programmes/P/people', person)[0])
            self.assertTrue(chair.until(lambda f: [
                e for p in f.get('patches', []) for e in p.get('entities', [])
                if e.get('person', {}).get('id') == 'M2']))
            self.assertEqual(409, self.call('POST', '/programmes/P/people', person)[0])
            with ws.join(self.made, 'P/R', 'M2') as added:
                status, changed = self.call('PUT', '/programmes/P/people/M2',
                                            dict(person, memberOf=[], label='Tidligare medlem'))
                self.assertEqual((200, 'Tidligare medlem'), (status, changed['label']))
                self.assertEqual(4403, added.closed_with())
        self.assertEqual(404, self.call('PUT', '/programmes/P/people/M9', dict(person, person='M9'))[0])
        self.assertEqual(400, self.call('PUT', '/programmes/P/people/LEDER',
                                        {'label': 'Leder', 'role': 'ROLE_MAYOR'})[0])
        self.assertEqual(400, self.call('POST', '/programmes/P/people',
                                        {'person': 'X', 'role': 'ROLE_GUEST', 'guestIn': ['Q']})[0])

    def test_a_programme_may_start_without_rooms(self):
        """People first, then their rooms."""
        people = [dict(one, memberOf=[]) for one in harness.small_programme()['people']]
        self.assertEqual(201, self.call('POST', '/programmes', {'id': 'E', 'title': 'Tom',
                                                                'people': people})[0])
        self.assertEqual(201, self.call('POST', '/programmes/E/rooms', self.room('R'))[0])
        with ws.join(self.made, 'E/R', 'LEDER') as chair:
            self.assertEqual('AUDIENCE_STEERING', chair.welcome['audience'])

    def test_a_kill_between_programme_and_room_is_made_up_for(self):
        """Whatever is killed when: after a restart the room has the people the programme has."""
        for i in range(5):
            person = {'person': f'G{i}', 'label': f'Gjest {i}', 'role': 'ROLE_GUEST', 'guestIn': ['R']}
            self.assertEqual(201, self.call('POST', '/programmes/P/people', person)[0])
            self.made.kill()
            self.made.start()
            with ws.join(self.made, 'P/R', f'G{i}') as guest:
                self.assertEqual('AUDIENCE_PARTICIPANT', guest.welcome['audience'])

    def test_a_room_is_added(self):
        """A further room is there at once, with its officers and those named."""
        status, shown = self.call('POST', '/programmes/P/rooms', self.room('R2', members=['M1']))
        self.assertEqual(201, status, shown)
        self.assertEqual(['R', 'R2'], [one['config']['room'] for one in shown['rooms']])
        with ws.join(self.made, 'P/R2', 'M1') as member:
            self.assertEqual('AUDIENCE_PARTICIPANT', member.welcome['audience'])
        self.assertEqual(409, self.call('POST', '/programmes/P/rooms', self.room('R2'))[0])
        self.assertEqual(404, self.call('POST', '/programmes/P/rooms',
                                        self.room('R3', guests=['NOBODY']))[0])
        self.assertEqual(404, self.call('POST', '/programmes/P/rooms',
                                        self.room('R3', template='no-such-template'))[0])
        self.assertEqual(400, self.call('POST', '/programmes/P/rooms', {'room': {'room': 'R 3'}})[0])

    def test_templates_are_listed_stored_and_used(self):
        """A shipped template, changed and stored under another id, makes a room with its plan."""
        chair = self.made.token('P', 'LEDER')
        _, shipped = self.call('GET', '/templates', token=self.made.token('P', 'M1'))
        by_id = {one['template']['id']: one for one in shipped['templates']}
        self.assertTrue(all(one['shipped'] and one['sha256'] for one in by_id.values()))
        plan = dict(by_id['samfunnsdel']['template'], id='var-mal', title='Vår mal')
        status, stored = self.call('POST', '/programmes/P/templates', plan, chair)
        self.assertEqual(201, status, stored)
        self.assertEqual(201, self.call('POST', '/programmes/P/templates', plan)[0])
        self.assertEqual(409, self.call('POST', '/programmes/P/templates',
                                        dict(plan, title='En annen'))[0])
        self.assertEqual(409, self.call('POST', '/programmes/P/templates',
                                        by_id['samfunnsdel']['template'])[0])
        status, wrong = self.call('POST', '/programmes/P/templates', dict(plan, id='not an id'))
        self.assertEqual(400, status, wrong)
        _, listed = self.call('GET', '/programmes/P/templates')
        self.assertEqual([stored], listed['templates'])
        status, made = self.call('POST', '/programmes/P/rooms', self.room('T', template='var-mal'))
        self.assertEqual(201, status, made)
        _, shown = self.call('GET', '/programmes/P/overview')
        room = next(one for one in shown['rooms'] if one['room'] == 'T')
        self.assertEqual(('var-mal', stored['sha256'], len(plan['items'])),
                         (room['template'], room['templateSha256'], room['counts']['items']))

    def test_the_rooms_of_a_programme_at_a_time(self):
        """A long-lived programme: NS1 and INI from the start, NS2 on day 90; on day 60 it has two rooms."""
        made = harness.small_programme()
        made['id'], made['simulated'] = 'N', True
        made['rooms'] = [dict(made['rooms'][0], room=room) for room in ('NS1', 'INI')]
        for person in made['people']:
            person['memberOf'] = ['NS1', 'INI']
        self.assertEqual(201, self.call('POST', '/programmes', made)[0])
        # Links in between do not move a simulated programme's time.
        self.assertEqual(200, self.call('POST', '/programmes/N/links', {'person': 'M1'})[0])
        self.assertEqual(201, self.call('POST', '/programmes/N/rooms',
                                        self.room('NS2', scriptTime=str(90 * DAY)))[0])

        def rooms_at(at):
            status, shown = self.call('GET', f'/programmes/N{at}')
            self.assertEqual(200, status, shown)
            return [one['config']['room'] for one in shown['rooms']]
        self.assertEqual(['NS1', 'INI'], rooms_at(f'?at={60 * DAY}'))
        self.assertEqual(['NS1', 'INI'], rooms_at('?at=2026-03-02T00:00:00Z'))
        self.assertEqual(['NS1', 'INI', 'NS2'], rooms_at(f'?at={90 * DAY}'))
        self.assertEqual(['NS1', 'INI', 'NS2'], rooms_at(''))
        self.assertEqual([], self.call('GET', '/programmes/N?at=2025-12-31T23:59:59Z')[1].get('rooms', []))
        self.assertEqual(400, self.call('GET', '/programmes/N?at=yesterday')[0])
        self.assertEqual(400, self.call('GET', '/programmes/P?at=60')[0])

    def test_the_last_rooms_are_there_after_a_kill(self):
        """Rooms that were written last are loaded before anybody asks for them."""
        with ws.join(self.made, 'P/R', 'LEDER') as chair:
            self.assertIn('receipt', ws.answer(chair, 'c1', {'join': {}}))
        self.made.kill()
        self.made.start()
        harness.wait_until('the room is loaded', lambda: self.call('GET', '/server')[1].get('roomsLoaded') == 1)

    def test_the_servers_health(self):
        """What an administrator wants to know of the server."""
        with ws.join(self.made, 'P/R', 'LEDER'):
            status, health = self.call('GET', '/server')
        self.assertEqual(200, status)
        self.assertEqual((True, 1, 1, 1, 1), (health['ready'], health['programmes'], health['rooms'],
                                              health['roomsLoaded'], health['sessions']))
        self.assertGreater(int(health['events']), 5)
        self.assertGreater(int(health['diskFree']), 0)
        self.assertRegex(health['version'], r'^\d+\.\d+')
        self.assertEqual(401, self.call('GET', '/server', token=None)[0])


if __name__ == '__main__':
    unittest.main()
