import { Latest, row, values, type Result } from "../api";
import { check, choice, parameters, slider, sliderAt, text, type Control } from "../controls";
import { readable, say, still } from "../dom";
import { at, having, list, number, type Doc, type Json } from "../json";
import { LiveStudy } from "../live-study";
import { lines, type Curve } from "../plots";
import type { Reading } from "../readings";
import { RoomView } from "../room";
import type { Room, Store } from "../state";

export interface Trained { epoch: number; time: number; efolds: number; loss: number | null; accuracy: number | null; mean: number[]; field?: number[] }

/** What one sees of a training that is over or was left: pale, to compare with. */
interface Past { trained: Trained[]; mean: Curve[]; loss: Curve[] }

const rate = "optimizer.gradient_descent.learning_rate";
const momentum = "optimizer.gradient_descent.momentum";

/** A room of a network: what theory predicts follows the controls; the network is trained for real when one says so. */
export abstract class ExperimentRoom extends RoomView {
  protected result?: Result;
  protected readonly training: LiveStudy<Trained>;
  private past?: Past;
  private readonly predictedCurves = new Map<string, Curve[]>();
  private name: Json | undefined;
  private rolling = 0;
  private frame = 0;
  private readonly latest: Latest;

  constructor(store: Store, room: Room, title: string) {
    super(store, room, title);
    this.latest = new Latest("/api/forecast", () => this.arrays(), (result) => this.predicted(result), this.refuse);
    this.training = new LiveStudy<Trained>({
      verb: "Train",
      path: "/api/train",
      doc: this.current,
      arrays: () => this.arrays(),
      begins: () => { this.keepPast(); this.stopRolling(); },
      moved: () => { this.stopRolling(); this.redraw(); },
      ended: (result) => {
        // The losses of the file: those on the way are of the same field, added up in another order.
        values(result.arrays, "loss_trained").forEach((loss, i) => { if (this.trained[i]) this.trained[i]!.loss = loss; });
        say(`Trained. The loss is ${readable(number(result.summary.loss_final as Json))}.`);
      },
      failed: this.refuse,
      rewound: () => { this.redraw(); say("Back at the start, with the same weights."); },
      places: () => {
        const epochs = this.result ? this.epochs() : [0];
        return [epochs.length, `epoch ${epochs[Math.min(this.training.place, epochs.length - 1)] ?? 0} of ${epochs.at(-1) ?? 0}`];
      },
    });
    this.main.insertBefore(this.training.transport.element, this.cards);
  }

  protected get trained(): Trained[] { return this.training.records; }

  /** The record that is looked at, of the predictions. */
  protected get place(): number { return Math.max(0, Math.min(this.training.place, this.epochs().length - 1)); }

  /** Beginnings of the names of the arrays that the room draws. */
  protected abstract arrays(): string[];

  /** Draws the figures. */
  protected abstract draw(): void;

  override update(): void {
    super.update();
    this.training.tell();
  }

  protected override follow(doc: Doc): void {
    this.keepPast();
    // Another study is no past of this one.
    if (doc.name !== this.name) this.past = undefined;
    this.name = doc.name;
    this.training.stop();
    this.cards.classList.add("busy");
    this.latest.ask(doc);
  }

  override leave(): void {
    this.stopRolling();
    this.latest.stop();
    if (this.training.isAtWork) this.training.rewind();
    if (!this.result) this.forget();
  }

  override toggle(): void { this.training.toggle(); }

  private keepPast(): void {
    if (this.trained.length === 0 || !this.result) return;
    this.past = { trained: this.trained, mean: this.predictions("mean"), loss: this.predictions("loss") };
  }

  private predicted(result: Result): void {
    this.cards.classList.remove("busy");
    this.problems.show([]);
    const isFirst = this.result === undefined;
    this.result = result;
    this.predictedCurves.clear();
    const records = this.epochs().length;
    if (isFirst || this.training.place >= records) this.training.place = records - 1;
    if (isFirst && !still()) this.roll();
    this.redraw();
    this.element.dispatchEvent(new CustomEvent("predicted"));
  }

  /** Lets the predicted field roll once through its potential. */
  private roll(): void {
    const start = performance.now(), lasts = 2600;
    const next = (now: number): void => {
      const part = Math.min(1, Math.max(0, now - start) / lasts);
      this.training.place = Math.round(part * (this.epochs().length - 1));
      this.redraw();
      this.rolling = part < 1 ? requestAnimationFrame(next) : 0;
    };
    this.rolling = requestAnimationFrame(next);
  }

  private stopRolling(): void {
    cancelAnimationFrame(this.rolling);
    this.rolling = 0;
  }

