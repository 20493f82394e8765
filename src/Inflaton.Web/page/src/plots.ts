import uPlot from "uplot";
import { h, readable, Seldom, write } from "./dom";

/** Colours that the colour-blind can tell apart; each line has a dash of its own besides. */
export const lines: { [rung: string]: { name: string; colour: string; dash: number[] } } = {
  mean_field: { name: "mean field", colour: "#e69f00", dash: [7, 4] },
  mean_kernel: { name: "mean kernel", colour: "#56b4e9", dash: [2, 3] },
  perturbations: { name: "perturbations", colour: "#0072b2", dash: [] },
  frozen_kernel: { name: "frozen kernel", colour: "#009e73", dash: [10, 3, 2, 3] },
  discrete: { name: "discrete recursion", colour: "#d55e00", dash: [4, 3] },
  next_order: { name: "next order", colour: "#cc79a7", dash: [] },
  next_order_continuum: { name: "next order, continuum", colour: "#cc79a7", dash: [3, 3] },
};

const inks = new Map<string, string>();
document.addEventListener("themechange", () => inks.clear());

/** A variable of the theme. Asking for it makes the browser lay out what has changed, so that it is asked for once. */
function css(name: string): string {
  let ink = inks.get(name);
  if (ink === undefined) inks.set(name, ink = getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return ink;
}

const brighter: { [colour: string]: string } = {
  "#0072b2": "#4fb0ee", "#009e73": "#33cfa0", "#d55e00": "#ff8c42", "#cc79a7": "#e59cc4", "#8a6bbd": "#b79ae6",
};

/** A colour as the theme has it: a variable by its value, others bright enough to be seen on dark. */
export function shade(colour: string): string {
  if (colour.startsWith("--")) return css(colour);
  return document.documentElement.dataset.theme === "dark" ? brighter[colour] ?? colour : colour;
}

export interface Curve {
  label: string;
  x: number[];
  y: number[];
  colour: string;
  dash?: number[];
  /** Points in place of a line. */
  points?: boolean;
  /** What was before: pale. */
  ghost?: boolean;
  width?: number;
  scale?: "y" | "y2";
}

export interface PlotOptions { title: string; x: string; y: string; y2?: string; logX?: boolean; logY?: boolean; logs?: boolean; note?: string }

/** The ends of a logarithmic axis: the digits 1 and 9 around what there is. */
function logRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [1, 10];
  const down = Math.floor(Math.log10(low)), up = Math.floor(Math.log10(high));
  const from = Math.floor(low / Number(`1e${down}`)), to = Math.ceil(high / Number(`1e${up}`));
  return [Number(`${Math.max(1, from)}e${down}`), Number(`${from === to && down === up ? to + 1 : to}e${up}`)];
}

/** Lines of a logarithmic axis: powers of ten, and digits between them where there are few. */
function logSplits(low: number, high: number): number[] {
  const from = Math.floor(Math.log10(low)), to = Math.ceil(Math.log10(high)), step = Math.max(1, Math.ceil((to - from) / 7));
  const digits = to - from <= 1 ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : to - from <= 3 ? [1, 2, 5] : [1];
  const found: number[] = [];
  for (let k = Math.ceil(from / step) * step; k <= to; k += step) {
    for (const digit of digits) {
      const value = Number(`${digit}e${k}`);
      if (value >= low * (1 - 1e-12) && value <= high * (1 + 1e-12)) found.push(value);
    }
  }
  return found;
}

/** The ends of an axis that is not logarithmic, a tenth beyond what there is. */
const spaced = (low: number | null, high: number | null): uPlot.Range.MinMax =>
  (low === null || high === null ? [null, null] : uPlot.rangeNum(low, high, 0.1, true));

/** Whether a curve grows while one looks. */
const isNew = (curve: Curve): boolean => curve.points === true && !curve.ghost && curve.scale !== "y2";

const axisNumber = (value: number): string => (value === null ? "" : readable(value, 3));

