import { Live, post, Refusal, row, type Problem, type Result } from "../api";
import { h, readable } from "../dom";
import { at, number, type Doc, type Json } from "../json";
import { Canvas, css, diverging, paintTable } from "../plots";
import type { Trained } from "./experiment";

const side = 16;

/** A network of 16 by 16 inputs whose loss is the energy of a lattice: trained, it is the lattice's simulation. */
export class Beside {
  readonly element: HTMLElement;
  private readonly canvas = new Canvas("A network that is such a lattice", 0.62);
  private readonly button = h("button", { type: "button", class: "button", "data-action": "network" }, "Train the network");
  private live?: Live<Trained>;
  private predicted?: Result;
  private shown?: Trained;
  private count = 0;

  constructor(private readonly current: () => Doc, private readonly fail: (problems: Problem[]) => void) {
    this.element = this.canvas.element;
    this.element.querySelector("header")!.append(this.button);
    this.button.addEventListener("click", () => void this.begin());
    this.clear();
  }

  /** Nothing is trained any more, and nothing shown. */
  clear(): void {
    this.live?.close();
    this.live = undefined;
    this.predicted = undefined;
    this.shown = undefined;
    this.button.disabled = false;
    this.canvas.hide();
    this.canvas.note.textContent = `A network with ${side} × ${side} inputs and the energy of this potential as its loss. By natural gradient descent with the friction of this universe its outputs move `
      + "as the fields of a lattice of that size do, site by site.";
  }

  /** The network's experiment: the room's potential and expansion on sites at a distance of 1. */
  private doc(): Doc {
    const lattice = this.current();
    return {
      name: "lattice-network",
      seed: 1,
      network: { hidden: [1024], activation: "erf", bias_std: 0, output_scale: 100 },
      data: { orthogonal: { points: side * side } },
      loss: { field: { potential: lattice.potential ?? null, dimensions: 2, spacing: 1 } },
      initial_field: { white: { rms: 0.1, seed: number(at(lattice, "initial.fluctuations.vacuum.seed"), 1) } },
      optimizer: { friedmann: { learning_rate: 0.01, universe: at(lattice, "universe") as Json }, natural: {} },
      epochs: 200,
      record_every: 2,
      predictions: ["discrete", "lattice"],
    };
  }

  private async begin(): Promise<void> {
    this.clear();
    this.button.disabled = true;
    const doc = this.doc();
    try {
      this.predicted = (await post("/api/forecast", JSON.stringify(doc), ["epochs", "lattice"])) as Result;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.button.disabled = false;
      this.fail(error.problems);
      return;
    }
    this.count = 0;
    this.live = new Live<Trained>("/api/train", doc, ["epochs"], [{ slow: 16 }], {
      records: (records) => {
        this.count += records.length;
        this.shown = records.at(-1);
        this.draw();
      },
      ended: () => { this.live = undefined; this.button.disabled = false; },
      failed: (problems) => { this.clear(); this.fail(problems); },
    });
  }

  private draw(): void {
    const field = this.shown?.field, lattice = row(this.predicted?.arrays.lattice, this.count - 1);
    if (!field || lattice.length !== field.length) return;
    const largest = Math.max(...field.map(Math.abs), ...lattice.map(Math.abs)) || 1;
    const off = Math.max(...field.map((value, i) => Math.abs(value - lattice[i]!)));
    const pictures = [field, lattice].map((values) => paintTable(side, side, (i, j) => values[i * side + j]! / largest, diverging));
    this.canvas.show((context, width, height) => {
      const size = Math.min((width - 16) / 2, height - 24);
      context.font = "12px system-ui, sans-serif";
      context.textAlign = "center";
      context.fillStyle = css("--soft");
      pictures.forEach((paint, n) => {
        const left = n === 0 ? width / 2 - 8 - size : width / 2 + 8;
        context.fillText(n === 0 ? "network" : "lattice", left + size / 2, 12);
        context.save();
        context.translate(left, 20);
        paint(context, size, size);
        context.restore();
      });
    });
    this.canvas.note.textContent = `Epoch ${this.shown!.epoch}: the network, trained, and the lattice, solved. Their largest difference at a site is ${readable(off)}, of fields up to ${readable(largest)}.`;
    this.canvas.describe(this.canvas.note.textContent);
    this.element.dataset.off = String(off / largest);
  }
}
