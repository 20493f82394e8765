import { post, type Problem, type Result } from "./api";
import { group, type Control } from "./controls";
import { h } from "./dom";
import { at, clone, type Doc } from "./json";
import { Plot, type PlotOptions } from "./plots";
import { presets, type Preset } from "./presets";
import { Readings, Sentences } from "./readings";
import type { Room, Store } from "./state";

/** A file that reproduces what is shown. */
export interface StudyFile { text: string; name: string; command: string; hint: string }

export const fileName = (name: unknown): string => `${String(name).replace(/[^\w.-]/g, "-")}.yaml`;

/** What all rooms have: presets and controls beside readings, warnings and figures. */
export abstract class RoomView {
  readonly element: HTMLElement;
  protected readonly readings = new Readings();
  protected readonly problems = new Sentences("problems", "Problems");
  protected readonly notes = new Sentences("notes", "Limits of validity");
  protected readonly cards = h("div", { class: "cards" });
  protected readonly main: HTMLElement;
  private readonly side: HTMLElement;
  private readonly chips = h("div", { class: "chips", role: "group", "aria-label": "Presets" });
  private readonly sentence = h("p", {});
  private readonly offers = h("section", { class: "presets", "aria-label": "Presets", hidden: true }, h("h2", {}, "Presets"), this.chips, this.sentence);
  private offered: Preset[] = [];
  private controls: Control[] = [];
  private followed = "";

  constructor(protected readonly store: Store, room: Room, title: string) {
    this.main = h("div", { class: "main" }, h("h1", { class: "unseen" }, title), this.problems.element, this.readings.element, this.notes.element, this.cards);
    this.side = h("div", { class: "side" }, this.offers);
    this.offer(presets[room]!);
    this.element = h("main", { class: "room", id: "main", tabindex: -1 }, this.side, this.main);
  }

  /** A room that has nothing to move. */
  protected standAlone(): void { this.element.classList.add("alone"); }

  /** What the room has to show, each with a sentence of what to look at. */
  protected offer(offered: Preset[]): void {
    this.offered = offered;
    this.offers.hidden = offered.length === 0;
    this.chips.replaceChildren(...offered.map((preset) => {
      const chip = h("button", { type: "button", "aria-pressed": "false" }, preset.name);
      chip.addEventListener("click", () => this.store.change(clone(preset.doc)));
      return chip;
    }));
    this.press();
  }

  private press(): void {
    this.sentence.textContent = this.offered.find((preset) => preset.doc.name === this.store.doc.name)?.sentence ?? "";
    this.offered.forEach((preset, i) => this.chips.children[i]!.setAttribute("aria-pressed", String(preset.doc.name === this.store.doc.name)));
  }

  protected add(title: string, ...controls: Control[]): void {
    const made = group(title, ...controls);
    this.controls.push(made);
    this.side.append(made.element);
  }

  protected readonly current = (): Doc => this.store.doc;
  protected readonly change = (doc: Doc, isPassing: boolean): void => this.store.change(doc, isPassing);

  /** Shows the state. */
  update(): void {
    const doc = this.store.doc;
    this.controls.forEach((control) => control.show(doc));
    this.press();
    const text = JSON.stringify(doc);
    if (text === this.followed) return;
    this.followed = text;
    this.follow(doc);
  }

  /** Has the document followed once more when the room is shown again. */
  protected forget(): void { this.followed = ""; }

  /** Says everything that is wrong. What is shown is of what was before. */
  protected readonly refuse = (problems: Problem[]): void => this.problems.show(problems.map((problem) => problem.text));

  /** Says what a result is to be taken with. */
  protected warn(summary: Result["summary"] | undefined): void {
    this.notes.show(summary ? [...(summary.warnings as string[]), ...(summary.message ? [summary.message as string] : [])] : []);
  }

  /** A card with curves, at the end of the others. */
  protected plot(title: string, y: string, x: string, options: Omit<PlotOptions, "title" | "x" | "y"> = {}): Plot {
    const plot = new Plot({ title, x, y, ...options });
    this.cards.append(plot.element);
    return plot;
  }

  /** Computes and draws what follows from a document that has changed. */
  protected abstract follow(doc: Doc): void;

  /** The room is left. */
  abstract leave(): void;

  /** The file that reproduces what is shown; none where there is nothing. */
  async file(): Promise<StudyFile | undefined> {
    const { yaml, kind } = await post("/api/yaml", JSON.stringify(this.store.doc));
    const table = at(this.store.doc, "data.file.path");
    return {
      text: yaml as string, name: fileName(this.store.doc.name ?? kind), command: kind === "experiment" ? "run" : kind as string,
      hint: typeof table === "string" ? ` Put ${table} beside it.` : "",
    };
  }

  /** The space key. */
  toggle(): void {}
}
