import { row, values } from "../api";
import { sliderAt } from "../controls";
import { readable } from "../dom";
import { number } from "../json";
import { Canvas, colour, css, lines, paintTable, type Curve } from "../plots";
import type { Store } from "../state";
import { ExperimentRoom } from "./experiment";

interface Mode { index: number; eigenvalue: number; predicted_change: number; frozen: boolean }

/** Inputs on an interval: the function rolls as a whole, and its modes freeze. */
export class Perturbations extends ExperimentRoom {
  private readonly profile;
  private readonly modes = new Canvas("Modes of the kernel");
  private readonly kernel = new Canvas("Kernel Θ(x, x')", 0.62);
  private readonly budget;
  private readonly mean;
  private readonly loss;
  private drawn?: unknown;

  constructor(store: Store) {
    super(store, "perturbations", "Perturbations: many inputs, and modes that freeze");
    this.addNetwork();
    this.add(
      "Inputs",
      sliderAt("data.interval.points", { label: "Number", from: 2, to: 100, step: 1, whole: true }, this.current, this.change),
      sliderAt("data.interval.hubble_lengths", { label: "Length in Hubble lengths", from: 0.001, to: 100, log: true }, this.current, this.change),
      sliderAt("data.interval.from", { label: "From", from: -5, to: 5, step: 0.05 }, this.current, this.change),
      sliderAt("data.interval.to", { label: "To", from: -5, to: 5, step: 0.05 }, this.current, this.change),
    );
    this.profile = this.plot("f(x), and how it moves", "f", "x", { logs: false });
    this.cards.append(this.modes.element);
    this.loss = this.plot("Loss", "loss", "epoch", { logY: true });
    this.mean = this.plot("Mean of f", "f̄", "epoch");
    this.cards.append(this.kernel.element);
    this.budget = this.plot("Error budget, as it grows", "largest difference", "epoch", {
      logY: true,
      note: "Linearisation and continuum are known before training. Drift is what the kernel's own motion does; the next order is to explain it.",
    });
  }

  protected override arrays(): string[] {
    return [
      "epochs", "time", "loss_", "curve_epochs", "curve_loss", "curve_mean", "inputs", "targets", "eigenvalues", "kernel_initial", "mean_field", "mean_kernel", "perturbations",
      "frozen_kernel", "discrete", "next_order",
    ];
  }

  protected override draw(): void {
    const arrays = this.result!.arrays, epochs = this.epochs(), place = this.place, mark = epochs[place];
    const x = values(arrays, "inputs"), targets = values(arrays, "targets");
    const network = this.trained[place];
    const whole = ["next_order", "discrete", "frozen_kernel", "perturbations"].filter((rung) => arrays[rung]);
    const profile: Curve[] = [];
    if (whole[0]) profile.push({ label: "at the start", colour: "--old", dash: [2, 3], x, y: row(arrays[whole[0]], 0) });
    if (targets.some((y) => y !== 0)) profile.push({ label: "target", colour: "#e69f00", dash: [6, 4], x, y: targets });
    for (const rung of whole.slice(0, 2)) {
      const { name, colour: shade, dash } = lines[rung]!;
      profile.push({ label: name, colour: shade, dash, x, y: row(arrays[rung], place) });
    }
    if (network?.field) profile.push({ label: "trained", colour: "--trained", points: true, x, y: network.field });
    this.profile.show(profile);
    this.loss.show(this.curvesOf("loss"), mark);
    this.mean.show(this.curvesOf("mean"), mark);
    this.budget.show(this.budgetCurves(epochs), mark);
    if (this.drawn === this.result) return;
    this.drawn = this.result;
    this.drawModes(this.summary.modes as Mode[]);
    const kernel = arrays.kernel_initial;
    if (kernel) {
      const entries = kernel.values.map((value) => value ?? NaN), n = kernel.shape[0]!;
      const low = Math.min(...entries), high = Math.max(...entries);
      this.kernel.show(paintTable(n, n, (i, j) => (high > low ? (entries[i * n + j]! - low) / (high - low) : 0.5), colour));
      this.kernel.describe(`The kernel of ${n} inputs by ${n}: its entries lie between ${readable(low)} and ${readable(high)}.`);
      this.kernel.note.textContent = `Dark ${readable(low)}, bright ${readable(high)}; both axes run along the inputs.`;
    }
  }

