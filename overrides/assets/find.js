// Ranks the passages of the handbook for a query; knows no page and no network. The build puts it
// together with the documents, MiniSearch and the stemmer: see scripts/search.py.

const FIELDS = { title: 4, also: 4, page: 1.5, above: 1.5, text: 1 };
const SHOWN_OF_A_PAGE = 3;
// What a word counts that a reader did not type, by how it was come by.
const SYNONYM = 0.7, COMPLETED = 0.4, CORRECTED = [1, 0.8, 0.5];
const STOP_WORD = 0.05, SUBJECT_WORD = 0.15;
// A heading that stands on many pages, such as Sources, says little.
const LEAST = 0.03; // of the score of the best result
const COMMON = 4, COMMON_HEADING = 0.25;
const COMPLETIONS = 8, CORRECTIONS = 3;

export function searcher({ pages, passages, same, spelling, stop_words, subject_words }, MiniSearch, stemmer) {
  const british = new Map(spelling.flatMap(([usual, ...others]) => others.map((other) => [other, usual])));
  const stems = new Map();
  const words = new Map(); // how often each word is used, for completing and correcting
  const scores = new Map();

  function split(text) {
    const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/['’]s?(?![\p{L}\p{N}])|['’]/gu, "");
    return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  }

  function stem(word) {
    if (!stems.has(word)) {
      const usual = (british.get(word) ?? word).replace(/iz(e[drs]?|ers|ing|ations?)$/, "is$1");
      stems.set(word, stemmer(usual));
    }
    return stems.get(word);
  }

  const index = new MiniSearch({
    fields: Object.keys(FIELDS),
    tokenize: split,
    processTerm: (word) => {
      words.set(word, (words.get(word) ?? 0) + 1);
      return stem(word);
    },
  });
  index.addAll(passages.map(([page, anchor, title, above, text, also], id) =>
    ({ id, title, also: also.join(" "), page: anchor && pages[page][1], above, text })));

  const little = new Map([...stop_words.map((word) => [stem(word), STOP_WORD]), ...subject_words.map((word) => [stem(word), SUBJECT_WORD])]);
  const says = (term) => little.get(term) ?? 1;
  const isStop = (term) => little.get(term) === STOP_WORD;
  const names = passages.map(([, , title, , , also]) => [title, ...also].map((name) => split(name).map(stem)));
  const uses = new Map(); // on how many pages a heading stands
  for (const [, , title] of passages) uses.set(title, (uses.get(title) ?? 0) + 1);
  const groups = same.map((names) => names.map((name) => {
    const terms = split(name).map(stem), telling = terms.filter((term) => !isStop(term));
    return telling.length ? telling : terms;
  }));
  const groupOf = new Map(groups.flatMap((names, group) => names.map((name) => [name.join(" "), group])));
  const longest = Math.max(1, ...groups.flat().map((name) => name.length));
  for (const name of [...same.flat(), ...stop_words]) for (const word of split(name)) if (!words.has(word)) words.set(word, 1);
  const known = new Set([...words.keys()].map(stem));

  // The passages that hold a stem: [how well, whether in the title], by number.
  function holding(term) {
    if (!scores.has(term)) {
      const found = index.search(term, { boost: FIELDS, tokenize: (one) => [one], processTerm: (one) => one });
      scores.set(term, new Map(found.map(({ id, score, match }) => [id, [score, match[term].includes("title") || match[term].includes("also")]])));
    }
    return scores.get(term);
  }

  const telling = (terms) => terms.reduce((sum, term) => sum + says(term), 0);
  const rarity = (count) => Math.log(1 + passages.length / (count + 1));

  // A page itself counts for more than its passages, where those count for less.
  function weightOf([page, anchor, title]) {
    const weight = pages[page][2];
    if (!anchor) return Math.sqrt(weight);
    return uses.get(title) > COMMON ? weight * COMMON_HEADING : weight;
  }

  // How many letters to change, add, drop or swap to make one word of another; 3 for more than two.
  function edits(one, other) {
    if (Math.abs(one.length - other.length) > 2) return 3;
    let before = [], last = Array.from({ length: other.length + 1 }, (_, place) => place);
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
    const allowed = word.length < 4 ? 0 : word.length < 7 ? 1 : 2;
    const near = [];
    for (const [other, count] of words) {
      if (other.length < 3 || Math.abs(word.length - other.length) > allowed) continue;
      const distance = edits(word, other);
      if (distance <= allowed) near.push({ other, distance, order: distance * 10 - Math.log(count) + (word[0] === other[0] ? 0 : 5) });
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

  // Each word as the stems that it may stand for, each with what it counts.
  function meant(typed, isLast) {
    const word = british.get(typed) ?? typed;
    const own = stem(word);
    const others = isLast && (word.length > 2 || !known.has(own)) ? completions(word) : [];
    if (known.has(own)) others.unshift([word, 1]);
    const near = others.length ? others : corrections(word);
    const best = new Map();
    for (const [other, weight] of near) best.set(stem(other), Math.max(weight, best.get(stem(other)) ?? 0));
    return [...best];
  }

  // The query as ideas, each with the ways to say it: [stems, what they count, whether all must be there].
  // A phrase is known whatever words that say little stand in it.
  function ideas(query) {
    const typing = /[\p{L}\p{N}]$/u.test(query);
    const readings = split(query).map((word, place, all) => meant(word, typing && place === all.length - 1));
    const stops = (reading) => reading.length && isStop(reading[0][0]);
    const found = readings.filter(stops).map((reading) => withSame(reading.map(([own, weight]) => [[own], weight, true])));
    const said = readings.filter((reading) => reading.length && !stops(reading));
    for (let at = 0; at < said.length; ) {
      let length = Math.min(longest, said.length - at);
      const phrase = () => said.slice(at, at + length).map(([[own]]) => own);
      while (length > 1 && !groupOf.has(phrase().join(" "))) length--;
      const ways = length > 1 ? [[phrase(), 1, false]] : said[at].map(([own, weight]) => [[own], weight, true]);
      found.push(withSame(ways));
      at += length;
    }
    return found;
  }

  function withSame(ways) {
    return ways.flatMap(([own, weight, whole]) => {
      const others = (groups[groupOf.get(own.join(" "))] ?? []).filter((name) => name.join(" ") !== own.join(" "));
      return [[own, weight, whole], ...others.map((name) => [name, weight * SYNONYM, true])];
    });
  }

  // How well each passage holds an idea: the best of the ways to say it.
  function weigh(idea) {
    const best = new Map();
    for (const [terms, weight, whole] of idea) {
      const sums = new Map();
      const rarities = terms.map((term) => rarity(holding(term).size));
      const all = rarities.reduce((sum, one) => sum + one);
      terms.forEach((term, place) => {
        for (const [id, [score, titled]] of holding(term)) {
          const one = sums.get(id) ?? { sum: 0, count: 0, part: 0, titled: true };
          one.sum += score;
          one.count += 1;
          one.part += rarities[place] / all;
          one.titled &&= titled;
          sums.set(id, one);
        }
      });
      for (const [id, { sum, count, part, titled }] of sums) {
        const isWhole = count === terms.length;
        if (whole && !isWhole) continue;
        const score = (weight * sum * part ** 2) / Math.sqrt(terms.length);
        if (score > (best.get(id)?.[0] ?? 0)) best.set(id, [score, titled && isWhole]);
      }
    }
    const factor = Math.max(...idea[0][0].map(says));
    return { best, factor, weight: rarity(best.size) * factor };
  }

  function rank(query) {
    const asked = ideas(query);
    const weighed = asked.map(weigh).filter(({ best }) => best.size);
    const whole = weighed.reduce((sum, { weight }) => sum + weight, 0);
    const said = new Set(asked.flat().flatMap(([terms]) => terms));
    const found = new Map();
    for (const { best, weight, factor } of weighed) {
      for (const [id, [score, titled]] of best) {
        const one = found.get(id) ?? { id, sum: 0, held: 0, titled: 0 };
        one.sum += score * factor;
        one.held += weight;
        if (titled) one.titled += weight;
        found.set(id, one);
      }
    }
    const ranked = [...found.values()].map(({ id, sum, held, titled }) => {
      const fits = Math.max(...names[id].map((terms) => telling(terms.filter((term) => said.has(term))) / telling(terms)));
      const question = passages[id][2].endsWith("?") ? 1.5 : 1;
      const score = sum * (held / whole) ** 1.75 * (1 + 3 * fits ** 2 * (titled / whole)) * question * weightOf(passages[id]);
      return { id, score };
    });
    ranked.sort((a, b) => b.score - a.score || a.id - b.id);
    return ranked.filter(({ score }) => score > LEAST * ranked[0].score);
  }

  return function find(query, most = 10) {
    const shown = new Map(), results = [];
    for (const { id } of rank(query)) {
      const [page, anchor, title, above, text] = passages[id];
      const count = shown.get(page) ?? 0;
      if (count === SHOWN_OF_A_PAGE) continue;
      shown.set(page, count + 1);
      results.push({ address: pages[page][0] + (anchor && `#${anchor}`), title, page: anchor && pages[page][1], above, text });
      if (results.length === most) break;
    }
    return results;
  };
}
