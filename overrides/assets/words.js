// The words of the handbook and of its readers: stems, and what a word stands for that is misspelt or
// not typed to its end. The build puts it together with find.js.

// What a word counts that a reader did not type: completed, or with so many letters wrong.
const COMPLETED = 0.4,
  CORRECTED = [1, 0.8, 0.5];
const WRITTEN = { ß: "ss", œ: "oe", æ: "ae", ø: "o", ł: "l" };
const COMPLETIONS = 8,
  CORRECTIONS = 3;

export function vocabulary(spelling, stemmer) {
  const british = new Map(
    spelling.flatMap(([usual, ...others]) => others.map((other) => [other, usual])),
  );
  const stems = new Map();
  const words = new Map(); // how often each word is used
  const known = new Set(); // their stems

  function split(text) {
    const plain = text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/['’]s?(?![\p{L}\p{N}])|['’]/gu, "")
      .replace(/[ßœæøł]/g, (letter) => WRITTEN[letter]);
    return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  }

  function stem(word) {
    if (!stems.has(word)) {
      const usual = (british.get(word) ?? word).replace(/iz(e[drs]?|ers|ing|ations?)$/, "is$1");
      stems.set(word, stemmer(usual));
    }
    return stems.get(word);
  }

  function note(word) {
    words.set(word, (words.get(word) ?? 0) + 1);
    known.add(stem(word));
  }

  // How many letters to change, add, drop or swap to make one word of another; 3 for more than two.
  function edits(one, other) {
    if (Math.abs(one.length - other.length) > 2) return 3;
    let before = [],
      last = Array.from({ length: other.length + 1 }, (_, place) => place);
    for (let row = 1; row <= one.length; row++) {
      const next = [row];
      for (let column = 1; column <= other.length; column++) {
        const differs = one[row - 1] !== other[column - 1];
        next[column] = Math.min(last[column] + 1, next[column - 1] + 1, last[column - 1] + differs);
        const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
        if (swapped) next[column] = Math.min(next[column], before[column - 2] + 1);
      }
      [before, last] = [last, next];
    }
    return Math.min(3, last.at(-1));
  }

  function corrections(word) {
    const allowed = word.length < 4 || /\p{N}/u.test(word) ? 0 : word.length < 7 ? 1 : 2;
    const near = [];
    for (const [other, count] of words) {
      if (other.length < 3 || Math.abs(word.length - other.length) > allowed) continue;
      const distance = edits(word, other);
      if (distance <= allowed)
        near.push({
          other,
          distance,
          order: distance * 10 - Math.log(count) + (word[0] === other[0] ? 0 : 5),
        });
    }
    near.sort((a, b) => a.order - b.order || (a.other < b.other ? -1 : 1));
    const nearest = near.filter(({ distance }) => distance === near[0].distance);
    return nearest.slice(0, CORRECTIONS).map(({ other, distance }) => [other, CORRECTED[distance]]);
  }

  function completions(word) {
    const longer = [...words].filter(([other]) => other.startsWith(word) && other !== word);
    longer.sort(([a, often], [b, seldom]) => seldom - often || (a < b ? -1 : 1));
    return longer.slice(0, COMPLETIONS).map(([other]) => [other, COMPLETED]);
  }

  const knows = (word) => known.has(stem(word));

  // Each word as the stems that it may stand for, each with what it counts.
  function meant(typed, isLast) {
    const word = british.get(typed) ?? typed;
    const own = stem(word);
    const others = isLast && (word.length > 2 || !known.has(own)) ? completions(word) : [];
    if (known.has(own)) others.unshift([word, 1]);
    const near = others.length ? others : corrections(word);
    const best = new Map();
    for (const [other, weight] of near)
      best.set(stem(other), Math.max(weight, best.get(stem(other)) ?? 0));
    return [...best];
  }

  return { split, stem, note, meant, knows };
}
