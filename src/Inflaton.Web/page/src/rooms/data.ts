import { post, Refusal, values, type Arrays } from "../api";
import { check, choice, sliderAt, text } from "../controls";
import { h, readable } from "../dom";
import { at, having, number, type Doc, type Json } from "../json";
import { Canvas, colour, type Curve } from "../plots";
import type { Reading } from "../readings";
import type { Store } from "../state";
import { ExperimentRoom } from "./experiment";

const rate = "optimizer.gradient_descent.learning_rate", momentum = "optimizer.gradient_descent.momentum";

/** A table: its loss predicted at once, a map of η and γ to click in, then trained. */
export class Data extends ExperimentRoom {
  private readonly loss;
  private readonly test;
  private readonly accuracy;
  private readonly map = new Canvas("Where to train: the map of η and γ", 0.62);
  private readonly ask = h("button", { type: "button", class: "button", "data-action": "map" }, "Draw the map");
  private readonly limits = h("ul");
  private told: unknown;
  private mapped?: { arrays: Arrays; best: { learning_rate: number; momentum: number }; epochs: number; of: string };

  constructor(store: Store) {
    super(store, "data", "Data: a table, predicted and trained");
    const { current, change } = this;
    this.add(
      "Table",
      choice(
        "Table", [["diabetes.csv", "diabetes"], ["digits.csv", "digits"]], (doc) => at(doc, "data.file.path") as string | undefined,
        (doc, path) => having(doc, "data.file", { ...(at(doc, "data.file") as Doc), path }), current, change,
      ),
      text("Column to learn", "data.file.target", current, change),
      choice(
        "Targets are", [["number", "numbers"], ["one_hot", "classes"], ["centered_one_hot", "classes, centred"]],
        (doc) => (at(doc, "data.file") ? (at(doc, "data.file.encoding") as string | undefined) ?? "number" : undefined),
        (doc, value) => having(doc, "data.file.encoding", value), current, change,
      ),
      check(
        "Standardize columns", (doc) => (at(doc, "data.file") ? at(doc, "data.file.standardize") === true : undefined),
        (doc, value) => having(doc, "data.file.standardize", value), current, change,
      ),
      sliderAt("data.file.test_fraction", { label: "Kept for testing", from: 0, to: 0.9, step: 0.01 }, current, change),
      sliderAt("data.file.rows", { label: "Rows", from: 20, to: 2000, log: true, whole: true }, current, change),
    );
    this.addNetwork();
    this.loss = this.plot("Training loss", "loss", "epoch", { logY: true });
    this.test = this.plot("Test loss", "loss", "epoch", { logY: true });
    this.accuracy = this.plot("Accuracy", "part told rightly", "epoch", { logs: false });
    this.cards.append(this.map.element);
    this.map.element.querySelector("header")!.append(this.ask);
    this.ask.addEventListener("click", () => void this.tune());
    this.map.on("click", (x, y) => this.choose(x, y));
    this.cards.append(h(
      "section", { class: "card", "aria-label": "What limits the prediction" },
      h("header", {}, h("h2", {}, "What limits the prediction")), this.limits,
    ));
    this.paintMap();
  }

  protected override arrays(): string[] { return ["epochs", "time", "loss_", "curve_epochs", "curve_loss", "curve_test", "curve_accuracy", "test_loss", "test_accuracy", "accuracy"]; }

  protected override draw(): void {
    const mark = this.epochs()[this.place];
    this.loss.show(this.curvesOf("loss"), mark);
    const test = this.predictions("test_loss");
    this.test.element.hidden = test.length === 0;
    this.test.show([...test, ...this.results("test_loss_trained", "trained", "--trained")], mark);
    const of = (quantity: string, label: string, colour: string): Curve[] =>
      this.predictions(quantity).filter((curve) => curve.label === "discrete recursion").map((curve) => ({ ...curve, label: `${label}, predicted`, colour }));
    const rightly = this.trained.filter((record) => record.accuracy !== null);
    const accuracy = [
      ...of("accuracy", "training inputs", "#d55e00"), ...of("test_accuracy", "test inputs", "#0072b2"),
      ...(rightly.length ? [{
        label: "training inputs, trained", colour: "#d55e00", points: true, x: rightly.map(({ epoch }) => epoch), y: rightly.map((record) => record.accuracy!),
      }] : []),
      ...this.results("test_accuracy_trained", "test inputs, trained", "#0072b2"),
    ];
    this.accuracy.element.hidden = accuracy.length === 0;
    this.accuracy.show(accuracy, mark);
    this.paintMap();
    if (this.told !== this.summary) {
      this.told = this.summary;
      this.limits.replaceChildren(...this.words().map((sentence) => h("li", {}, sentence)));
    }
  }

