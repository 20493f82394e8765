import { readable } from "./dom";
import { Canvas, css, shade, ticks } from "./plots";
import type { Value } from "./row-table";

export type Row = readonly Value[];

/** One quantity of a table of runs along an axis. */
export interface Axis {
  name: string;
  low: number;
  high: number;
  log: boolean;
  of: (row: Row) => number;
  /** Where a value lies, from 0 to 1. */
  part: (value: number) => number;
}

/** The axis of a column; none where its values do not differ. It is logarithmic by itself where they span a factor of 20. */
export function axisOf(name: string, column: number, rows: readonly Row[], logs: { [name: string]: boolean }): Axis | undefined {
  const of = (row: Row): number => { const value = row[column]; return typeof value === "number" ? value : NaN; };
  let low = Infinity, high = -Infinity;
  for (const row of rows) {
    const value = of(row);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high > low)) return undefined;
  const log = low > 0 && (logs[name] ?? high / low > 20);
  const part = (value: number): number => (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
  return { name, low, high, log, of, part };
}

/** Colours of the runs that are compared, first and second. */
export const chosenColours = ["--trained", "--old"] as const;

const overColour = "#d55e00", reach = 14;

type Pencil = CanvasRenderingContext2D;

/** A picture of all runs, in which the one under the pointer is found and marked. */
abstract class Linked extends Canvas {
  protected rows: readonly Row[] = [];
  private chosen: readonly Row[] = [];
  private over?: Row;

  constructor(title: string, ratio: number, hover: (row: Row | undefined) => void) {
    super(title, ratio);
    this.on("pointermove", (x, y) => {
      const { width, height } = this.size;
      let best: Row | undefined, distance = reach;
      for (const row of this.rows) {
        const off = this.distance(row, x, y, width, height);
        if (off < distance) { distance = off; best = row; }
      }
      hover(best);
    });
    this.on("pointerleave", () => hover(undefined));
  }

  mark(row: Row | undefined): void {
    this.over = row;
    this.repaint();
  }

  protected put(rows: readonly Row[], chosen: readonly Row[]): void {
    this.rows = rows;
    this.chosen = chosen;
    this.show(
      (context, width, height) => {
        this.chosen.forEach((row, i) => this.stress(context, row, shade(chosenColours[i]!), width, height));
        if (this.over) this.stress(context, this.over, overColour, width, height);
      },
      (context, width, height) => this.ground(context, width, height),
    );
  }

  /** All runs and the axes. */
  protected abstract ground(context: Pencil, width: number, height: number): void;

  /** One run so that it is seen among the others. */
  protected abstract stress(context: Pencil, row: Row, colour: string, width: number, height: number): void;

  /** How far a run is drawn from a place, in pixels. */
  protected abstract distance(row: Row, x: number, y: number, width: number, height: number): number;
}

/** Runs as lines over axes beside each other. */
export class ParallelAxes extends Linked {
  private axes: Axis[] = [];

  constructor(hover: (row: Row | undefined) => void) { super("All axes beside each other", 0.5, hover); }

  draws(rows: readonly Row[], axes: Axis[], chosen: readonly Row[]): void {
    this.axes = axes;
    this.keepWide(92 + 58 * (axes.length - 1));
    this.put(rows, chosen);
  }

  private readonly x = (n: number, width: number): number => 46 + ((width - 92) * n) / Math.max(1, this.axes.length - 1);

  private readonly y = (axis: Axis, row: Row, height: number): number => height - 34 - (height - 64) * axis.part(axis.of(row));

  private trace(context: Pencil, row: Row, width: number, height: number): void {
    context.beginPath();
    let before = NaN;
    this.axes.forEach((axis, n) => {
      const x = this.x(n, width), y = this.y(axis, row, height);
      // What a run does not have is a gap.
      if (Number.isFinite(y)) {
        if (Number.isFinite(before)) context.lineTo(x, y); else context.moveTo(x - 3, y);
        context.lineTo(x + 3, y);
      }
      before = y;
    });
    context.stroke();
  }