  private budgetCurves(epochs: number[]): Curve[] {
    const arrays = this.result!.arrays;
    const largest = (a: (i: number) => number[], b: (i: number) => number[], count: number): number[] =>
      Array.from({ length: count }, (_, i) => {
        const other = b(i);
        return Math.max(...a(i).map((value, j) => Math.abs(value - other[j]!)));
      });
    const of = (rung: string) => (i: number): number[] => row(arrays[rung], i);
    const trained = (i: number): number[] => this.trained[i]!.field ?? [];
    const curves: Curve[] = [];
    const put = (label: string, shade: string, dash: number[], a: (i: number) => number[], b: (i: number) => number[], count: number): void => {
      if (count === 0) return;
      // At the start all agree to rounding, of which a logarithm would make a cliff.
      const all = largest(a, b, count), high = Math.max(...all);
      curves.push({ label, colour: shade, dash, x: epochs.slice(0, count), y: all.map((size) => (size > 1e-6 * high ? size : NaN)) });
    };
    if (arrays.frozen_kernel && arrays.perturbations) put("linearisation", "#0072b2", [], of("frozen_kernel"), of("perturbations"), epochs.length);
    if (arrays.discrete && arrays.frozen_kernel) put("continuum", "#009e73", [8, 3], of("discrete"), of("frozen_kernel"), epochs.length);
    if (arrays.next_order && arrays.discrete) put("next order foretells", "#cc79a7", [], of("next_order"), of("discrete"), epochs.length);
    if (this.trained[0]?.field) {
      const count = Math.min(this.trained.length, epochs.length);
      if (arrays.discrete) put("drift", "#d55e00", [4, 3], trained, of("discrete"), count);
      if (arrays.next_order) put("rest behind the next order", "--trained", [2, 2], trained, of("next_order"), count);
    }
    return curves;
  }

  private drawModes(modes: Mode[]): void {
    const shown = modes.slice(0, 16).filter((mode) => mode.eigenvalue > 0);
    if (shown.length === 0) return;
    const high = Math.log10(shown[0]!.eigenvalue), low = Math.max(high - 14, Math.log10(shown.at(-1)!.eigenvalue));
    this.modes.show((context, width, height) => {
      const room = 34, step = (width - 16) / shown.length;
      context.font = "12px system-ui, sans-serif";
      context.textAlign = "center";
      shown.forEach((mode, i) => {
        const part = high > low ? Math.max(0, (Math.log10(mode.eigenvalue) - low) / (high - low)) : 1;
        const tall = 8 + (height - room - 34) * part, left = 8 + i * step + step * 0.14, wide = step * 0.72, top = height - room - tall;
        context.beginPath();
        context.roundRect(left, top, wide, tall, [5, 5, 0, 0]);
        context.fillStyle = mode.frozen ? css("--well") : css("--accent");
        context.fill();
        context.strokeStyle = mode.frozen ? css("--soft") : css("--accent");
        context.setLineDash(mode.frozen ? [3, 3] : []);
        context.stroke();
        context.setLineDash([]);
        context.fillStyle = css("--soft");
        context.fillText(String(mode.index), left + wide / 2, height - room + 15);
        if (wide > 24) context.fillText(mode.frozen ? "frozen" : `${readable(100 * mode.predicted_change, 2)} %`, left + wide / 2, top - 6, step);
      });
      context.textAlign = "left";
      context.fillText("mode", 8, height - 4);
    });
    const frozen = number(this.summary.frozen_modes);
    this.modes.describe(
      `Modes: ${shown.map((m) => `${m.index}: eigenvalue ${readable(m.eigenvalue)}, ${m.frozen ? "frozen" : `moves by ${readable(100 * m.predicted_change, 2)} percent`}`).join("; ")}.`,
    );
    this.modes.note.textContent = `${frozen} of ${values(this.result!.arrays, "eigenvalues").length} modes are frozen: their amplitude is to change by less than 1 %. `
      + "The height is the logarithm of the eigenvalue.";
  }
}
