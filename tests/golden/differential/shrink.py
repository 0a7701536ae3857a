"""A script that shows a disagreement, made as small as will still show it."""
import copy


def renumbered(lines):
    """Copies, with seq counting from 1 and without expectations."""
    out = []
    for seq, line in enumerate(lines, 1):
        kept = {key: value for key, value in line.items() if key != 'expect'}
        out.append({**kept, 'seq': seq})
    return out


def fewer_lines(lines, shows):
    """Delta debugging: whole pieces are left out, smaller and smaller ones."""
    size = max(1, len(lines) // 2)
    while True:
        start = 0
        while start < len(lines):
            tried = lines[:start] + lines[start + size:]
            if tried and shows(tried):
                lines = tried
            else:
                start += size
        if size == 1:
            return lines
        size = max(1, size // 2)


def smaller_values(value):
    """The same value with one thing less in it, or one thing in it smaller."""
    if isinstance(value, (list, dict)):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            less = copy.copy(value)
            del less[key]
            yield less
            for smaller in smaller_values(value[key]):
                changed = copy.copy(value)
                changed[key] = smaller
                yield changed
    elif isinstance(value, str) and len(value) > 12:
        yield value[:len(value) // 2]


def simpler_lines(lines, shows):
    """Arguments, texts and idems that are not needed go; time stands still where it can."""
    for index in range(len(lines)):
        simpler = True
        while simpler:
            simpler = False
            for tried in simpler_forms(lines[index]):
                candidate = lines[:index] + [tried] + lines[index + 1:]
                if shows(candidate):
                    lines, simpler = candidate, True
                    break
    return lines


def simpler_forms(line):
    for key in ('idem', 'text'):
        if key in line:
            yield {name: value for name, value in line.items() if name != key}
    if isinstance(line.get('args'), dict):
        for args in smaller_values(line['args']):
            yield {**line, 'args': args}
    if line['t'] > 0:
        yield {**line, 't': 0}


def fewer_people(header, lines, shows):
    for person in list(header['people']):
        tried = copy.deepcopy(header)
        tried['people'] = [one for one in tried['people'] if one['id'] != person['id']]
        for config in tried['rooms'].values():
            for office in ('chair', 'deputy', 'secretary'):
                if config.get(office) == person['id']:
                    del config[office]
            if person['id'] in config.get('facilitators', []):
                config['facilitators'].remove(person['id'])
        if shows(tried, lines):
            header = tried
    return header


def fewer_rooms(header, lines, shows):
    for room in list(header['rooms']):
        tried = copy.deepcopy(header)
        del tried['rooms'][room]
        for person in tried['people']:
            if room in person.get('rooms', []):
                person['rooms'].remove(room)
        kept = [line for line in lines if line['room'] != room]
        if tried['rooms'] and kept and shows(tried, kept):
            header, lines = tried, kept
    return header, lines


def shrunk(header, lines, shows):
    """The smallest (header, lines) found for which shows() is still true."""
    def shows_lines(candidate):
        return in_time(candidate) and shows(header, renumbered(candidate))

    def shows_header(candidate, kept):
        return shows(candidate, renumbered(kept))

    header, lines = fewer_rooms(header, lines, shows_header)
    lines = fewer_lines(lines, shows_lines)
    lines = simpler_lines(lines, shows_lines)
    lines = fewer_lines(lines, shows_lines)
    header = fewer_people(header, lines, shows_header)
    header, lines = fewer_rooms(header, lines, shows_header)
    return header, renumbered(lines)


def in_time(lines):
    return all(before['t'] <= after['t'] for before, after in zip(lines, lines[1:]))