  protected override ground(context: Pencil, width: number, height: number): void {
    context.strokeStyle = css("--accent");
    context.lineWidth = 1;
    context.globalAlpha = Math.max(0.04, Math.min(0.6, 60 / this.rows.length));
    for (const row of this.rows) this.trace(context, row, width, height);
    context.globalAlpha = 1;
    context.font = "11px system-ui, sans-serif";
    context.textAlign = "center";
    context.strokeStyle = context.fillStyle = css("--soft");
    const room = (width - 92) / Math.max(1, this.axes.length - 1);
    this.axes.forEach(({ name, low, high, log }, n) => {
      const x = this.x(n, width), short = name.split(".").at(-1)!;
      context.beginPath();
      context.moveTo(x, 30);
      context.lineTo(x, height - 34);
      context.stroke();
      context.fillText(readable(high, 3), x, 24);
      context.fillText(readable(low, 3), x, height - 20);
      context.fillText(`${short.length > 15 ? `${short.slice(0, 14)}…` : short}${log ? " (log)" : ""}`, x, height - 5, room);
    });
  }

  protected override stress(context: Pencil, row: Row, colour: string, width: number, height: number): void {
    context.strokeStyle = colour;
    context.lineWidth = 3;
    this.trace(context, row, width, height);
  }

  protected override distance(row: Row, x: number, y: number, width: number, height: number): number {
    const last = this.axes.length - 1;
    if (last < 0) return Infinity;
    const across = Math.max(0, Math.min(last, ((x - 46) / (width - 92)) * last)), n = Math.min(Math.max(0, last - 1), Math.floor(across)), t = across - n;
    const here = this.y(this.axes[n]!, row, height);
    return Math.abs(here + t * (last > 0 ? this.y(this.axes[n + 1]!, row, height) - here : 0) - y);
  }
}

/** Runs as points over two axes. */
export class Scatter extends Linked {
  private across?: Axis;
  private up?: Axis;

  constructor(hover: (row: Row | undefined) => void) { super("Two of them", 0.62, hover); }

  draws(rows: readonly Row[], across: Axis, up: Axis, chosen: readonly Row[]): void {
    this.across = across;
    this.up = up;
    this.put(rows, chosen);
  }

  private at(row: Row, width: number, height: number): [number, number] {
    const part = (axis: Axis | undefined): number => (axis ? axis.part(axis.of(row)) : NaN);
    return [62 + (width - 86) * part(this.across), height - 44 - (height - 62) * part(this.up)];
  }

  protected override ground(context: Pencil, width: number, height: number): void {
    const { across, up } = this;
    if (!across || !up) return;
    context.font = "12px system-ui, sans-serif";
    context.lineWidth = 1;
    context.strokeStyle = css("--grid");
    context.fillStyle = css("--soft");
    const line = (x0: number, y0: number, x1: number, y1: number): void => {
      context.beginPath();
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
      context.stroke();
    };
    context.textAlign = "center";
    for (const value of marks(across, Math.floor(width / 80))) {
      const x = 62 + (width - 86) * across.part(value);
      line(x, 12, x, height - 38);
      context.fillText(readable(value, 3), x, height - 22);
    }
    context.fillText(`${across.name}${across.log ? " (log)" : ""}`, width / 2, height - 5);
    context.textAlign = "right";
    for (const value of marks(up, 6)) {
      const y = height - 44 - (height - 62) * up.part(value);
      line(56, y, width - 18, y);
      context.fillText(readable(value, 3), 52, y + 4);
    }
    context.textAlign = "left";
    context.fillText(`${up.name}${up.log ? " (log)" : ""}`, 62, 10);
    context.fillStyle = css("--accent");
    context.globalAlpha = Math.max(0.25, Math.min(0.85, 300 / this.rows.length));
    for (const row of this.rows) this.dot(context, row, 3.5, width, height);
    context.globalAlpha = 1;
  }

  protected override stress(context: Pencil, row: Row, colour: string, width: number, height: number): void {
    context.fillStyle = colour;
    this.dot(context, row, 6.5, width, height);
  }

  protected override distance(row: Row, x: number, y: number, width: number, height: number): number {
    const [px, py] = this.at(row, width, height);
    return Math.hypot(px - x, py - y);
  }

  private dot(context: Pencil, row: Row, radius: number, width: number, height: number): void {
    const [x, y] = this.at(row, width, height);
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }
}

/** Round numbers along an axis: powers of ten where they are enough. */
function marks({ low, high, log }: Axis, most: number): number[] {
  if (!log) return ticks(low, high, Math.max(2, most));
  const decades: number[] = [];
  const from = Math.ceil(Math.log10(low) - 1e-9), to = Math.floor(Math.log10(high) + 1e-9), step = Math.max(1, Math.ceil((to - from) / Math.max(1, most)));
  for (let k = from; k <= to; k += step) decades.push(Number(`1e${k}`));
  return decades.length > 1 ? decades : [low, Math.sqrt(low * high), high];
}