  protected override read(): Reading[] {
    const s = this.summary, readings = super.read().filter(({ key }) => key !== "lambda");
    readings.push({ key: "training_points", name: "Rows trained on", value: number(s.training_points), note: `${s.test_points as number} for testing` });
    if (s.test?.loss_final !== undefined && s.test?.loss_final !== null) {
      readings.push({ key: "test.loss_final", name: "Test loss trained", value: number(s.test.loss_final as Json) });
    }
    for (const [key, name, accuracy] of [["accuracy", "Accuracy, training rows", s.accuracy], ["test.accuracy", "Accuracy, test rows", s.test?.accuracy]] as const) {
      if (!accuracy) continue;
      const isTrained = accuracy.final !== null && accuracy.final !== undefined;
      readings.push({
        key: isTrained ? `${key}.final` : `${key}.predicted.discrete`, name, note: isTrained ? "trained" : "predicted",
        value: number((isTrained ? accuracy.final : accuracy.predicted.discrete) as Json),
      });
    }
    return readings;
  }

  /** What is known of the trained network once it is trained to the end. */
  private results(name: string, label: string, colour: string): Curve[] {
    const arrays = this.training.result?.arrays;
    return arrays?.[name] ? [{ label, colour, points: true, x: values(arrays, "epochs"), y: values(arrays, name) }] : [];
  }

  /** The parts of the error budget, the largest first. */
  private words(): string[] {
    const s = this.summary, budget = s.error_budget as { [part: string]: { maximum: Json } | null };
    const meaning: { [part: string]: string } = {
      linearisation: "modes around the mean rather than the whole potential",
      continuum: "an equation in time rather than steps",
      drift: "the kernel moved while the network trained",
    };
    const parts = Object.keys(meaning).filter((part) => budget[part]).map((part) => [part, number(budget[part]!.maximum)] as const).filter(([, size]) => size > 0)
      .sort((a, b) => b[1] - a[1]);
    const first = parts.map(([part, size]) => `${meaning[part]}: up to ${readable(size, 3)} at an input`);
    return [
      ...first.map((words, i) => (i === 0 ? `Most: ${words}.` : `Then: ${words}.`)),
      ...(s.kernel_drift === null
        ? ["Train the network to see what the kernel's own motion adds."] : [`The kernel moved by ${readable(100 * number(s.kernel_drift as Json), 3)} %.`]),
    ];
  }

  private async tune(): Promise<void> {
    this.ask.disabled = true;
    this.ask.textContent = "Drawing …";
    const doc = having(this.store.doc, "tune", { trials: 0 });
    try {
      const { arrays, summary } = await post("/api/tune", JSON.stringify(doc), ["learning_rate", "momentum", "loss", "is_stable"]);
      this.mapped = { arrays, best: summary.best, epochs: number(this.store.doc.epochs), of: this.network() };
      this.paintMap();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refuse(error.problems);
    } finally {
      this.ask.disabled = false;
      this.ask.textContent = "Draw the map";
    }
  }

  /** What the map is of: all but the rates themselves. */
  private network(): string {
    return JSON.stringify(having(having(this.store.doc, rate, undefined), momentum, undefined));
  }

