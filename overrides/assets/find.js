// Ranks the passages of the handbook for a query; knows no page and no network. The build puts it
// together with words.js, the documents, MiniSearch and the stemmer: see scripts/search.py.

const FIELDS = { title: 4, also: 4, page: 1.5, above: 1.5, text: 1 };
const SHOWN_OF_A_PAGE = 3;
// What a word counts that means the same as one typed, that says little, or that all is about.
const SYNONYM = 0.7,
  STOP_WORD = 0.05,
  SUBJECT_WORD = 0.15;
// A heading that stands on more pages than these, such as Sources, says little.
const COMMON = 4,
  COMMON_HEADING = 0.25;
const QUESTION = 1.5;
const LEAST = 0.03; // of the score of the best result

export function searcher(
  { pages, passages, same, stop_words, subject_words },
  MiniSearch,
  { split, stem, note, meant, knows },
) {
  const index = new MiniSearch({
    fields: Object.keys(FIELDS),
    tokenize: split,
    processTerm: (word) => {
      note(word);
      return stem(word);
    },
  });
  index.addAll(
    passages.map(([page, anchor, title, above, text, also], id) => ({
      id,
      title,
      also: also.join(" "),
      page: anchor && pages[page][1],
      above,
      text,
    })),
  );

  const little = new Map([
    ...stop_words.map((word) => [stem(word), STOP_WORD]),
    ...subject_words.map((word) => [stem(word), SUBJECT_WORD]),
  ]);
  const says = (term) => little.get(term) ?? 1;
  const isStop = (term) => little.get(term) === STOP_WORD;
  const names = passages.map(([, , title, , , also]) =>
    [title, ...also].map((name) => split(name).map(stem)),
  );
  const uses = new Map(); // on how many pages a heading stands
  for (const [, , title] of passages) uses.set(title, (uses.get(title) ?? 0) + 1);
  const groups = same.map((group) =>
    group.map((name) => {
      const terms = split(name).map(stem),
        others = terms.filter((term) => !isStop(term));
      return others.length ? others : terms;
    }),
  );
  const groupOf = new Map(
    groups.flatMap((each, group) => each.map((name) => [name.join(" "), group])),
  );
  const longest = Math.max(1, ...groups.flat().map((name) => name.length));
  for (const name of [...same.flat(), ...stop_words]) for (const word of split(name)) note(word);
  const scores = new Map();

  // The passages that hold a stem: [how well, whether in the title], by number.
  function holding(term) {
    if (!scores.has(term)) {
      const found = index.search(term, {
        boost: FIELDS,
        tokenize: (one) => [one],
        processTerm: (one) => one,
      });
      scores.set(
        term,
        new Map(
          found.map(({ id, score, match }) => [
            id,
            [score, match[term].includes("title") || match[term].includes("also")],
          ]),
        ),
      );
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

  // The query as ideas, each with the ways to say it: [stems, what they count, whether all must be there].
  // A phrase is known whatever words that say little stand in it.
  function ideas(query) {
    const typing = /[\p{L}\p{N}]$/u.test(query);
    const readings = split(query).map((word, place, all) =>
      meant(word, typing && place === all.length - 1),
    );
    const stops = (reading) => reading.length && isStop(reading[0][0]);
    const found = readings
      .filter(stops)
      .map((reading) => withSame(reading.map(([own, weight]) => [[own], weight, true])));
    const said = readings.filter((reading) => reading.length && !stops(reading));
    for (let at = 0; at < said.length; ) {
      let length = Math.min(longest, said.length - at);
      const phrase = () => said.slice(at, at + length).map(([[own]]) => own);
      while (length > 1 && !groupOf.has(phrase().join(" "))) length--;
      const ways =
        length > 1
          ? [[phrase(), 1, false]]
          : said[at].map(([own, weight]) => [[own], weight, true]);
      found.push(withSame(ways));
      at += length;
    }
    return found;
  }

  function withSame(ways) {
    return ways.flatMap(([own, weight, whole]) => {
      const others = (groups[groupOf.get(own.join(" "))] ?? []).filter(
        (name) => name.join(" ") !== own.join(" "),
      );
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
      const fits = Math.max(
        ...names[id].map(
          (terms) => telling(terms.filter((term) => said.has(term))) / (telling(terms) || 1),
        ),
      );
      const question = passages[id][2].endsWith("?") ? QUESTION : 1;
      const score =
        sum *
        (held / whole) ** 1.75 *
        (1 + 3 * fits ** 2 * (titled / whole)) *
        question *
        weightOf(passages[id]);
      return { id, score };
    });
    ranked.sort((a, b) => b.score - a.score || a.id - b.id);
    return ranked.filter(({ score }) => score > LEAST * ranked[0].score);
  }

  function find(query, most = 10) {
    const shown = new Map(),
      results = [];
    for (const { id } of rank(query)) {
      const [page, anchor, title, above, text] = passages[id];
      const count = shown.get(page) ?? 0;
      if (count === SHOWN_OF_A_PAGE) continue;
      shown.set(page, count + 1);
      results.push({
        address: pages[page][0] + (anchor && `#${anchor}`),
        title,
        page: anchor && pages[page][1],
        above,
        text,
      });
      if (results.length === most) break;
    }
    return results;
  }

  // The words that stand on no page and among no synonyms: what is found for them is only near.
  find.unknown = (query) => [...new Set(split(query))].filter((word) => !knows(word));
  return find;
}
