import { h, write } from "./dom";

const speeds: [string, string][] = [["0", "full speed"], ["16", "60 a second"], ["50", "20 a second"], ["200", "5 a second"]];

/** Where a study stands that is followed live. */
export type LiveState = "idle" | "running" | "paused" | "ended";

/** Train, pause, step, rewind, speed, and the place that one looks at. */
export class Transport {
  readonly element: HTMLElement;
  readonly run: HTMLButtonElement;
  private readonly place = h("input", { type: "range", min: 0, max: 1, value: 1, step: 1, "aria-label": "Place on the curves" });
  private readonly said = h("output", { "aria-live": "off" });
  private readonly speed = h("select", { "aria-label": "Speed" }, ...speeds.map(([value, name]) => h("option", { value }, name)));

  constructor(
    private readonly verb: string,
    actions: { run: () => void; step: () => void; rewind: () => void; look: (place: number) => void; slow: (milliseconds: number) => void },
  ) {
    this.run = h("button", { type: "button", class: "button primary", "data-action": "run", "aria-keyshortcuts": "Space" }, `▶ ${verb}`);
    this.run.addEventListener("click", actions.run);
    const step = h("button", { type: "button", class: "button", "data-action": "step", title: "One record further" }, "Step");
    step.addEventListener("click", actions.step);
    const rewind = h("button", { type: "button", class: "button", "data-action": "rewind", title: "Back to the same start" }, "Rewind");
    rewind.addEventListener("click", actions.rewind);
    this.place.addEventListener("input", () => actions.look(Number(this.place.value)));
    this.speed.addEventListener("change", () => actions.slow(Number(this.speed.value)));
    this.element = h(
      "div", { class: "card transport", role: "group", "aria-label": verb },
      this.run, step, rewind, this.speed, h("div", { class: "track" }, this.place), this.said,
    );
  }

  get delay(): number { return Number(this.speed.value); }

  show(state: LiveState, place: number, places: number, words: string): void {
    write(this.run, state === "running" ? "❚❚ Pause" : state === "paused" ? "▶ Go on" : state === "ended" ? `↻ ${this.verb} again` : `▶ ${this.verb}`);
    this.element.dataset.state = state;
    this.element.dataset.place = String(place);
    this.place.max = String(Math.max(1, places - 1));
    this.place.value = String(place);
    this.place.style.setProperty("--part", `${(100 * place) / Math.max(1, places - 1)}%`);
    this.place.setAttribute("aria-valuetext", words);
    write(this.said, words);
  }
}
