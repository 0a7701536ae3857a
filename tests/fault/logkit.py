"""What the log's fault drivers share: runs tingbok-log-writer under the disk-fault shim, cuts the power, and
judges what the log says afterwards. The promise: every acknowledged round is there, the roots are right, nothing
was invented; and what was damaged is refused with a sentence, never served short."""
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get('TINGBOK_BIN_DIR') or os.path.join(ROOT, 'build', 'release', 'bin')
KIT = os.environ.get('TINGBOK_FAULTKIT') or os.path.join(os.path.dirname(BIN), 'faultkit')
SHIM = os.path.join(KIT, 'libfaultshim.so')
WRITER = os.path.join(BIN, 'tingbok-log-writer')
SOAK = os.environ.get('TINGBOK_FULL') == '1'
WORKERS = max(2, os.cpu_count() or 2)
PATIENCE_S = 20
EXIT_STORAGE = 75  # core/log/open.hpp
# Exit codes that come with a sentence; anything else (a crash, an abort) is a broken promise.
REFUSED = {71, 72, 73, 74}


class Run:
    """One ended run of the writer."""

    def __init__(self, code, text):
        self.code = code
        self.text = text.strip()
        self.acked = max((int(n) for n in re.findall(r'^ack (\d+)$', text, re.M)), default=0)
        last = re.search(r'^last (\d+) chain ok$', text, re.M)
        self.last = int(last.group(1)) if last else -1

    @property
    def whole(self):
        return self.code == 0 and self.last >= 0


def writer(*words, env=None):
    try:
        done = subprocess.run([WRITER, *map(str, words)], capture_output=True, text=True, errors='replace',
                              timeout=PATIENCE_S, env={**os.environ, **(env or {})})
    except subprocess.TimeoutExpired as late:
        return Run(None, f'no end after {late.timeout} s')
    return Run(done.returncode, done.stdout + done.stderr)


def shimmed(folder, **more):
    """The environment of a program whose files below `folder` the shim watches."""
    env = {'LD_PRELOAD': SHIM, 'FAULT_ROOT': folder, 'FAULT_REALSYNC': '0', 'FAULT_DIRSYNC': 'strict'}
    env.update({name: str(value) for name, value in more.items()})
    return env


def operations(log_file):
    with open(log_file) as file:
        return int(re.search(r'EXIT ops=(\d+)', file.read()).group(1))


def powercut(shadow, out, mode, seed):
    subprocess.run([os.path.join(KIT, 'powercut'), shadow, out, '--mode', mode, '--seed', str(seed)], check=True,
                   capture_output=True, timeout=PATIENCE_S)


def side_by_side(function, items):
    """Runs them on all cores; returns what they returned that is not None."""
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        return [said for said in pool.map(function, items) if said is not None]


@unittest.skipUnless(os.path.exists(SHIM), 'no disk-fault shim in this build')
class LogCase(unittest.TestCase):
    def setUp(self):
        # Memory is faster than a disk, and the shim keeps its own account of what is durable.
        base = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None
        self.work = tempfile.mkdtemp(prefix='tingbok-log-', dir=base)
        self.addCleanup(shutil.rmtree, self.work, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.work, *map(str, names))

    def assert_none(self, broken, of):
        print(f'{self.id()}: {of}, {len(broken)} broken promises', flush=True)
        self.assertEqual(broken, [], '\n'.join(broken[:10]))


def judge(run, acked, window):
    """Why this verification breaks the promise; None: it does not."""
    if not run.whole:
        return f'acked {acked}, but exit {run.code}: {run.text[-300:]}'
    if not acked <= run.last <= acked + window:
        return f'acked {acked}, but the log has {run.last}'
    return None


def wal_files(folder):
    return sorted(glob.glob(os.path.join(folder, 'log', '*.log')), key=os.path.getsize)
