import { Live, post, Refusal, row, values, type Result } from "../api";
import { choice, parameters, sliderAt, text } from "../controls";
import { readable, say } from "../dom";
import { at, having, number, type Doc } from "../json";
import { Canvas, diverging, paintTable, Plot } from "../plots";
import { RoomView } from "../room";
import type { Store } from "../state";
import { Transport } from "../transport";
import { Beside } from "./beside";

interface Look { time: number; efolds: number; width: number; largest: number; mean: number; rms: number; walls: number; picture: string }

const mostPictures = 800;

/** A field in two dimensions as a living picture, with what is counted in it. */
export class Lattice extends RoomView {
  private readonly picture = new Canvas("The field φ(x, y)", 1);
  private readonly walls: Plot;
  private readonly size: Plot;
  private readonly spectrum: Plot;
  private looks: Look[] = [];
  private place = 0;
  private live?: Live<Look>;
  private result?: Result;
  private state: "idle" | "running" | "paused" | "ended" = "idle";
  private shown = "";
  private frame = 0;
  private readonly transport: Transport;
  private readonly beside = new Beside(this.current, (problems) => this.problems.show(problems));

  constructor(store: Store) {
    super(store, "lattice", "Lattice: a field in two dimensions, live");
    const { current, change } = this;
    this.transport = new Transport("Start", {
      run: () => this.toggle(),
      step: () => { if (!this.live) this.begin(true); this.live?.tell({ step: 1 }); this.become("paused"); },
      rewind: () => { this.stop(); this.redraw(); say("Back at the start, with the same field."); },
      look: (place) => { this.place = place; this.redraw(); },
      slow: (slow) => this.live?.tell({ slow }),
    });
    this.main.insertBefore(this.transport.element, this.cards);
    this.add(
      "Potential",
      choice(
        "Form", [["double_well", "double well"], ["monomial", "a mass, m²φ²"], ["natural", "a cosine"], ["expression", "a formula"]],
        (doc) => Object.keys((at(doc, "potential") as Doc | undefined) ?? {})[0],
        (doc, kind) => having(doc, "potential", kind === "monomial" ? { monomial: { degree: 2, mass: 0.5 } }
          : kind === "expression" ? { expression: "lambda/4*(phi^2 - v^2)^2 + tilt*phi", parameters: { lambda: 1, v: 1, tilt: 0.02 } }
          : kind === "natural" ? { natural: { height: 1, decay_constant: 0.7 } } : { double_well: { coupling: 1, vacuum: 1 } }),
        current, change,
      ),
      sliderAt("potential.double_well.coupling", { label: "Coupling λ", from: 0.05, to: 10, log: true }, current, change),
      sliderAt("potential.double_well.vacuum", { label: "Vacuum v", from: 0.2, to: 3, step: 0.01 }, current, change),
      sliderAt("potential.monomial.mass", { label: "Mass m", from: 0.05, to: 3, log: true }, current, change),
      text("V(φ) =", "potential.expression", current, change),
      parameters("potential.parameters", current, change),
      sliderAt("potential.natural.decay_constant", { label: "Decay constant f", from: 0.1, to: 3, log: true }, current, change),
    );
    this.add(
      "Space and time",
      choice(
        "Sites", ["64", "128", "192", "256", "384"].map((n) => [n, `${n} × ${n}`]), (doc) => String(number(at(doc, "lattice.sites"))),
        (doc, n) => having(doc, "lattice.sites", Number(n)), current, change,
      ),
      sliderAt("lattice.length", { label: "Length of a side", from: 10, to: 200, log: true }, current, change),
      sliderAt("time.to", { label: "Until t =", from: 5, to: 200, log: true }, current, change),
      sliderAt("universe.power_law.p", { label: "a grows as t to the power", from: 0.05, to: 1, step: 0.01 }, current, change),
      sliderAt("initial.phi", { label: "Mean φ at the beginning", from: -1, to: 1, step: 0.01 }, current, change),
      sliderAt("initial.fluctuations.vacuum.seed", { label: "Seed", from: 1, to: 100, step: 1, whole: true }, current, change),
    );
    this.cards.append(this.picture.element);
    this.walls = this.plot("Walls: neighbours on different sides of zero", "pairs", "t", { logY: true });
    this.size = this.plot("The field's mean and size", "φ", "t", {});
    this.cards.append(this.beside.element);
    this.spectrum = this.plot("Spectrum of φ", "power", "k", { logX: true, logY: true });
  }

  private plot(title: string, y: string, x: string, options: { logX?: boolean; logY?: boolean }): Plot {
    const plot = new Plot({ title, x, y, ...options });
    this.cards.append(plot.element);
    return plot;
  }

  protected override follow(doc: Doc): void {
    const text = JSON.stringify(doc);
    if (text === this.shown) return;
    this.shown = text;
    this.beside.clear();
    this.stop();
    this.redraw();
    // What is wrong with the file is said before anything starts.
    post("/api/yaml", text).then(() => this.problems.show([]), (error: unknown) => {
      if (error instanceof Refusal) this.problems.show(error.problems.map((problem) => problem.text));
    });
  }

