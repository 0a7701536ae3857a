"""Script A played to its end while the server is struck down again and again: the frame that tests of
kills, crashes and power cuts share."""
import json
import os
import shutil
import subprocess
import time

import harness

UNREACHABLE = 3  # tingbok-client's exit code when it gave up on the server.
FAULTKIT = os.environ.get('TINGBOK_FAULTKIT') or os.path.join(
    harness.ROOT, 'build', 'release', 'faultkit')


class TimedKill:
    """SIGKILL after a random time, at most `seconds_max`."""

    def __init__(self, chance, seconds_max):
        self.chance = chance
        self.seconds_max = seconds_max

    def start(self, server):
        server.start()
        return True

    def hit(self, server, player):
        time.sleep(self.chance.uniform(0, self.seconds_max))
        if player.poll() is not None and player.returncode != UNREACHABLE:
            return False
        server.kill()
        return True


class CrashAt:
    """SIGKILL at a random file operation of the server, by the fault shim."""

    def __init__(self, chance, operations_max, env=None):
        self.chance = chance
        self.operations_max = operations_max
        self.env = env or {}

    def start(self, server):
        """Starts it to be killed; False where that happened before it was ready."""
        at = self.chance.randint(1, self.operations_max)
        server.env = {'LD_PRELOAD': os.path.join(FAULTKIT, 'libfaultshim.so'),
                      'FAULT_ROOT': server.data, 'FAULT_CRASH_AT': str(at), **self.env}
        os.makedirs(server.data, exist_ok=True)
        server.launch()
        harness.wait_until('the server is ready or dead', lambda: not server.alive()
                           or (os.path.exists(server.ready_path) and os.path.getsize(server.ready_path)))
        if server.alive():
            server.take_url()
            return True
        self.after(server)
        return False

    def hit(self, server, player):
        harness.wait_until('the server dies or the player is done',
                           lambda: not server.alive() or player.poll() not in (None, UNREACHABLE))
        if server.alive():
            return False
        self.after(server)
        return True

    def after(self, server):
        """The server is dead."""
        code = server.process.wait()
        assert code == -9, f'the server ended with {code}:\n{server.log()[-3000:]}'


class PowerCut(CrashAt):
    """As CrashAt, and what had not been synced is lost, torn or kept at random."""

    def __init__(self, chance, operations_max, shadow):
        super().__init__(chance, operations_max, {
            'FAULT_SHADOW': shadow, 'FAULT_DIRSYNC': 'strict', 'FAULT_REALSYNC': '0'})
        self.shadow = shadow

    def start(self, server):
        shutil.rmtree(self.shadow, ignore_errors=True)
        return super().start(server)

    def after(self, server):
        super().after(server)
        cut = server.data + '.cut'
        shutil.rmtree(cut, ignore_errors=True)
        subprocess.run([os.path.join(FAULTKIT, 'powercut'), self.shadow, cut, '--mode',
                        self.chance.choice(['lost', 'torn', 'random']), '--seed',
                        str(self.chance.randint(1, 1 << 30))], check=True, capture_output=True)
        shutil.rmtree(server.data)
        os.rename(cut, server.data)


class Rounds(harness.WithFolder):
    """A test that plays script A under strikes."""

    def strike(self, label, total, striker):
        """Rounds of playing, until `total` strikes are spent."""
        left, rounds = total, 0
        while left > 0:
            rounds += 1
            left -= self.one_round(f'{label}-round{rounds}', striker, left)
            self.assertLess(rounds, 20 * total, 'the player is always done before the strike')
        print(f'{total} strikes in {rounds} rounds: {label}', flush=True)

    def undisturbed_seconds(self):
        """Plays it once without a strike; keeps its story for comparison."""
        server = self.server(data='undisturbed')
        begun = time.monotonic()
        self.assert_ok(server.client('play', harness.script('A')))
        seconds = time.monotonic() - begun
        self.assertEqual(0, server.stop())
        self.undisturbed = self.story(server)
        return seconds

    def one_round(self, name, striker, strikes_max):
        """Plays the script once under at most `strikes_max` strikes; returns how many there were."""
        server = self.server(data=name, start=False)
        log, positions = self.path(name + '.player'), self.path(name + '.positions')
        player, strikes = None, 0
        while strikes < strikes_max:
            if not striker.start(server):
                strikes += 1
                continue
            player = self.playing(server, player, positions, log)
            if not striker.hit(server, player):
                break
            strikes += 1
        else:
            server.env = {}
            server.start()
            player = self.playing(server, player, positions, log)
        while player.wait(harness.PATIENCE_S) == UNREACHABLE:
            player = self.playing(server, player, positions, log)
        self.assertEqual(0, player.returncode, f'{name}: {self.tail(log)}\n{server.log()[-2000:]}')
        with self.subTest(name):
            self.check(server)
        shutil.rmtree(server.data, ignore_errors=True)
        return strikes

    def playing(self, server, player, positions, log):
        """The player; another one that goes on, where it gave up on the server, as it may."""
        if player is None:
            return server.player(harness.script('A'), '--positions', positions, log=log)
        if player.poll() == UNREACHABLE:
            return server.player(harness.script('A'), '--resume', '--positions', positions, log=log)
        return player

    def check(self, server):
        """The same outcome and the same records as undisturbed, and a log that verifies."""
        self.assert_outcome('A', server.client('outcome', '--programme', 'A'))
        server.stop()
        self.assert_ok(harness.run('tingbok-replay', 'verify', '--data', server.data))
        self.assert_outcome('A', harness.run('tingbok-replay', 'outcome', '--data', server.data,
                                             '--programme', 'A'))
        self.assertEqual(self.undisturbed, self.story(server))

    def story(self, server):
        """Every record of the room, but for its random salt and what is hashed over it."""
        done = self.assert_ok(harness.run('tingbok-replay', 'events', '--data', server.data, '--room',
                                          'A/A', '--json'))
        records = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(list(range(1, len(records) + 1)),
                         [int(record['number']) for record in records], 'a gap in the numbers')
        return [(record.get('actor'), record.get('commandId'), record.get('scriptLine'),
                 record.get('timeMs')) for record in records]

    def tail(self, path):
        with open(path, encoding='utf8', errors='replace') as stream:
            return stream.read()[-2000:]
