import { Canvas, css, shade, ticks, type Curve } from "./plots";
import { readable } from "./dom";

/** A plane with closed curves, the way that a point has come, and the point. */
export class Plane extends Canvas {
  constructor(title: string, private readonly x: string, private readonly y: string) {
    super(title, 0.62);
  }

  draws(loops: Curve[], trail: [number, number][], point: [number, number] | undefined): void {
    const xs = loops.flatMap((loop) => loop.x), ys = loops.flatMap((loop) => loop.y);
    if (point) { xs.push(point[0]); ys.push(point[1]); }
    if (xs.length === 0) return;
    const span = Math.max(...xs) - Math.min(...xs) || 0.02;
    const x0 = Math.min(...xs) - 0.06 * span, x1 = Math.max(...xs) + 0.06 * span, y1 = 1.12 * Math.max(...ys, 1e-3);
    this.show((context, width, height) => {
      const left = 52, bottom = 38, right = 14, top = 10;
      const px = (v: number): number => left + ((width - left - right) * (v - x0)) / (x1 - x0);
      const py = (v: number): number => height - bottom - ((height - bottom - top) * v) / y1;
      context.font = "12px system-ui, sans-serif";
      context.lineWidth = 1;
      context.strokeStyle = css("--grid");
      context.fillStyle = css("--soft");
      context.textAlign = "center";
      for (const v of ticks(x0, x1, Math.floor(width / 80))) {
        line(context, px(v), top, px(v), height - bottom);
        context.fillText(readable(v, 4), px(v), height - bottom + 16);
      }
      context.textAlign = "right";
      for (const v of ticks(0, y1, 6)) {
        line(context, left, py(v), width - right, py(v));
        context.fillText(readable(v, 3), left - 6, py(v) + 4);
      }
      context.textAlign = "center";
      context.fillText(this.x, (left + width) / 2, height - 4);
      context.save();
      context.translate(12, height / 2);
      context.rotate(-Math.PI / 2);
      context.fillText(this.y, 0, 0);
      context.restore();
      for (const loop of loops) {
        context.beginPath();
        loop.x.forEach((v, i) => (i === 0 ? context.moveTo(px(v), py(loop.y[i]!)) : context.lineTo(px(v), py(loop.y[i]!))));
        context.closePath();
        context.fillStyle = `${shade(loop.colour)}22`;
        context.fill();
        context.strokeStyle = shade(loop.colour);
        context.lineWidth = loop.width ?? 1.5;
        context.setLineDash(loop.dash ?? []);
        context.stroke();
        context.setLineDash([]);
      }
      trail.forEach(([a, b], i) => {
        context.beginPath();
        context.arc(px(a), py(b), 2.5, 0, 2 * Math.PI);
        context.globalAlpha = 0.15 + (0.5 * i) / trail.length;
        context.fillStyle = css("--old");
        context.fill();
        context.globalAlpha = 1;
      });
      if (point) {
        context.beginPath();
        context.arc(px(point[0]), py(point[1]), 7, 0, 2 * Math.PI);
        context.fillStyle = "#d55e00";
        context.fill();
        context.lineWidth = 2;
        context.strokeStyle = css("--panel");
        context.stroke();
      }
    });
    this.describe(`${this.x} and ${this.y}: ${point ? `the point is at ${readable(point[0])}, ${readable(point[1])}` : "no point"}; ${loops.map((loop) => loop.label).join(", ")}.`);
  }
}

function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
