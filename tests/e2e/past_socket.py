"""A client of the past on a socket, for the tests beside this file: moves, and keeps what it is shown."""
import ws


class PastSocket:
    """Welcomed, and standing where it was put; `ticket` opens /ws/WORKSHOP/past."""

    def __init__(self, server, workshop, ticket, path='/past'):
        self.socket = ws.Socket(server.port)
        self.socket.upgrade(f'/ws/{workshop}{path}')
        self.socket.submit({'hello': {'ticket': ticket}})
        self.entities = {}
        self.own = {}
        self.number = 0
        self.patches = []
        self.statuses = []
        self.welcome = None
        self.read_status()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.__exit__()

    def read_frame(self):
        """Takes one message in; its status, None where it has none, False after the close."""
        frame = self.socket.next_frame()
        if frame is None:
            return False
        if 'welcome' in frame:
            self.welcome = frame['welcome']
            self.own = {}
        if 'snapshot' in frame:
            part = frame['snapshot']
            if not part.get('part'):
                self.entities = {}
            self.take(self.entities, part.get('entities', []))
            self.number = int(part['number'])
        for patch in frame.get('patches', []):
            assert int(patch['number']) == self.number + 1, (patch['number'], self.number)
            self.number = int(patch['number'])
            self.patches.append(self.number)
            self.take(self.entities, patch.get('entities', []))
        self.take(self.own, frame.get('own', []))
        status = frame.get('scrub')
        if status is not None:
            assert int(status['number']) == self.number
            self.statuses.append(status)
        return status

    @staticmethod
    def take(into, entities):
        for entity in entities:
            slot = entity.get('slot', 0)
            if set(entity) <= {'slot'}:
                into.pop(slot, None)
            else:
                into[slot] = entity

    def read_status(self):
        """Reads on to the next ScrubStatus."""
        while True:
            status = self.read_frame()
            if status is False:
                raise AssertionError(f'closed with {self.socket.close_code} {self.socket.close_reason}')
            if status is not None:
                return status

    def send(self, move):
        self.socket.submit({'scrub': move})

    def move(self, **move):
        """One move, and the status it led to."""
        self.send(move)
        return self.read_status()

    def shown(self):
        """What is on the screen, by slot: the person's own before what the audience sees of it."""
        return {**self.entities, **self.own}

    def of_kind(self, kind):
        return [entity[kind] for _, entity in sorted(self.shown().items()) if kind in entity]
