import { get, Latest, values, type Result } from "../api";
import { choice, parameters, sliderAt, text, type Control } from "../controls";
import { h } from "../dom";
import { at, having, number, type Doc } from "../json";
import { Canvas, Hill, type Curve } from "../plots";
import { Plane } from "../plane";
import { RoomView } from "../room";
import type { Store } from "../state";

interface Observed { title: string; source: string; inner: { n_s: number[]; r: number[] }; outer: { n_s: number[]; r: number[] } }

/** The potentials that can be chosen, each with a field to start from. */
const kinds: { [kind: string]: [name: string, potential: Doc, phi: number] } = {
  starobinsky: ["Starobinsky, R²", { starobinsky: { height: 9.5747e-11 } }, 5.7],
  monomial: ["φⁿ", { monomial: { degree: 2, mass: 5.884e-6 } }, 17],
  natural: ["natural, a cosine", { natural: { height: 5e-10, decay_constant: 7 } }, 1.2],
  hilltop: ["hilltop", { hilltop: { height: 1e-11, width: 15, degree: 4 } }, 3],
  double_well: ["double well", { double_well: { coupling: 1e-13, vacuum: 20 } }, 1.5],
  monodromy: ["monodromy, with ripples", { monodromy: { scale: 2.6e-10, power: 1, core: 0.1, ripple: 1e-12, decay_constant: 0.3 } }, 11.5],
  expression: ["a formula", { expression: "V0*(1 - exp(-phi/mu))^2", parameters: { V0: 1e-10, mu: 1.5 } }, 8],
};

/** One scalar field and its universe: background, spectra, and the sky. */
export class Universes extends RoomView {
  private readonly latest = new Latest("/api/universe", () => [""], (result) => this.solved(result), this.refuse, 400);
  private readonly potential = new Canvas("The potential", 0.5);
  private readonly background;
  private readonly epsilon;
  private readonly spectrum;
  private readonly plane = new Plane("Tilt and gravitational waves, against the sky", "n_s", "r");
  private readonly source = h("p", { class: "hint" });
  private result?: Result;
  private observed: Observed[] = [];
  private readonly trail: [number, number][] = [];

  constructor(store: Store) {
    super(store, "universes", "Universes: any potential, solved to its spectra");
    const { current, change } = this;
    const of = (key: string, label: string, from: number, to: number, log = true): Control =>
      sliderAt(`potential.${key}`, { label, from, to, log, step: log ? undefined : 0.01 }, current, change);
    this.add(
      "Potential",
      choice(
        "Form", Object.entries(kinds).map(([kind, [name]]) => [kind, name]), (doc) => Object.keys((at(doc, "potential") as Doc | undefined) ?? {})[0],
        (doc, kind) => (kinds[kind] ? having(having(doc, "potential", kinds[kind][1]), "initial", { phi: kinds[kind][2] }) : doc), current, change,
      ),
      of("starobinsky.height", "Height V₀", 1e-12, 1e-8), sliderAt("potential.monomial.degree", { label: "Degree n", from: 2, to: 8, step: 2, whole: true }, current, change),
      of("monomial.mass", "Mass m", 1e-7, 1e-4), of("natural.height", "Height V₀", 1e-12, 1e-7), of("natural.decay_constant", "Decay constant f", 3, 30),
      of("hilltop.height", "Height V₀", 1e-14, 1e-8), of("hilltop.width", "Width μ", 3, 60),
      of("double_well.coupling", "Coupling λ", 1e-16, 1e-10), of("double_well.vacuum", "Vacuum v", 8, 60),
      of("monodromy.scale", "Scale V₀", 1e-12, 1e-8), of("monodromy.power", "Power p", 0.2, 2, false),
      of("monodromy.ripple", "Ripple A", 1e-14, 1e-10), of("monodromy.decay_constant", "Ripple's period f", 0.05, 3),
      text("V(φ) =", "potential.expression", current, change), parameters("potential.parameters", current, change),
    );
    this.add(
      "Beginning and sky",
      sliderAt("initial.phi", { label: "φ at the beginning", from: 0.1, to: 25, step: 0.01 }, current, change),
      sliderAt("perturbations.pivot_efolds", { label: "e-folds left at the pivot", from: 40, to: 70, step: 0.5 }, current, change),
    );
    this.plane.element.append(h("details", {}, h("summary", {}, "Where the contours are from"), this.source));
    this.cards.append(this.plane.element);
    this.cards.append(this.potential.element);
    this.background = this.plot("Background", "φ", "e-folds N", { y2: "H" });
    this.epsilon = this.plot("Slow roll ε", "ε", "e-folds N", { logY: true });
    this.spectrum = this.plot("Power spectra", "power", "k / k*", { logX: true, logY: true });
    void get("/api/observations").then((observed: Observed[]) => {
      this.observed = observed;
      this.source.textContent = observed.map((set) => `${set.title}: ${set.source}`).join(" ");
      this.draw();
    });
  }

