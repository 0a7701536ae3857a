"""A disk that answers with errors, and one that is full.

TINGBOK_FULL=1: many more moments and runs."""
import os
import signal
import subprocess
import unittest

import logkit

SYNC_POINTS = 300 if logkit.SOAK else 24
FULL_RUNS = int(os.environ.get('TINGBOK_FULL_DISKS', '50' if logkit.SOAK else '1'))
FULL_SCRIPT = '''
set -e
mount -t tmpfs -o size=64m tmpfs "$1"
mkdir "$1/data"
for run in $(seq 1 "$3"); do
  head -c 20000000 /dev/zero > "$1/ballast"
  code=0; "$2" append "$1/data" 100000000 --free 12000000 --wal 4000000 --window 256 > "$1/said" || code=$?
  echo "append $code $(tail -n 1 "$1/said")"
  "$2" verify "$1/data" | tail -n 1
  rm "$1/ballast" "$1/said"
  have=$("$2" verify "$1/data" | sed -n 's/^last \\([0-9]*\\) .*/\\1/p')
  "$2" append "$1/data" $((have + 20)) --free 12000000 | tail -n 1
  rm -rf "$1/data"; mkdir "$1/data"
done
'''


class Disk(logkit.LogCase):
    def fails_at(self, rule):
        """One error by `rule`: no acknowledgement after it, and everything acknowledged before is there."""
        folder = self.path('data', rule.replace(':', '-').replace('*', 'x'))
        os.makedirs(folder)
        self.assertEqual(logkit.writer('append', folder, 10).code, 0)
        run = logkit.writer('append', folder, 60, env=logkit.shimmed(folder, FAULT_RULES=rule))
        after = run.text.partition('err ')[2]
        if 'ack' in after:
            return f'{rule}: acknowledged after the error: {after[:200]}'
        # Debian's RocksDB has its assertions on, and one of them falls after a failed write at its start.
        stopped = run.code == -signal.SIGABRT and rule.startswith('write') and 'rocksdb' in run.text
        if not stopped and run.code not in {0, logkit.EXIT_STORAGE, 72, 73}:
            return f'{rule}: exit {run.code}: {run.text[-300:]}'
        if run.code == 0 and run.acked != 60:
            return f'{rule}: no error, and no acknowledgement'
        again = logkit.writer('append', folder, 80)
        if again.code != 0:
            return f'{rule}: does not start again: {again.text[-300:]}'
        return logkit.judge(logkit.writer('verify', folder), 80, 0)

    def test_no_acknowledgement_after_a_failed_sync(self):
        """R5: EIO at each sync, of any file, of the write-ahead log and of the anchor."""
        rules = [f'sync:{name}:EIO:after={point}:count=1'
                 for name in ('*', '*.log', 'anchor') for point in range(SYNC_POINTS // 3)]
        rules += [f'{call}:*:EIO:after={point}:count=1'
                  for call in ('write', 'dirsync', 'allocate') for point in range(SYNC_POINTS // 3)]
        self.assert_none(logkit.side_by_side(self.fails_at, rules), f'{len(rules)} disk errors')

    def test_refuses_below_the_free_space_it_was_told_to_leave(self):
        """The write is refused before the database sees it; reads go on; with space, writes go on."""
        folder = self.path('data')
        self.assertEqual(logkit.writer('append', folder, 10).code, 0)
        run = logkit.writer('append', folder, 20, '--free', 2 ** 60)
        self.assertEqual(run.code, 6, run.text)
        self.assertIn('the disk is nearly full', run.text)
        self.assertEqual(run.acked, 0)
        self.assertEqual(logkit.writer('verify', folder).last, 10)
        self.assertEqual(logkit.writer('append', folder, 20).acked, 20)

    def test_full_disk(self):
        """R6: on a file system of 64 MiB that runs full, no abort and nothing lost, and it goes on with space."""
        mount = self.path('mount')
        os.mkdir(mount)
        unshare = ['unshare', '--mount'] if os.geteuid() == 0 else ['unshare', '--map-root-user', '--mount']
        if subprocess.run([*unshare, 'mount', '-t', 'tmpfs', 'tmpfs', mount], capture_output=True).returncode:
            self.skipTest('may not mount a file system')
        done = subprocess.run([*unshare, 'sh', '-c', FULL_SCRIPT, 'sh', mount, logkit.WRITER, str(FULL_RUNS)],
                              capture_output=True, text=True, timeout=60 + 20 * FULL_RUNS)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        lines = done.stdout.splitlines()
        self.assertEqual(len(lines), 3 * FULL_RUNS, done.stdout)
        for full, whole, on in zip(*[iter(lines)] * 3):
            self.assertTrue(full.startswith('append 6 err'), full)
            self.assertRegex(whole, r'^last \d+ chain ok$')
            self.assertRegex(on, r'^ack \d+$')
        print(f'{self.id()}: {FULL_RUNS} runs, the first: {lines[:3]}')


if __name__ == '__main__':
    unittest.main()
