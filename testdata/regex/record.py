"""Writes re2.jsonl: what RE2 says of every pattern in written.txt and generated.txt.

    pip install --target SITE google-re2==1.1.20251105
    PYTHONPATH=SITE python3 record.py

A line is [pattern, size or [words, argument], [[text, bits], …]]; bits are 4 if the pattern matches the whole text,
2 if it matches at the start, 1 if it is found anywhere, added up.
"""

import json
import random
import re
import sys

from re2 import _re2

if sys.version_info >= (3, 11):
    from re import _constants as constants, _parser as parser
else:
    import sre_constants as constants
    import sre_parse as parser

SEED = 7
TEXTS = 7
POOL = [
    "", "a", "b", "ab", "abc", "aaa", "K", "k", "K", "é", "É", "ß", "日本", "α", "0", "42", "1.0", "x-1", "a b", "\n",
    "a\nb", "/", "/api/v1", "/api/v2/users/7", "/api/v1/users/42/orders?x=1", "/static/js/app.min.js",
    "/shop.Cart/AddItem", "GET", "POST", "application/json; charset=utf-8", "text/html",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "curl/8.5.0", "session=abc123; lang=de",
    "user@example.com", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "10.0.0.1", "true", "canary", "Bearer abc.def-ghi",
]


def options():
    chosen = _re2.RE2.Options()
    chosen.log_errors = False
    return chosen


def verdict(regex):
    if regex.ok():
        return regex.ProgramSize()
    error = regex.error().decode("utf-8", "surrogateescape")
    words, _, argument = error.partition(": ")
    return [words, argument]


def bits(regex, text):
    data = text.encode()
    anchors = _re2.RE2.Anchor
    total = 0
    for value, anchor in [(4, anchors.ANCHOR_BOTH), (2, anchors.ANCHOR_START), (1, anchors.UNANCHORED)]:
        spans = regex.Match(anchor, data, 0, len(data))
        total += value if spans and spans[0] != (-1, -1) else 0
    return total


def samples(pattern, rng):
    """Texts that look like what the pattern matches, as far as Python can read it."""
    try:
        tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError, ValueError):
        return []
    return [sample(tree, rng)[:60] for _ in range(4)]


def sample(tree, rng):
    out = []
    for operation, value in tree:
        out.append(one(operation, value, rng))
    return "".join(out)


def one(operation, value, rng):
    if operation is constants.LITERAL:
        return letter(value)
    if operation is constants.ANY:
        return rng.choice("ab/é0 ")
    if operation is constants.NOT_LITERAL:
        return rng.choice([c for c in "ab/0" if ord(c) != value])
    if operation is constants.IN:
        return member(value, rng)
    if operation is constants.BRANCH:
        return sample(rng.choice(value[1]), rng)
    if operation is constants.SUBPATTERN:
        return sample(value[3], rng)
    if operation in (constants.MAX_REPEAT, constants.MIN_REPEAT):
        least, most, inner = value
        count = rng.randint(least, max(least, min(int(most), least + 3)))
        return "".join(sample(inner, rng) for _ in range(min(count, 40)))
    return ""


def member(items, rng):
    negated = any(operation is constants.NEGATE for operation, _ in items)
    if negated:
        return rng.choice("aZ0/-é_")
    operation, value = rng.choice([item for item in items if item[0] is not constants.NEGATE])
    if operation is constants.LITERAL:
        return letter(value)
    if operation is constants.RANGE:
        return letter(rng.choice([value[0], value[1], rng.randint(*value)]))
    return {"CATEGORY_DIGIT": "7", "CATEGORY_WORD": "w", "CATEGORY_SPACE": " "}.get(str(value), "-")


def letter(value):
    return "" if 0xD800 <= value <= 0xDFFF else chr(value)


def texts(regex, pattern, rng):
    """Some that match and some that do not, of every kind that there is."""
    found = samples(pattern, rng)
    found += [text[:-1] for text in found[:2]] + [text + "x" for text in found[:1]] + ["/" + text for text in found[:1]]
    pool = POOL[:]
    rng.shuffle(pool)
    kinds = {}
    for text in dict.fromkeys(found + pool):
        kinds.setdefault(bits(regex, text), []).append(text)
    chosen = []
    while len(chosen) < TEXTS:
        for value in sorted(kinds):
            if kinds[value] and len(chosen) < TEXTS:
                chosen.append([kinds[value].pop(0), value])
    return chosen


def main():
    rng = random.Random(SEED)
    patterns = []
    for name in ["written.txt", "generated.txt"]:
        with open(name, encoding="utf-8") as lines:
            patterns += [line.rstrip("\n") for line in lines if not line.startswith("## ")]
    patterns = list(dict.fromkeys(patterns))
    with open("re2.jsonl", "w", encoding="utf-8") as out:
        for pattern in patterns:
            regex = _re2.RE2(pattern.encode(), options())
            chosen = texts(regex, pattern, rng) if regex.ok() else []
            line = json.dumps([pattern, verdict(regex), chosen], ensure_ascii=False, separators=(",", ":"))
            out.write(line.replace("\x7f", "\\u007f") + "\n")


if __name__ == "__main__":
    main()
