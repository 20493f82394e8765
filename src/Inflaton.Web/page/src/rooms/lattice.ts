import { post, Refusal } from "../api";
import { choice, parameters, sliderAt, text } from "../controls";
import { readable, say } from "../dom";
import { at, having, number, type Doc } from "../json";
import { LiveStudy } from "../live-study";
import { Canvas, diverging, paintTable, type Curve } from "../plots";
import { RoomView } from "../room";
import type { Store } from "../state";
import { Beside } from "./beside";

interface Spectrum { k: number[]; power: (number | null)[] }
interface Look {
  time: number; efolds: number; width: number; largest: number; mean: number; rms: number; walls: number; picture: string; spectrum?: Spectrum;
}

const mostPictures = 800;

/** A field in two dimensions as a living picture, with what is counted in it. */
export class Lattice extends RoomView {
  private readonly picture = new Canvas("The field φ(x, y)", 1);
  private readonly walls;
  private readonly size;
  private readonly spectrum;
  private readonly live: LiveStudy<Look>;
  private frame = 0;
  private readonly beside = new Beside(this.current, this.refuse);

  constructor(store: Store) {
    super(store, "lattice", "Lattice: a field in two dimensions, live");
    const { current, change } = this;
    this.live = new LiveStudy<Look>({
      verb: "Start",
      path: "/api/lattice",
      doc: current,
      arrays: () => ["time"],
      begins: () => this.problems.show([]),
      moved: () => { this.forgetPictures(); this.redraw(); },
      failed: this.refuse,
      rewound: () => { this.redraw(); say("Back at the start, with the same field."); },
      places: () => {
        const look = this.live.seen;
        return [number(at(this.store.doc, "time.points"), 121), look ? `t = ${readable(look.time)}` : "not begun"];
      },
    });
    this.main.insertBefore(this.live.transport.element, this.cards);
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
    this.spectrum = this.plot("Spectrum of φ, as it grows", "power P(k)", "k", { logX: true, logY: true });
    this.walls = this.plot("Walls: the length of all lines φ = 0", "length", "t", { logY: true });
    this.size = this.plot("The field's mean and size", "φ", "t");
    this.cards.append(this.beside.element);
  }

  override update(): void {
    super.update();
    this.live.tell();
  }

  protected override follow(doc: Doc): void {
    this.beside.clear();
    this.live.stop();
    this.live.place = 0;
    this.redraw();
    // What is wrong with the file is said before anything starts.
    post("/api/yaml", JSON.stringify(doc)).then(() => this.problems.show([]), (error: unknown) => {
      if (error instanceof Refusal) this.refuse(error.problems);
    });
  }

  override leave(): void {
    this.beside.clear();
    this.live.stop();
    this.redraw();
  }

  override toggle(): void { this.live.toggle(); }

  /** Of many pictures every second of the older ones goes, so that a page that is left open does not grow. */
  private forgetPictures(): void {
    const kept = this.live.records.filter((look) => look.picture !== "");
    if (kept.length > mostPictures) kept.slice(0, -mostPictures / 4).forEach((look, i) => { if (i % 2 === 1) look.picture = ""; });
  }

  private redraw(): void {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  private draw(): void {
    this.live.tell();
    const look = this.live.seen, looks = this.live.records, summary = this.live.result?.summary;
    this.warn(summary);
    if (!look) {
      this.picture.hide();
      this.picture.note.textContent = "Start it, and the field is drawn while the server computes it. Rewind begins again from the same field.";
      this.readings.show([]);
      for (const plot of [this.walls, this.size, this.spectrum]) plot.element.hidden = true;
      return;
    }
    const until = looks.slice(0, this.live.place + 1), seen = until.findLast((one) => one.picture !== "") ?? look;
    const bytes = Uint8Array.from(atob(seen.picture), (c) => c.charCodeAt(0)), width = look.width, rows = bytes.length / width;
    this.picture.show(paintTable(rows, width, (i, j) => (bytes[i * width + j]! - 128) / 127, diverging));
    this.picture.describe(`The field at t = ${readable(look.time)}: ${readable(look.walls)} is the length of its walls.`);
    this.picture.note.textContent = `t = ${readable(look.time)}. Blue below zero, orange above; the darkest is |φ| = ${readable(look.largest)}.`;
    const times = looks.map((one) => one.time);
    this.readings.show([
      { key: "time", name: "Time t", value: look.time },
      { key: "efolds", name: "e-folds", value: look.efolds },
      { key: "walls", name: "Length of the walls", value: look.walls },
      { key: "mean", name: "Mean of φ", value: look.mean },
      { key: "rms", name: "Size of φ (r.m.s.)", value: look.rms },
      ...(summary ? [{ key: "status", name: "How it ended", value: String(summary.status) }] : []),
    ]);
    this.walls.element.hidden = false;
    this.size.element.hidden = false;
    this.spectrum.element.hidden = false;
    this.walls.show([{ label: "walls", colour: "#0072b2", x: times, y: looks.map((one) => one.walls) }], until.at(-1)?.time);
    this.size.show(
      [
        { label: "mean", colour: "#0072b2", x: times, y: looks.map((one) => one.mean) },
        { label: "r.m.s.", colour: "#d55e00", dash: [6, 3], x: times, y: looks.map((one) => one.rms) },
      ],
      until.at(-1)?.time,
    );
    this.spectrum.show(this.spectra(until));
  }

  /** The spectrum at the start and where one looks. */
  private spectra(until: Look[]): Curve[] {
    const of = (label: string, colour: string, dash: number[], spectrum: Spectrum | undefined): Curve[] =>
      spectrum ? [{ label, colour, dash, x: spectrum.k, y: spectrum.power.map((power) => power ?? NaN) }] : [];
    const now = until.findLast((look) => look.spectrum !== undefined);
    return [
      ...of("at the start", "#8a6bbd", [3, 3], until[0]?.spectrum),
      ...of("now", "#0072b2", [], now?.spectrum),
    ];
  }
}