  override leave(): void {
    this.beside.clear();
    this.stop();
  }

  override toggle(): void {
    if (this.state === "running") {
      this.live?.tell({ pause: true });
      this.become("paused");
    } else if (this.state === "paused") {
      this.live?.tell({ go: true });
      this.become("running");
    } else {
      this.begin(false);
      this.become("running");
    }
  }

  private begin(holds: boolean): void {
    this.stop();
    this.problems.show([]);
    this.live = new Live<Look>(
      "/api/lattice", this.store.doc, ["spectrum", "k", "time"], holds ? [{ step: 1 }] : [{ slow: this.transport.delay }],
      {
        records: (looks) => {
          this.looks.push(...looks);
          this.forget();
          this.place = this.looks.length - 1;
          this.redraw();
        },
        ended: (result) => {
          this.result = result;
          this.live = undefined;
          this.become("ended");
          this.redraw();
        },
        failed: (problems) => {
          this.live = undefined;
          this.become("idle");
          this.problems.show(problems.map((problem) => problem.text));
        },
      },
      holds,
    );
  }

  /** Of many pictures every second of the older ones goes, so that a page that is left open does not grow. */
  private forget(): void {
    const kept = this.looks.filter((look) => look.picture !== "");
    if (kept.length > mostPictures) kept.slice(0, -mostPictures / 4).forEach((look, i) => { if (i % 2 === 1) look.picture = ""; });
  }

  private stop(): void {
    this.live?.close();
    this.live = undefined;
    this.result = undefined;
    this.looks = [];
    this.place = 0;
    this.become("idle");
  }

  private become(state: Lattice["state"]): void {
    this.state = state;
    this.tell();
  }

  private tell(): void {
    const points = number(at(this.store.doc, "time.points"), 121), look = this.looks[this.place];
    this.transport.show(this.state, this.place, points, look ? `t = ${readable(look.time)}` : "not begun");
  }

  private redraw(): void {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  private draw(): void {
    this.tell();
    const look = this.looks[Math.min(this.place, this.looks.length - 1)];
    if (!look) {
      this.picture.hide();
      this.picture.note.textContent = "Start it, and the field is drawn while the server computes it. Rewind begins again from the same field.";
      this.readings.show([]);
      for (const plot of [this.walls, this.size, this.spectrum]) plot.element.hidden = true;
      return;
    }
    const seen = this.looks.slice(0, this.place + 1).findLast((one) => one.picture !== "") ?? look;
    const bytes = Uint8Array.from(atob(seen.picture), (c) => c.charCodeAt(0)), width = look.width, rows = bytes.length / width;
    this.picture.show(paintTable(rows, width, (i, j) => (bytes[i * width + j]! - 128) / 127, diverging));
    this.picture.describe(`The field at t = ${readable(look.time)}: ${look.walls} pairs of neighbours have a wall between them.`);
    this.picture.note.textContent = `t = ${readable(look.time)}. Blue below zero, orange above; the darkest is |φ| = ${readable(look.largest)}.`;
    const until = this.looks.slice(0, this.place + 1), times = this.looks.map((one) => one.time);
    this.readings.show([
      { key: "time", name: "Time t", value: look.time },
      { key: "efolds", name: "e-folds", value: look.efolds },
      { key: "walls", name: "Pairs with a wall between", value: look.walls },
      { key: "mean", name: "Mean of φ", value: look.mean },
      { key: "rms", name: "Size of φ (r.m.s.)", value: look.rms },
      ...(this.result ? [{ key: "status", name: "How it ended", value: String(this.result.summary.status) }] : []),
    ]);
    this.notes.show(this.result ? [...(this.result.summary.warnings as string[]), ...(this.result.summary.message ? [this.result.summary.message as string] : [])] : []);
    this.walls.element.hidden = false;
    this.size.element.hidden = false;
    this.walls.show([{ label: "walls", colour: "#0072b2", x: times, y: this.looks.map((one) => one.walls) }], until.at(-1)?.time);
    this.size.show(
      [
        { label: "mean", colour: "#0072b2", x: times, y: this.looks.map((one) => one.mean) },
        { label: "r.m.s.", colour: "#d55e00", dash: [6, 3], x: times, y: this.looks.map((one) => one.rms) },
      ],
      until.at(-1)?.time,
    );
    const arrays = this.result?.arrays, name = arrays && Object.keys(arrays).find((key) => key.startsWith("spectrum") && arrays[key]!.shape.length >= 2);
    this.spectrum.element.hidden = !name;
    if (arrays && name) {
      const array = arrays[name]!, k = values(arrays, "k"), count = array.shape[0]!;
      this.spectrum.show([["at the start", 0, "#8a6bbd"], ["half-way", count >> 1, "#e69f00"], ["at the end", count - 1, "#0072b2"]].map(([label, i, colour]) => ({
        label: label as string, colour: colour as string, x: k, y: row(array, i as number).slice(0, k.length),
      })));
    }
  }
}