/** A card with curves over a common axis, a legend to read off, and the curves as a table for those who cannot see them. */
export class Plot {
  readonly element: HTMLElement;
  private readonly host = h("div", { class: "plot" });
  private readonly legend = h("ul", { class: "legend" });
  private readonly described = h("p", { class: "unseen" });
  private plot?: uPlot;
  private shape = "";
  private curves: Curve[] = [];
  private drawn: Curve[] = [];
  /** Points that come while one looks, above the other curves: a new one does not draw those again. */
  private newest: { curve: Curve; table: uPlot.AlignedData }[] = [];
  private readonly over = h("canvas", { class: "newest", "aria-hidden": "true" });
  private isStretched = false;
  private width = 0;
  private readonly tables = new WeakMap<number[], { x: number[]; under: string; table: uPlot.AlignedData }>();
  private logX: boolean;
  private logY: boolean;
  private frame = 0;
  private mark?: number;
  private readonly marker = h("div", { class: "mark", hidden: true });
  private readonly telling = new Seldom(() => this.tell());
  private readonly hidden = new Set<string>();

  constructor(private readonly options: PlotOptions) {
    this.logX = options.logX ?? false;
    this.logY = options.logY ?? false;
    const toggle = (name: string, read: () => boolean, flip: () => void): HTMLElement => {
      const button = h("button", { type: "button", class: "small", "aria-pressed": String(read()) }, name);
      button.addEventListener("click", () => {
        flip();
        button.setAttribute("aria-pressed", String(read()));
        this.redraw();
      });
      return button;
    };
    this.element = h(
      "section", { class: "card", "aria-label": options.title },
      h(
        "header", {}, h("h2", {}, options.title),
        options.logs === false ? null : h(
          "div", { class: "toggles", role: "group", "aria-label": "Logarithmic axes" },
          toggle("log x", () => this.logX, () => (this.logX = !this.logX)),
          toggle("log y", () => this.logY, () => (this.logY = !this.logY)),
        ),
      ),
      this.host, this.legend, this.described, options.note ? h("p", { class: "hint" }, options.note) : null,
    );
    new ResizeObserver(() => { this.width = this.host.clientWidth; this.later(); }).observe(this.host);
    document.addEventListener("themechange", () => this.redraw());
  }

  /** Draws curves; a mark is a place on the axis that is pointed at. */
  show(curves: Curve[], mark?: number): void {
    this.curves = curves.filter((curve) => curve.x.length > 0);
    this.mark = mark;
    this.draw();
  }

  private redraw(): void {
    this.shape = "";
    this.later();
  }