  protected redraw(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      if (!this.result) return;
      this.readings.show(this.read());
      this.element.dataset.first = this.trained.slice(0, 3).map((record) => record.mean[0]).join(" ");
      this.warn(this.summary);
      this.draw();
      this.training.tell();
    });
  }

  protected get summary(): any { return (this.training.result ?? this.result)!.summary; }

  protected epochs(): number[] { return this.result ? values(this.result.arrays, "epochs") : []; }

  protected rungs(): string[] { return Object.keys(this.result!.summary.loss_predicted as object); }

  /** Predicted curves of a quantity, at epochs of their own where there are such. */
  protected predictions(quantity: string): Curve[] {
    const known = this.predictedCurves.get(quantity);
    if (known) return known;
    const arrays = this.result!.arrays;
    const curves: Curve[] = [];
    this.predictedCurves.set(quantity, curves);
    const fineX = values(arrays, "curve_epochs"), coarseX = this.epochs();
    for (const rung of this.rungs()) {
      const { name, colour, dash } = lines[rung] ?? { name: rung, colour: "#888888", dash: [2, 2] };
      const fine = arrays[`curve_${quantity}_${rung}`];
      if (fine) {
        curves.push({ label: name, colour, dash, x: fineX, y: fineX.map((_, i) => row(fine, i)[0] ?? NaN) });
        continue;
      }
      const coarse = arrays[`${quantity}_${rung}`] ?? (quantity === "mean" ? arrays[rung] : undefined);
      if (coarse) {
        const y = coarseX.map((_, i) => {
          const all = row(coarse, i);
          return all.reduce((sum, value) => sum + value, 0) / all.length;
        });
        curves.push({ label: name, colour, dash, x: coarseX, y });
      }
    }
    return curves;
  }

  protected curvesOf(quantity: "mean" | "loss"): Curve[] {
    const read = (record: Trained): number => (quantity === "loss" ? record.loss ?? NaN : record.mean[0] ?? NaN);
    const points = (records: Trained[], ghost: boolean): Curve => ({
      label: ghost ? "trained before" : "trained", points: true, ghost,
      colour: ghost ? "--old" : "--trained", x: records.map((record) => record.epoch), y: records.map(read),
    });
    return [
      ...(this.past ? this.past[quantity].filter((curve) => curve.label === "discrete recursion").map((curve) => ({
        ...curve, label: "predicted before", ghost: true, colour: "--old", dash: [2, 3],
      })) : []),
      ...(this.past ? [points(this.past.trained, true)] : []),
      ...this.predictions(quantity),
      points(this.trained, false),
    ];
  }

  protected read(): Reading[] {
    const s = this.summary;
    const eta = number(s.learning_rate), limit = number(s.stability_limit), domination = number(s.domination), ratio = number(s.domination_ratio);
    const regime = (s.modes as { regime: string }[])[0]?.regime ?? "–";
    const predicted = Object.entries(s.loss_predicted as { [rung: string]: Json });
    const best = predicted.find(([rung]) => rung === "next_order") ?? predicted.find(([rung]) => rung === "discrete") ?? predicted.at(-1);
    return [
      { key: "hubble", name: "Hubble parameter H", value: number(s.hubble), note: `1/H = ${readable(number(s.epochs_per_hubble_time), 3)} epochs` },
      { key: "lambda", name: "Cosmological constant Λ", value: number(s.lambda) },
      { key: "regime", name: "Regime of the field", value: regime, note: "of the leading mode" },
      {
        key: "domination", name: "Vacuum domination Λ/V", value: domination,
        note: domination >= ratio ? `holds: above ${ratio}` : `ends: below ${ratio}`, state: domination >= ratio ? "good" : "bad",
      },
      {
        key: "stability_limit", name: "Stable below η =", value: limit,
        note: limit === Infinity ? "no limit at the start" : eta < limit ? `stable: η is ${readable(eta / limit, 2)} of it` : "unstable: η is above", state: eta < limit ? "good" : "bad",
      },
      { key: "efolds", name: "e-folds", value: number(s.efolds) },
      { key: "theta0", name: "Kernel Θ₀", value: number(s.theta0) },
      { key: "loss_predicted", name: "Loss predicted", value: number(best?.[1]), note: best ? lines[best[0]]?.name ?? best[0] : "" },
      ...(s.loss_final === null ? [] : [
        { key: "loss_final", name: "Loss trained", value: number(s.loss_final) },
        { key: "kernel_drift", name: "Kernel moved by", value: number(s.kernel_drift) },
      ]),
    ];
  }

  /** The controls that every network has. */
  protected addNetwork(): void {
    const { current, change } = this;
    const hidden = (doc: Doc): number[] => list<number>(at(doc, "network.hidden"), "number") ?? [];
    this.add(
      "Optimiser",
      sliderAt(rate, { label: "Learning rate η", from: 1e-3, to: 10, log: true }, current, change),
      slider(
        {
          label: "Momentum γ", from: 0, to: 0.999, step: 0.001,
          read: (doc) => (at(doc, "optimizer.gradient_descent") ? number(at(doc, momentum), 0) : undefined),
          write: (doc, value) => having(doc, momentum, Math.min(0.9999, Math.max(0, value))),
        },
        current, change,
      ),
      choice(
        "Matching", [["leading", "leading order"], ["leapfrog", "leapfrog"]],
        (doc) => (at(doc, "matching") as string | undefined) ?? "leapfrog", (doc, value) => having(doc, "matching", value), current, change,
      ),
    );
    this.addLoss();
    this.add(
      "Network",
      slider(
        {
          label: "Width", from: 4, to: 4000, log: true, whole: true,
          read: (doc) => hidden(doc)[0],
          write: (doc, value) => having(doc, "network.hidden", hidden(doc).map(() => Math.max(1, Math.round(value)))),
        },
        current, change,
      ),
      slider(
        {
          label: "Hidden layers", from: 1, to: 5, step: 1, whole: true,
          read: (doc) => hidden(doc).length || undefined,
          write: (doc, value) => having(
            doc, "network.hidden", Array.from({ length: Math.min(8, Math.max(1, Math.round(value))) }, () => hidden(doc)[0] ?? 100)),
        },
        current, change,
      ),
      choice(
        "Activation", ["erf", "tanh", "relu", "gelu", "silu", "softplus", "sin", "sigmoid", "abs", "identity"].map((name) => [name, name]),
        (doc) => at(doc, "network.activation") as string | undefined, (doc, value) => having(doc, "network.activation", value), current, change,
      ),
      sliderAt("network.weight_std", { label: "Weights σ_w", from: 0.1, to: 4, step: 0.01 }, current, change),
      sliderAt("network.bias_std", { label: "Biases σ_b", from: 0, to: 4, step: 0.01 }, current, change),
      sliderAt("seed", { label: "Seed", from: 1, to: 100, step: 1, whole: true }, current, change),
    );
    this.add(
      "Run",
      slider(
        {
          label: "Epochs", from: 10, to: 20000, log: true, whole: true,
          read: (doc) => number(at(doc, "epochs")),
          write: (doc, value) => {
            const epochs = Math.max(1, Math.round(value));
            return having(having(doc, "epochs", epochs), "record_every", Math.max(1, Math.ceil(epochs / 200)));
          },
        },
        current, change,
      ),
      check(
        "Next order in 1/width", (doc) => list<string>(at(doc, "predictions"), "string")?.includes("next_order") ?? true,
        (doc, value) => {
          const named = (list<string>(at(doc, "predictions"), "string") ?? this.rungs()).filter((rung) => rung !== "next_order");
          return having(doc, "predictions", value ? [...named, "next_order"] : named);
        },
        current, change,
      ),
    );
  }

  private addLoss(): void {
    const { current, change } = this;
    const kinds: { [kind: string]: Doc } = {
      power: { power: { degree: 2, scale: 0.004, minimum: 5 } },
      squared: { squared: { scale: 1 } },
      log_cosh: { log_cosh: { scale: 1, width: 1 } },
      huber: { huber: { scale: 1, delta: 1 } },
      cross_entropy: { cross_entropy: { scale: 1 } },
      double_well: { expression: { formula: "kappa/4*(f^2 - v^2)^2", parameters: { kappa: 0.004, v: 3 } } },
      expression: { expression: { formula: "kappa*(1 - cos(f - y))", parameters: { kappa: 0.1 } } },
    };
    const kindOf = (doc: Doc): string => {
      const key = Object.keys((at(doc, "loss") as Doc | undefined) ?? {})[0] ?? "power";
      return key === "expression" && at(doc, "loss.expression.formula") === at(kinds.double_well, "expression.formula") ? "double_well" : key;
    };
    const of = (key: string, label: string, from: number, to: number, log = true): Control =>
      sliderAt(key, { label, from, to, log, step: log ? undefined : 0.05 }, current, change);
    this.add(
      "Loss, the potential",
      choice(
        "Form",
        [
          ["power", "(f − f*)ⁿ"], ["double_well", "double well"], ["squared", "squared"], ["log_cosh", "log cosh"], ["huber", "Huber"],
          ["cross_entropy", "cross-entropy"], ["expression", "a formula"],
        ],
        kindOf, (doc, kind) => (kinds[kind] ? having(doc, "loss", kinds[kind]) : doc), current, change,
      ),
      slider(
        {
          label: "Degree n", from: 2, to: 12, step: 2, whole: true,
          read: (doc) => (at(doc, "loss.power") ? number(at(doc, "loss.power.degree")) : undefined),
          write: (doc, value) => having(doc, "loss.power.degree", 2 * Math.max(1, Math.round(value / 2))),
        },
        current, change,
      ),
      of("loss.power.scale", "Scale κ", 1e-5, 10), of("loss.power.minimum", "Minimum f*", -10, 10, false),
      of("loss.squared.scale", "Scale κ", 1e-3, 10),
      of("loss.log_cosh.scale", "Scale κ", 1e-3, 10), of("loss.log_cosh.width", "Width w", 1e-2, 10),
      of("loss.huber.scale", "Scale κ", 1e-3, 10), of("loss.huber.delta", "Width δ", 1e-2, 10),
      of("loss.cross_entropy.scale", "Scale κ", 1e-3, 10),
      text("ℓ(f, y) =", "loss.expression.formula", current, change),
      parameters("loss.expression.parameters", current, change),
    );
  }
}