  protected override follow(doc: Doc): void {
    this.cards.classList.add("busy");
    this.latest.ask(doc);
  }

  override leave(): void {
    this.latest.stop();
    if (!this.result) this.forget();
  }

  private solved(result: Result): void {
    this.cards.classList.remove("busy");
    this.problems.show([]);
    const before = this.result?.summary;
    if (before && Number.isFinite(number(before.n_s)) && Number.isFinite(number(before.r))) {
      this.trail.push([number(before.n_s), number(before.r)]);
      if (this.trail.length > 40) this.trail.shift();
    }
    this.result = result;
    this.draw();
  }

  private draw(): void {
    const result = this.result;
    if (!result) return;
    const s = result.summary, arrays = result.arrays;
    const n = number(s.n_s), r = number(s.r);
    const first = this.observed[0];
    const within = first ? inside(n, r, first.outer) : false;
    this.readings.show([
      { key: "n_s", name: "Spectral index n_s", value: n },
      {
        key: "r", name: "Tensor-to-scalar ratio r", value: r,
        note: first ? (within ? "within the 95 % of Planck and BICEP/Keck" : "outside the 95 % of Planck and BICEP/Keck") : undefined,
        state: first && Number.isFinite(n) ? (within ? "good" : "bad") : undefined,
      },
      { key: "amplitude", name: "Amplitude A_s", value: number(s.amplitude), note: "observed: 2.1·10⁻⁹" },
      { key: "alpha_s", name: "Running α_s", value: number(s.alpha_s) },
      { key: "efolds", name: "e-folds solved", value: number(s.efolds) },
      { key: "end_of_inflation.efolds", name: "Inflation ends at N =", value: s.end_of_inflation ? number(s.end_of_inflation.efolds) : "not here" },
      { key: "epsilon", name: "ε_V at the pivot", value: number(s.epsilon) },
      { key: "eta", name: "η_V at the pivot", value: number(s.eta) },
    ]);
    this.warn(s);
    const contour = (set: Observed, part: "inner" | "outer", colour: string): Curve =>
      ({ label: `${set.title}, ${part === "inner" ? 68 : 95} %`, colour, width: part === "inner" ? 2.5 : 1.5, x: set[part].n_s, y: set[part].r });
    this.plane.draws(
      [
        ...(first ? [contour(first, "outer", "#0072b2"), contour(first, "inner", "#0072b2")] : []),
        ...(this.observed[1] ? [contour(this.observed[1], "outer", "#009e73")] : []),
      ],
      this.trail, Number.isFinite(n) && Number.isFinite(r) ? [n, r] : undefined,
    );
    const efolds = values(arrays, "efolds"), phi = values(arrays, "phi"), field = values(arrays, "potential_field");
    const hill = new Hill(field, values(arrays, "potential_value"));
    this.potential.show(hill.balls(phi.length === efolds.length ? [
      { at: phi[0]!, colour: "--accent", filled: true, label: "beginning" },
      ...(s.pivot ? [{ at: number(s.pivot.field[0]), colour: "#d55e00", filled: false, label: "pivot" }] : []),
    ] : []), hill.ground);
    this.potential.describe(`The potential ${s.potential as string}, with the field at its beginning and where the pivot leaves the horizon.`);
    this.potential.note.textContent = `V = ${s.potential as string}. Filled: the beginning. Ring: where the pivot scale leaves the horizon.`;
    this.background.show([
      { label: "φ", colour: "#0072b2", x: efolds, y: phi.slice(0, efolds.length) },
      { label: "H", colour: "#d55e00", dash: [6, 3], x: efolds, y: values(arrays, "hubble"), scale: "y2" },
    ]);
    this.epsilon.show([{ label: "ε", colour: "#0072b2", x: efolds, y: values(arrays, "epsilon") }]);
    const k = values(arrays, "k");
    this.spectrum.element.hidden = k.length === 0;
    this.spectrum.show([
      { label: "curvature", colour: "#0072b2", x: k, y: values(arrays, "power_scalar") },
      { label: "gravitational waves", colour: "#d55e00", dash: [7, 3], x: k, y: values(arrays, "power_tensor") },
      { label: "slow roll's guess", colour: "#8a6bbd", dash: [2, 3], x: k, y: values(arrays, "slow_roll_scalar") },
    ]);
  }
}

/** Whether a point lies within a closed curve. */
function inside(x: number, y: number, loop: { n_s: number[]; r: number[] }): boolean {
  let is = false;
  for (let i = 0, j = loop.n_s.length - 1; i < loop.n_s.length; j = i++) {
    const [xi, yi, xj, yj] = [loop.n_s[i]!, loop.r[i]!, loop.n_s[j]!, loop.r[j]!];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) is = !is;
  }
  return is;
}

