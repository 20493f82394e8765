import { values } from "../api";
import { sliderAt } from "../controls";
import { readable } from "../dom";
import { number } from "../json";
import { Canvas, paintPotential, type Ball } from "../plots";
import type { Store } from "../state";
import { ExperimentRoom } from "./experiment";

/** One input: one field that rolls in its potential, and one network that follows. */
export class Roll extends ExperimentRoom {
  private readonly potential = new Canvas("The field in its potential", 0.5);
  private readonly field;
  private readonly loss;
  private readonly universe;

  constructor(store: Store) {
    super(store, "roll", "Roll: one field, one network");
    this.addNetwork();
    this.add("Input", sliderAt("data.point.0", { label: "x", from: -3, to: 3, step: 0.01 }, this.current, this.change));
    this.cards.append(this.potential.element);
    this.field = this.plot("φ(t), the network's output", "φ = f(x)");
    this.loss = this.plot("Loss", "loss", { logY: true });
    this.universe = this.plot("The universe's side of the same motion", "φ", {
      x: "cosmic time t = epoch · √η", y2: "N = ln a,  H", logs: false,
      note: "The same curve as a scalar field: lengths grow by e^N while it rolls, and H is the friction that the optimiser has.",
    });
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
    const here = at(predicted, mark ?? 0), network = this.trained[Math.min(this.place, this.trained.length - 1)];
    const balls: Ball[] = [
      { at: here, colour: "--accent", filled: this.trained.length === 0, label: "predicted" },
      ...(network ? [{ at: network.mean[0]!, colour: "--trained", filled: true, label: "trained" }] : []),
    ];
    const field = values(arrays, "potential_field"), value = values(arrays, "potential_value");
    this.potential.show(paintPotential(field, value, balls));
    const words = `Epoch ${mark ?? 0}: predicted φ = ${readable(here)}${network ? `, the network ${readable(network.mean[0]!)}` : ""}.`;
    this.potential.describe(`The potential V of φ with the field in it. ${words}`);
    this.potential.note.textContent = `${words} ${network ? "Filled: the network. Ring: the prediction." : ""}`;
    this.field.show(mean, mark);
    this.loss.show(this.curvesOf("loss"), mark);

    const eta = number(this.summary.learning_rate), hubble = number(this.summary.hubble), root = Math.sqrt(eta);
    const time = predicted?.x.map((epoch) => epoch * root) ?? [];
    const moving = values(arrays, "hubble"), steps = epochs.map((epoch) => epoch * root);
    this.universe.show(
      [
        { label: "φ", colour: predicted?.colour ?? "--accent", x: time, y: predicted?.y ?? [] },
        moving.length
          ? { label: "e-folds N", colour: "#009e73", dash: [6, 3], x: steps, y: values(arrays, "efolds"), scale: "y2" }
          : { label: "e-folds N", colour: "#009e73", dash: [6, 3], x: time, y: time.map((t) => hubble * t), scale: "y2" },
        moving.length
          ? { label: "H", colour: "#d55e00", dash: [2, 3], x: steps, y: moving, scale: "y2" }
          : { label: "H", colour: "#d55e00", dash: [2, 3], x: time, y: time.map(() => hubble), scale: "y2" },
      ],
      mark === undefined ? undefined : mark * root,
    );
  }
}