  private paintMap(): void {
    const mapped = this.mapped;
    if (!mapped) {
      this.map.note.textContent = "The loss after all epochs for every η and γ, from the kernel alone. Draw it, then click a place to train there.";
      this.map.hide();
      return;
    }
    const rates = values(mapped.arrays, "learning_rate"), momenta = values(mapped.arrays, "momentum");
    const loss = values(mapped.arrays, "loss"), stable = values(mapped.arrays, "is_stable");
    const logs = loss.map((value, i) => (stable[i] === 0 ? NaN : Math.log(value)));
    const low = Math.min(...logs.filter(Number.isFinite)), high = Math.max(...logs.filter(Number.isFinite));
    const eta = number(at(this.store.doc, rate)), gamma = number(at(this.store.doc, momentum));
    this.map.show((context, width, height) => {
      const { x, y, cell } = this.layout(rates, momenta, width, height);
      momenta.forEach((_, j) => rates.forEach((eta_, i) => {
        const value = logs[j * rates.length + i]!;
        context.fillStyle = Number.isFinite(value) ? `rgb(${colour(1 - (value - low) / (high - low || 1)).join(" ")})` : "#8883";
        context.fillRect(x(eta_) - cell[0]! / 2, y(j) - cell[1]! / 2, cell[0]! + 0.6, cell[1]! + 0.6);
      }));
      context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--soft");
      context.font = "12px system-ui, sans-serif";
      context.textAlign = "center";
      for (let k = Math.ceil(Math.log10(rates[0]!)); k <= Math.log10(rates.at(-1)!); k++) context.fillText(readable(10 ** k), x(10 ** k), height - 20);
      context.fillText("learning rate η", width / 2, height - 4);
      context.textAlign = "right";
      momenta.forEach((gamma_, j) => { if (j % 5 === 0) context.fillText(readable(gamma_, 3), 44, y(j) + 4); });
      const put = (eta_: number, gamma_: number, mark: string): void => {
        const row = momenta.reduce((best, value, j) => (Math.abs(value - gamma_) < Math.abs(momenta[best]! - gamma_) ? j : best), 0);
        context.font = "bold 22px system-ui, sans-serif";
        context.textAlign = "center";
        context.lineWidth = 4;
        context.strokeStyle = "#ffffff";
        context.strokeText(mark, x(eta_), y(row) + 8);
        context.fillStyle = "#111111";
        context.fillText(mark, x(eta_), y(row) + 8);
      };
      put(mapped.best.learning_rate, mapped.best.momentum, "★");
      put(eta, gamma, "◎");
    });
    const old = mapped.of === this.network() ? "" : " The map is of the network as it was: draw it again.";
    this.map.note.textContent = `Bright: a small loss after ${mapped.epochs} epochs. Grey: unstable. ★ soonest at a tenth of the first loss: η = ${readable(mapped.best.learning_rate)}, `
      + `γ = ${readable(mapped.best.momentum)}. ◎ here. Click to go there.${old}`;
    this.map.describe(this.map.note.textContent);
  }

  private layout(rates: number[], momenta: number[], width: number, height: number) {
    const left = 50, bottom = 38, from = Math.log(rates[0]!), to = Math.log(rates.at(-1)!);
    const cell = [(width - left - 10) / rates.length, (height - bottom - 8) / momenta.length];
    return {
      cell,
      x: (eta: number) => left + cell[0]! / 2 + ((width - left - 10 - cell[0]!) * (Math.log(eta) - from)) / (to - from),
      y: (j: number) => height - bottom - cell[1]! * (j + 0.5),
      eta: (x: number) => Math.exp(from + ((x - left - cell[0]! / 2) / (width - left - 10 - cell[0]!)) * (to - from)),
      row: (y: number) => Math.floor((height - bottom - y) / cell[1]!),
    };
  }

  private choose(x: number, y: number): void {
    if (!this.mapped) return;
    const canvas = this.map.element.querySelector("canvas")!;
    const rates = values(this.mapped.arrays, "learning_rate"), momenta = values(this.mapped.arrays, "momentum");
    const place = this.layout(rates, momenta, canvas.clientWidth, canvas.clientHeight);
    const gamma = momenta[Math.max(0, Math.min(momenta.length - 1, place.row(y)))]!;
    const eta = Math.max(rates[0]!, Math.min(rates.at(-1)!, place.eta(x)));
    this.store.change(having(having(this.store.doc, rate, Number(eta.toPrecision(3))), momentum, Number(gamma.toPrecision(4))));
  }
}
