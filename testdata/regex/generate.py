"""Writes generated.txt: patterns made at random, always the same ones."""

import random

SEED = 20251105
COUNT = 1200

LITERALS = list("abcxyzKkSs019/-_.:") + ["\\.", "\\/", "é", "ß", "K", "日", "\\x41", "\\x{e9}", "\\n", "\\t", "\\-"]
CLASSES = [
    ".", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\pL", "\\pN", "\\PZ", "\\p{Greek}", "\\p{^Lu}", "\\C",
    "[a-z]", "[^/]", "[0-9a-f]", "[[:alpha:]]", "[[:^digit:]_]", "[\\w.-]", "[^\\s,;]", "[a-cA-C]", "[é-ü]",
    "[^a-zé]", "[\\x00-\\x{10FFFF}]", "[^\\x00-\\x{10FFFF}]", "[aA]", "[kK]", "[.]", "[α-ω]", "[\\pL\\d]",
    "[一-龥]", "[^\\x{80}-\\x{7ff}]", "[\\d-z]", "[]a]", "[^]a]", "[a-]",
]
LOOKS = ["^", "$", "\\b", "\\B", "\\A", "\\z"]
GROUPS = ["(", "(", "(?:", "(?:", "(?:", "(?i:", "(?s:", "(?m:", "(?U:", "(?-i:", "(?P<n{}>", "(?<n{}>"]
REPEATS = ["*", "+", "?", "*?", "+?", "??", "{2}", "{0,3}", "{2,}", "{1,4}", "{3}?", "{0}", "{1}", "{0,1}", "{0,}"]
BROKEN = [
    "(", ")", "[", "\\", "**", "a{2}{3}", "(?=", "(?!x)", "(?<=y)", "\\1", "\\Z", "(?P<", "(?P<1-2>x)", "[z-a]",
    "[[:nope:]]", "\\p{Nope}", "{1001}", "a{1001}", "(?x)", "\\x{110000}", "+", "?", "a++", "\\x{", "\\u0041",
]


class Maker:
    def __init__(self, rng):
        self.rng = rng
        self.names = 0

    def pattern(self):
        text = self.alternatives(3)
        if self.rng.random() < 0.12:
            text = self.rng.choice(["(?i)", "(?s)", "(?m)", "(?U)", "(?is)", "(?i-s)"]) + text
        if self.rng.random() < 0.15:
            place = self.rng.randrange(len(text) + 1)
            text = text[:place] + self.rng.choice(BROKEN) + text[place:]
        elif self.rng.random() < 0.05 and len(text) > 2:
            place = self.rng.randrange(len(text))
            text = text[:place] + text[place + 1:]
        return text

    def alternatives(self, depth):
        count = self.rng.choice([1, 1, 1, 2, 2, 3, 4]) if depth < 3 else self.rng.choice([1, 1, 2, 3])
        parts = [self.sequence(depth) for _ in range(count)]
        # Alternatives with a beginning in common are what real lists of routes look like.
        if count > 1 and self.rng.random() < 0.5:
            shared = self.rng.choice([self.literals(), self.rng.choice(CLASSES + LOOKS), self.repeated(depth)])
            parts = [shared + part if self.rng.random() < 0.8 else part for part in parts]
        return "|".join(parts)

    def sequence(self, depth):
        return "".join(self.repeated(depth) for _ in range(self.rng.choice([0, 1, 1, 2, 2, 3, 4])))

    def literals(self):
        return "".join(self.rng.choice(LITERALS) for _ in range(self.rng.choice([1, 2, 3])))

    def repeated(self, depth):
        atom = self.atom(depth)
        return atom + self.rng.choice(REPEATS) if self.rng.random() < 0.35 else atom

    def atom(self, depth):
        roll = self.rng.random()
        if roll < 0.4:
            return self.rng.choice(LITERALS)
        if roll < 0.65:
            return self.rng.choice(CLASSES)
        if roll < 0.72:
            return self.rng.choice(LOOKS)
        if depth == 0:
            return self.literals()
        self.names += 1
        return self.rng.choice(GROUPS).format(self.names) + self.alternatives(depth - 1) + ")"


def main():
    rng = random.Random(SEED)
    patterns = []
    known = set()
    while len(patterns) < COUNT:
        pattern = Maker(rng).pattern()
        if 2 <= len(pattern) <= 90 and pattern not in known:
            known.add(pattern)
            patterns.append(pattern)
    with open("generated.txt", "w", encoding="utf-8") as out:
        out.write("\n".join(patterns) + "\n")


if __name__ == "__main__":
    main()
