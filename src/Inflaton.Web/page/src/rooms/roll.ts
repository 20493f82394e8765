import { values, type Result } from "../api";
import { sliderAt } from "../controls";
import { readable, write } from "../dom";
import { number } from "../json";
import { Canvas, Hill, type Ball, type Curve } from "../plots";
import type { Store } from "../state";
import { ExperimentRoom } from "./experiment";

/** One input: one field that rolls in its potential, and one network that follows. */
export class Roll extends ExperimentRoom {
  private readonly potential = new Canvas("The field in its potential", 0.5);
  private readonly field;
  private readonly loss;
  private readonly universe;
  private readonly scale;
  private sided?: Result;
  private hill = new Hill([], []);
  private sides: { universe: Curve[]; scale: Curve[] } = { universe: [], scale: [] };

  constructor(store: Store) {
    super(store, "roll", "Roll: one field, one network");
    this.addNetwork();
    this.add("Input", sliderAt("data.point.0", { label: "x", from: -3, to: 3, step: 0.01 }, this.current, this.change));
    this.cards.append(this.potential.element);
    this.field = this.plot("φ(t), the network's output", "φ = f(x)", "epoch");
    this.loss = this.plot("Loss", "loss", "epoch", { logY: true });
    this.universe = this.plot("The universe's side of the same motion", "φ", "cosmic time t", {
      y2: "N = ln a,  H", logs: false,
      note: "The same curve as a scalar field: √η of cosmic time an epoch. H is the friction that the optimiser has, and lengths grow by e^N.",
    });
    this.scale = this.plot("The scale factor a(t)", "log₁₀ a", "cosmic time t", { logs: false, note: "Powers of ten by which lengths have grown." });
  }

  protected override arrays(): string[] {
    return [
      "epochs", "time", "loss_", "curve_epochs", "curve_loss", "curve_mean", "potential_", "mean_field", "mean_kernel", "perturbations", "frozen_kernel", "discrete",
      "next_order", "hubble", "efolds",
    ];
  }

  protected override draw(): void {
    const arrays = this.result!.arrays, epochs = this.epochs(), mark = epochs[this.place];
    const mean = this.curvesOf("mean");
    const predicted = mean.find((curve) => curve.label === "discrete recursion") ?? mean.find((curve) => !curve.points && !curve.ghost);
    const at = (curve: { x: number[]; y: number[] } | undefined, epoch: number): number => {
      const place = curve?.x.findIndex((x) => x >= epoch) ?? -1;
      return place < 0 ? NaN : curve!.y[place]!;
    };
    const here = at(predicted, mark ?? 0), network = this.trained[this.place];
    const balls: Ball[] = [
      { at: here, colour: "--accent", filled: this.trained.length === 0, label: "predicted" },
      ...(network ? [{ at: network.mean[0]!, colour: "--trained", filled: true, label: "trained" }] : []),
    ];
    if (this.sided !== this.result) {
      this.sided = this.result;
      this.sides = this.universeOf(predicted);
      this.hill = new Hill(values(arrays, "potential_field"), values(arrays, "potential_value"));
    }
    this.potential.show(this.hill.balls(balls), this.hill.ground);
    const words = `Epoch ${mark ?? 0}: predicted φ = ${readable(here)}${network ? `, the network ${readable(network.mean[0]!)}` : ""}.`;
    this.potential.describe(`The potential V of φ with the field in it. ${words}`);
    write(this.potential.note, `${words} ${network ? "Filled: the network. Ring: the prediction." : ""}`);
    this.field.show(mean, mark);
    this.loss.show(this.curvesOf("loss"), mark);

    const now = mark === undefined ? undefined : between(epochs, values(arrays, "time"), mark);
    this.universe.show(this.sides.universe, now);
    this.scale.show(this.sides.scale, now);
  }

  /** The predicted field as a universe has it, in cosmic time. */
  private universeOf(predicted: Curve | undefined): { universe: Curve[]; scale: Curve[] } {
    const arrays = this.result!.arrays, epochs = this.epochs(), time = values(arrays, "time"), hubble = number(this.summary.hubble);
    const moving = arrays.hubble !== undefined, grown = moving ? values(arrays, "efolds") : time.map((t) => hubble * t);
    return {
      universe: [
        { label: "φ", colour: predicted?.colour ?? "--accent", x: predicted?.x.map((epoch) => between(epochs, time, epoch)) ?? [], y: predicted?.y ?? [] },
        { label: "e-folds N", colour: "#009e73", dash: [6, 3], x: time, y: grown, scale: "y2" },
        { label: "H", colour: "#d55e00", dash: [2, 3], x: time, y: moving ? values(arrays, "hubble") : time.map(() => hubble), scale: "y2" },
      ],
      scale: [{ label: "log₁₀ a = N / ln 10", colour: "#009e73", x: time, y: grown.map((efolds) => efolds / Math.LN10) }],
    };
  }
}

/** The value at a place between those of a table in rising order. */
function between(xs: number[], ys: number[], x: number): number {
  const next = xs.findIndex((one) => one >= x);
  if (next <= 0) return next === 0 ? ys[0]! : NaN;
  const part = (x - xs[next - 1]!) / (xs[next]! - xs[next - 1]!);
  return ys[next - 1]! + part * (ys[next]! - ys[next - 1]!);
}