  private later(): void {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  private draw(): void {
    // To ask the page for a width makes it lay out what has changed.
    const width = this.width ||= this.host.clientWidth;
    if (width === 0 || this.curves.length === 0) return;
    const all = this.curves.filter((curve) => !this.hidden.has(curve.label));
    const lines = all.filter((curve) => !isNew(curve)), hasLines = lines.some((curve) => curve.y.some(Number.isFinite));
    const shown = hasLines ? lines : all;
    this.newest = hasLines ? all.filter(isNew).map((curve) => ({ curve, table: this.table(curve, width) })) : [];
    const shape = JSON.stringify([this.logX, this.logY, width, shown.map((curve) => [curve.label, curve.colour, curve.ghost, curve.points])]);
    const isSame = this.plot && shape === this.shape && shown.length === this.drawn.length
      && shown.every((curve, i) => curve.x === this.drawn[i]!.x && curve.y === this.drawn[i]!.y);
    if (isSame && this.hasRoom()) {
      this.point();
      this.dot();
      this.label();
      return;
    }
    this.isStretched = this.newest.length > 0;
    this.drawn = shown;
    const tables = shown.map((curve) => this.table(curve, width));
    if (tables.every(([, ys]) => (ys as (number | null)[]).every((y) => y === null))) return;
    const data = tables.length ? uPlot.join(tables) : ([[0], []] as unknown as uPlot.AlignedData);
    const height = Math.round(Math.min(340, Math.max(210, width * 0.5)));
    if (this.plot && shape === this.shape) this.plot.setData(data);
    else {
      this.plot?.destroy();
      this.shape = shape;
      this.plot = new uPlot(this.make(shown, width, height), data, this.host);
      this.host.querySelector("canvas")?.setAttribute("aria-hidden", "true");
      this.plot.over.append(this.over, this.marker);
    }
    this.label();
  }

  /** What there is to draw of a curve, made once for as long as its numbers are the same. */
  private table(curve: Curve, width: number): uPlot.AlignedData {
    // Points stand apart, so that the lines are seen between them.
    const apart = curve.points ? Math.ceil(curve.x.length / Math.max(12, width / 6)) : 1;
    const under = `${this.logX} ${this.logY} ${apart}`, known = this.tables.get(curve.y);
    if (known?.under === under && known.x === curve.x) return known.table;
    const usable = (value: number, log: boolean, least = 0): number | null => (Number.isFinite(value) && (!log || value > least) ? value : null);
    // What is nothing but rounding beside the largest would make a cliff of a logarithm.
    const least = this.logY ? 1e-30 * curve.y.reduce((most, y) => (y > most ? y : most), 0) : 0;
    const xs: number[] = [], ys: (number | null)[] = [];
    curve.x.forEach((x, i) => {
      if ((i % apart !== 0 && i !== curve.x.length - 1) || usable(x, this.logX) === null) return;
      xs.push(x);
      ys.push(usable(curve.y[i]!, this.logY, least));
    });
    const table = [xs, ys] as uPlot.AlignedData;
    this.tables.set(curve.y, { x: curve.x, under, table });
    return table;
  }

  /** Least and greatest of the newest points along an axis, and of two others. */
  private reach(axis: 0 | 1, low: number | null, high: number | null): [number | null, number | null] {
    let [least, most] = [low ?? Infinity, high ?? -Infinity];
    for (const { table } of this.newest) {
      for (const value of table[axis] as (number | null)[]) {
        if (value === null) continue;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    return least <= most ? [least, most] : [null, null];
  }

  /** Whether the axes as they are have room for the newest points, and no more than is needed where there are none. */
  private hasRoom(): boolean {
    const plot = this.plot!;
    if (this.newest.length === 0) return !this.isStretched;
    return ([["x", 0], ["y", 1]] as const).every(([name, axis]) => {
      const { min, max } = plot.scales[name]!, [low, high] = this.reach(axis, null, null);
      return low === null || high === null || (min !== undefined && max !== undefined && min !== null && max !== null && low >= min && high <= max);
    });
  }

  /** Draws the newest points. */
  private dot(): void {
    const plot = this.plot!, scale = window.devicePixelRatio || 1, rim = 4, radius = 2.5;
    const width = plot.bbox.width / scale + 2 * rim, height = plot.bbox.height / scale + 2 * rim;
    if (fit(this.over, width, height, scale)) {
      this.over.style.width = `${width}px`;
      this.over.style.height = `${height}px`;
    }
    const context = pencil(this.over, scale);
    context.clearRect(0, 0, width, height);
    for (const { curve, table: [xs, ys] } of this.newest) {
      context.fillStyle = shade(curve.colour);
      context.beginPath();
      (xs as number[]).forEach((x, i) => {
        const y = (ys as (number | null)[])[i];
        if (y === null || y === undefined) return;
        const [left, top] = [plot.valToPos(x, "x") + rim, plot.valToPos(y, "y") + rim];
        context.moveTo(left + radius, top);
        context.arc(left, top, radius, 0, 2 * Math.PI);
      });
      context.fill();
    }
  }

  private make(shown: Curve[], width: number, height: number): uPlot.Options {
    const ink = css("--soft"), grid = css("--grid"), font = "12px system-ui, sans-serif";
    const isLog = (scale: string): boolean => (scale === "x" ? this.logX : scale === "y" && this.logY);
    // uPlot's own logarithmic axes know no numbers below 10⁻³².
    const axis = (label: string, scale: string, side: 1 | 2 | 3): uPlot.Axis => ({
      ...(isLog(scale) ? { splits: (_: uPlot, __: number, low: number, high: number) => logSplits(low, high), filter: (_: uPlot, all: number[]) => all } : {}),
      scale, label, side, stroke: ink, font, labelFont: font, labelSize: 20, labelGap: 2,
      size: scale === "x" ? 36 : 56,
      grid: { stroke: scale === "y2" ? "transparent" : grid, width: 1 },
      ticks: { stroke: grid, width: 1, size: 5 },
      values: (_, ticks) => ticks.map(axisNumber),
    });
    return {
      width, height,
      legend: { show: false },
      cursor: { y: false, points: { size: 7 } },
      padding: [10, 22, 0, 0],
      scales: {
        x: { time: false, distr: this.logX ? 3 : 1, range: (_, low, high) => (this.logX ? logRange(...this.reach(0, low, high)) : this.reach(0, low, high)) },
        y: { distr: this.logY ? 3 : 1, range: (_, low, high) => (this.logY ? logRange(...this.reach(1, low, high)) : spaced(...this.reach(1, low, high))) },
        y2: {},
      },
      axes: [axis(this.options.x, "x", 2), axis(this.options.y, "y", 3), ...(this.options.y2 ? [axis(this.options.y2, "y2", 1)] : [])],
      series: [
        {},
        ...shown.map((curve): uPlot.Series => {
          const stroke = shade(curve.colour);
          return {
            scale: curve.scale ?? "y", spanGaps: false,
            stroke: curve.ghost ? `${stroke}66` : stroke,
            width: curve.points ? 0 : curve.width ?? 2,
            dash: curve.dash,
            paths: curve.points ? () => null : undefined,
            points: curve.points
              ? { show: true, size: 5, width: 0, fill: curve.ghost ? `${stroke}66` : stroke }
              : { show: false },
          };
        }),
      ],
      hooks: {
        setCursor: [(plot) => this.label(plot.cursor.idx ?? undefined)],
        draw: [() => { this.point(); this.dot(); }],
      },
    };
  }

  /** Puts the mark where it belongs, over the curves: they need not be drawn again for it. */
  private point(): void {
    const plot = this.plot!, width = Math.round(plot.bbox.width / (window.devicePixelRatio || 1));
    const x = this.mark === undefined || (this.logX && this.mark <= 0) ? NaN : Math.round(plot.valToPos(this.mark, "x"));
    this.marker.hidden = !(x >= 0 && x <= width);
    if (!this.marker.hidden) this.marker.style.transform = `translateX(${x}px)`;
  }

  private entries(): Curve[] {
    return this.curves.filter((curve) => !curve.ghost || this.curves.every((other) => other === curve || other.label !== curve.label));
  }

  /** The legend: one entry a curve, with its value under the pointer; a click hides it. */
  private label(index?: number): void {
    const x = index === undefined ? undefined : (this.plot?.data[0]![index] as number | undefined);
    const entries = this.entries();
    while (this.legend.children.length > entries.length) this.legend.lastElementChild!.remove();
    entries.forEach((curve, i) => {
      let item = this.legend.children[i] as HTMLElement | undefined;
      if (!item) {
        const button = h("button", { type: "button" }, h("span", { class: "swatch" }), h("span", {}), h("output", {}));
        button.addEventListener("click", () => {
          const label = button.dataset.label!;
          if (!this.hidden.delete(label)) this.hidden.add(label);
          this.redraw();
        });
        item = h("li", {}, button);
        this.legend.append(item);
      }
      const button = item.firstElementChild as HTMLElement;
      const [swatch, name, value] = button.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
      button.dataset.label = curve.label;
      const isShown = String(!this.hidden.has(curve.label)), ink = shade(curve.colour);
      if (button.getAttribute("aria-pressed") !== isShown) button.setAttribute("aria-pressed", isShown);
      if (swatch.style.getPropertyValue("--colour") !== ink) swatch.style.setProperty("--colour", ink);
      swatch.dataset.kind = curve.points ? "points" : curve.dash?.length ? "dashed" : "line";
      write(name, curve.label);
      let near = "";
      if (x !== undefined) {
        const last = curve.x.findIndex((place) => place >= x);
        near = last < 0 ? "" : readable(curve.y[last]!);
      }
      write(value, near);
    });
    this.telling.ask();
  }

  /** The curves in words, for those who cannot see them. */
  private tell(): void {
    this.described.textContent = `${this.options.title}. ${this.entries()
      .map((curve) => `${curve.label}: from ${readable(curve.y[0]!)} to ${readable(curve.y.at(-1)!)}`).join("; ")}.`;
  }
}

type Paint = (context: CanvasRenderingContext2D, width: number, height: number) => void;

/** A card with a picture drawn point by point, at the resolution of the screen. */
export class Canvas {
  readonly element: HTMLElement;
  readonly note = h("p", { class: "hint" });
  private readonly canvas: HTMLCanvasElement;
  private paint?: Paint;
  private below?: Paint;
  private kept?: HTMLCanvasElement;
  private frame = 0;
  private width = 0;
  private least = 0;

  constructor(title: string, private readonly ratio = 0.5, label = title) {
    this.canvas = h("canvas", { role: "img", "aria-label": label });
    const host = h("div", { class: "picture" }, this.canvas);
    this.element = h("section", { class: "card", "aria-label": title }, h("header", {}, h("h2", {}, title)), host, this.note);
    new ResizeObserver(() => { this.width = 0; this.repaint(); }).observe(host);
    document.addEventListener("themechange", () => { this.kept = undefined; this.repaint(); });
  }

  /** Width and height in the page's pixels. */
  get size(): { width: number; height: number } { return { width: this.canvas.clientWidth, height: this.canvas.clientHeight }; }

  /** Is no narrower than that: where there is less room, one moves along the picture. */
  protected keepWide(least: number): void {
    if (least === this.least) return;
    [this.least, this.width] = [least, 0];
    this.canvas.parentElement!.tabIndex = 0;
  }

  /** Shows nothing but the note. */
  hide(): void {
    this.paint = undefined;
    this.canvas.parentElement!.hidden = true;
  }

  describe(text: string): void { this.canvas.setAttribute("aria-label", text); }

  on(kind: "click" | "pointermove" | "pointerleave", listener: (x: number, y: number) => void): void {
    this.canvas.addEventListener(kind, (event) => {
      const box = this.canvas.getBoundingClientRect();
      listener((event as PointerEvent).clientX - box.left, (event as PointerEvent).clientY - box.top);
    });
  }

  /** Shows a picture, over a ground where there is one, which is kept for as long as it, size and theme are the same. */
  show(paint: Paint, ground?: Paint): void {
    this.paint = paint;
    if (ground !== this.below) this.kept = undefined;
    this.below = ground;
    this.canvas.parentElement!.hidden = false;
    this.draw();
  }

  /** Paints again, before the next frame. */
  repaint(): void {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  private draw(): void {
    const width = this.width ||= Math.max(this.least, this.canvas.parentElement!.clientWidth);
    if (!this.paint || width === 0) return;
    const height = Math.round(this.ratio === 1 ? width : Math.min(360, Math.max(220, width * this.ratio)));
    const scale = window.devicePixelRatio || 1;
    if (fit(this.canvas, width, height, scale)) {
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
      this.kept = undefined;
    }
    const context = pencil(this.canvas, scale);
    context.clearRect(0, 0, width, height);
    if (this.below) {
      if (!this.kept) {
        this.kept = h("canvas");
        fit(this.kept, width, height, scale);
        this.below(pencil(this.kept, scale), width, height);
      }
      context.drawImage(this.kept, 0, 0, width, height);
    }
    this.paint(context, width, height);
  }
}

/** Gives a canvas its size in the screen's pixels; whether it had another. */
function fit(canvas: HTMLCanvasElement, width: number, height: number, scale: number): boolean {
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width === across && canvas.height === down) return false;
  [canvas.width, canvas.height] = [across, down];
  return true;
}

function pencil(canvas: HTMLCanvasElement, scale: number): CanvasRenderingContext2D {
  const context = canvas.getContext("2d")!;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return context;
}

export interface Ball { at: number; colour: string; filled: boolean; label: string }

/** V(φ), and what rolls in it. */
export class Hill {
  private readonly low: number;
  private readonly high: number;
  private readonly isThere: boolean;

  constructor(private readonly field: number[], private readonly value: number[]) {
    const finite = value.filter(Number.isFinite);
    this.isThere = field.length > 1 && finite.length > 1;
    this.low = Math.min(...finite);
    this.high = Math.max(...finite);
  }

  /** The potential. */
  readonly ground: Paint = (context, width, height) => {
    if (!this.isThere) return;
    const { field, value } = this, { x, y, floor, left, right } = this.scale(width, height);
    const path = new Path2D();
    field.forEach((phi, i) => (i === 0 ? path.moveTo(x(phi), y(value[i]!)) : path.lineTo(x(phi), y(value[i]!))));
    const below = new Path2D(path);
    below.lineTo(x(right), floor);
    below.lineTo(x(left), floor);
    const fill = context.createLinearGradient(0, 0, 0, height);
    fill.addColorStop(0, css("--accent") + "40");
    fill.addColorStop(1, css("--accent") + "08");
    context.fillStyle = fill;
    context.fill(below);
    context.strokeStyle = css("--accent");
    context.lineWidth = 2.5;
    context.stroke(path);
    context.fillStyle = css("--soft");
    context.font = "12px system-ui, sans-serif";
    context.textAlign = "center";
    for (const phi of ticks(left, right, Math.max(3, Math.floor(width / 60)))) {
      context.fillText(readable(phi, 3), x(phi), height - 8);
      context.fillRect(x(phi), floor, 1, 5);
    }
    context.textAlign = "left";
    context.fillText("V(φ)", 12, 16);
  };

  /** Fields at places of the potential. */
  balls(balls: Ball[]): Paint {
    return (context, width, height) => {
      if (!this.isThere) return;
      const { x, y, left, right } = this.scale(width, height);
      for (const ball of balls) {
        if (!Number.isFinite(ball.at)) continue;
        const inside = Math.max(left, Math.min(right, ball.at)), beside = (right - left) / 400;
        const slope = (y(this.at(inside + beside)) - y(this.at(inside - beside))) / (x(right) - x(left)) * 200;
        const radius = 10, tilt = Math.atan(slope);
        const cx = x(inside) + Math.sin(tilt) * radius, cy = y(this.at(inside)) - Math.cos(tilt) * radius;
        context.beginPath();
        context.arc(cx, cy, radius - 1, 0, 2 * Math.PI);
        const colour = shade(ball.colour);
        if (ball.filled) {
          const light = context.createRadialGradient(cx - 3, cy - 4, 1, cx, cy, radius);
          light.addColorStop(0, "#ffffff");
          light.addColorStop(0.35, colour);
          light.addColorStop(1, colour);
          context.fillStyle = light;
          context.fill();
        } else {
          context.lineWidth = 2.5;
          context.strokeStyle = colour;
          context.stroke();
        }
      }
    };
  }

  private scale(width: number, height: number) {
    const { field, low, high } = this, left = field[0]!, right = field.at(-1)!, floor = height - 30;
    return {
      left, right, floor,
      x: (phi: number): number => 12 + ((width - 24) * (phi - left)) / (right - left),
      y: (v: number): number => floor - ((floor - 34) * (v - low)) / (high - low || 1),
    };
  }

  /** V between the places of its table. */
  private at(phi: number): number {
    const { field, value } = this, left = field[0]!, right = field.at(-1)!;
    const place = Math.max(0, Math.min(field.length - 2, Math.floor(((phi - left) / (right - left)) * (field.length - 1))));
    const part = (phi - field[place]!) / (field[place + 1]! - field[place]!);
    return value[place]! + part * (value[place + 1]! - value[place]!);
  }
}

/** Round numbers between two others. */
export function ticks(from: number, to: number, most: number): number[] {
  const raw = (to - from) / most, size = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map((m) => m * size).find((m) => m >= raw) ?? 10 * size;
  const found: number[] = [];
  for (let i = Math.ceil(from / step); i * step <= to + 1e-9 * step; i++) found.push(Number((i * step).toPrecision(12)));
  return found;
}

/** Viridis-like: dark for little, bright for much. */
export function colour(part: number): [number, number, number] {
  const stops = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]] as const;
  const place = Math.max(0, Math.min(0.99999, Number.isFinite(part) ? part : 0)) * (stops.length - 1), i = Math.floor(place), t = place - i;
  const [a, b] = [stops[i]!, stops[i + 1]!];
  return [0, 1, 2].map((c) => Math.round(a[c as 0]! + t * (b[c as 0]! - a[c as 0]!))) as [number, number, number];
}

/** Blue below zero, orange above. */
export function diverging(part: number): [number, number, number] {
  const t = Math.max(-1, Math.min(1, part)), end = t < 0 ? [0, 104, 170] : [214, 94, 0], mid = [247, 246, 242];
  return [0, 1, 2].map((c) => Math.round(mid[c]! + Math.abs(t) * (end[c]! - mid[c]!))) as [number, number, number];
}

/** A table of numbers as a picture. */
export function paintTable(rows: number, columns: number, value: (row: number, column: number) => number, shade: (value: number) => [number, number, number]): Paint {
  const pixels = new ImageData(columns, rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const [r, g, b] = shade(value(i, j));
      pixels.data.set([r, g, b, 255], 4 * (i * columns + j));
    }
  }
  const image = h("canvas", { width: columns, height: rows });
  image.getContext("2d")!.putImageData(pixels, 0, 0);
  return (context, width, height) => {
    context.imageSmoothingEnabled = false;
    const size = Math.min(width / columns, height / rows);
    context.drawImage(image, (width - size * columns) / 2, (height - size * rows) / 2, size * columns, size * rows);
  };
}

export { css };
