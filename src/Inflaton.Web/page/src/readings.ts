import { h, readable } from "./dom";

export interface Reading { key: string; name: string; value: number | string; note?: string; state?: "good" | "bad" }

/** Numbers beside the curves; what is coloured says so in words, too. */
export class Readings {
  readonly element = h("dl", { class: "readings", "aria-label": "Readings" });
  private shown = "";

  show(readings: Reading[]): void {
    const text = JSON.stringify(readings.map((reading) => Object.values(reading).map(String)));
    if (text === this.shown) return;
    this.shown = text;
    this.element.replaceChildren(
      ...readings.map(({ key, name, value, note, state }) =>
        h(
          "div", { class: state ?? "", "data-key": key, "data-value": String(value) },
          h("dt", {}, name), h("dd", { class: typeof value === "string" ? "word" : undefined }, typeof value === "number" ? readable(value) : value, note ? h("small", {}, note) : null),
        ),
      ),
    );
  }
}

/** A list of sentences that is there only when it has something to say. */
export class Sentences {
  readonly element: HTMLElement;
  private readonly list = h("ul");
  private shown = "";

  constructor(kind: "problems" | "notes", label: string) {
    this.element = h("div", { class: kind, role: kind === "problems" ? "alert" : "note", "aria-label": label, hidden: true }, this.list);
  }

  show(sentences: string[]): void {
    const text = JSON.stringify(sentences);
    // What stands there already is not said again to those who listen.
    if (text === this.shown) return;
    this.shown = text;
    this.element.hidden = sentences.length === 0;
    this.list.replaceChildren(...sentences.map((sentence) => h("li", {}, sentence)));
  }
}
