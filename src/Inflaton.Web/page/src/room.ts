import { group, type Control } from "./controls";
import { h } from "./dom";
import { clone, type Doc } from "./json";
import { presets } from "./presets";
import { Readings, Sentences } from "./readings";
import type { Room, Store } from "./state";

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
  private controls: Control[] = [];

  constructor(protected readonly store: Store, protected readonly room: Room, title: string) {
    this.main = h("div", { class: "main" }, h("h1", { class: "unseen" }, title), this.problems.element, this.readings.element, this.notes.element, this.cards);
    this.side = h("div", { class: "side" });
    if (presets[room]!.length > 0) {
      this.side.append(h("section", { class: "presets", "aria-label": "Presets" }, h("h2", {}, "Presets"), this.chips, this.sentence));
      for (const preset of presets[room]!) {
        const chip = h("button", { type: "button", "aria-pressed": "false" }, preset.name);
        chip.addEventListener("click", () => this.store.change(clone(preset.doc)));
        this.chips.append(chip);
      }
    }
    this.element = h("main", { class: "room", id: "main", tabindex: -1 }, this.side, this.main);
  }

  /** A room that has nothing to move. */
  protected standAlone(): void {
    this.side.remove();
    this.element.classList.add("alone");
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
    presets[this.room]!.forEach((preset, i) => {
      const isThis = preset.doc.name === doc.name;
      this.chips.children[i]!.setAttribute("aria-pressed", String(isThis));
      if (isThis) this.sentence.textContent = preset.sentence;
    });
    this.follow(doc);
  }

  /** Computes and draws what follows from the document. */
  protected abstract follow(doc: Doc): void;

  /** The room is left. */
  abstract leave(): void;

  /** The space key. */
  toggle(): void {}
}
