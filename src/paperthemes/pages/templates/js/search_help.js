/* global bdi, corpus, countOf, countValues, debounce, el, filter, formatNumber, scrollToSection, search */
/* global searchOffers, searchRanks */
/* exported searchHelp */

/** What stands below a search field: narrower and wider searches, and topics that hold the papers. */
const searchHelp = (() => {
  const MAX_TOPICS = 5;
  const WAIT = 250; // milliseconds after the last letter

  /** Create a button that leads to more papers, with their number. */
  const button = (text, count, action) =>
    el("button", { type: "button", onclick: action }, bdi(text), " ", el("small", {}, count));

  /** Type a query into a field, whose reader can type on. */
  function type(field, query) {
    field.value = query;
    field.focus(); // before the button disappears
    field.dispatchEvent(new Event("input"));
  }

  const unquote = (query) => query.replaceAll('"', "");

  /** Create buttons that extend the query of a field by other searches. */
  function related(field, offers) {
    const buttons = offers.map(({ query, more }) =>
      button(unquote(query), `(${formatNumber(more)} more)`, () =>
        type(field, `${field.value.trim()} OR ${query}`),
      ),
    );
    return buttons.length ? ["Also: ", ...buttons] : [];
  }

  /** Create a sentence with a button for each search that finds papers where the query finds none. */
  function instead(field, offers) {
    return offers.flatMap(({ query, more }) => {
      const verb = more === 1 ? "has" : "have";
      return [
        `${countOf(more, "paper")} ${verb} “`,
        bdi(unquote(query)),
        "”: ",
        el("button", { type: "button", onclick: () => type(field, query) }, "Show"),
        " ",
      ];
    });
  }

  /** Create a button that searches for the words of a query as a phrase, if only some papers have it. */
  function asPhrase(field, query) {
    const [terms, ...others] = search.find(query).alternatives;
    if (terms === undefined || others.length || terms.some(({ isQuoted }) => isQuoted)) return [];
    const { matches } = search.find(query);
    const rows = corpus.rows.filter((row) => matches[row]);
    const { length } = searchRanks.withPhrase(query, rows);
    if (length === 0 || length === rows.length) return [];
    const phrase = terms.map(({ typed }) => typed).join(" ");
    const count = formatNumber(length);
    return ["Search only for ", button(`“${phrase}”`, count, () => type(field, `"${phrase}"`))];
  }

  /** Create buttons that show the papers that match a query, topic by topic. */
  function topics(query) {
    const { matches } = search.find(query);
    const rows = corpus.rows.filter((row) => matches[row]);
    const largest = countValues(rows.map((row) => corpus.papers.topic[row]));
    const buttons = largest.slice(0, MAX_TOPICS).map(([topic, count]) =>
      button(corpus.topicName(topic), formatNumber(count), () => {
        filter.only({ query, topic });
        scrollToSection("papers");
      }),
    );
    const more = largest.length - buttons.length;
    return [
      rows.length ? `${countOf(rows.length, "paper")} found, by topic: ` : "No papers match.",
      ...buttons,
      more > 0 ? ` and ${countOf(more, "more topic")}` : "",
    ];
  }

  /** Show the help of a field in an element, once its reader stops typing. */
  function attach(field, box, { withTopics = false } = {}) {
    const show = debounce(async () => {
      const query = field.value.trim();
      const isOn = query !== "" && search.isComplete();
      const offers = isOn ? await searchOffers.find(query) : [];
      if (query !== field.value.trim()) return; // meanwhile, the reader typed on
      const isFound = search.find(query).matches.includes(1);
      const others = (isFound ? related : instead)(field, offers);
      const parts = isOn ? [asPhrase(field, query), others, withTopics ? topics(query) : []] : [];
      box.classList.toggle("instead", !isFound && offers.length > 0);
      const lines = parts.filter((part) => part.length).map((part) => el("p", {}, ...part));
      box.replaceChildren(...lines);
    }, WAIT);
    field.addEventListener("input", show);
    search.onChange(show);
    return show;
  }

  return { attach };
})();
