import { get, Refusal, values, type Result } from "../api";
import { h, readable } from "../dom";
import { at, type Doc, type Json } from "../json";
import { css, lines, Plot, Canvas, type Curve } from "../plots";
import { RoomView } from "../room";
import type { Store } from "../state";

interface Run { path: string; kind: "run" | "scan"; name?: string; status?: string; written: string; report: boolean; numbers?: { [name: string]: number } }
interface Scan { name: string; total: number; done: number; at_work: boolean; parameters: number; columns: string[]; rows: (number | string | null)[][] }

/** What lies below the folder that was named: runs, to look at and compare; scans as tables and as lines over all their axes. */
export class Runs extends RoomView {
  private readonly list = h("div", { class: "table", tabindex: 0, role: "region", "aria-label": "Runs" });
  private readonly detail = h("div", { class: "cards" });
  private runs: Run[] = [];
  private shown = "";
  private timer = 0;

  constructor(store: Store) {
    super(store, "runs", "Runs: what lies below the folder");
    const again = h("button", { type: "button", class: "button" }, "Look again");
    again.addEventListener("click", () => void this.look());
    this.cards.append(
      h("section", { class: "card wide", "aria-label": "Runs and scans" }, h("header", {}, h("h2", {}, "Runs and scans"), again), this.list),
    );
    this.standAlone();
    this.main.append(this.detail);
    void this.look();
  }

  protected override follow(doc: Doc): void {
    const text = JSON.stringify(doc);
    if (text === this.shown) return;
    this.shown = text;
    void this.open();
    this.listRuns();
  }

  override leave(): void { window.clearTimeout(this.timer); }

  private get chosen(): string[] { return (at(this.store.doc, "runs") as string[] | undefined) ?? []; }

  private async ask<T>(path: string): Promise<T | undefined> {
    try {
      const answer = (await get(path)) as T;
      this.problems.show([]);
      return answer;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.problems.show(error.problems.map((problem) => problem.text));
      return undefined;
    }
  }

  private async look(): Promise<void> {
    const found = await this.ask<{ root: string; runs: Run[] }>("/api/runs");
    if (!found) return;
    this.runs = found.runs;
    this.listRuns();
  }

  private listRuns(): void {
    if (this.runs.length === 0) {
      this.list.replaceChildren(h("p", { class: "hint" }, "No runs lie below the folder. Start the server with --root DIR, where DIR is what ./inflaton run wrote to, such as out."));
      return;
    }
    const shown = ["loss_initial", "loss_final", "kernel_drift", "learning_rate", "momentum", "n_s", "r"]
      .filter((name) => this.runs.some((run) => run.numbers?.[name] !== undefined));
    const chosen = new Set(this.chosen);
    this.list.replaceChildren(h(
      "table", {},
      h("thead", {}, h("tr", {}, ...["", "where", "what", "how it ended", "written", ...shown].map((name) => h("th", { scope: "col" }, name === "" ? h("span", { class: "unseen" }, "chosen") : name)))),
      h("tbody", {}, ...this.runs.map((run) => {
        const box = h("input", { type: "checkbox", "aria-label": `Show ${run.path}` });
        box.checked = chosen.has(run.path);
        box.addEventListener("change", () => this.choose(run, box.checked));
        return h(
          "tr", { "aria-selected": String(chosen.has(run.path)) },
          h("td", {}, box), h("td", {}, run.path), h("td", {}, run.kind), h("td", {}, run.status ?? ""), h("td", {}, run.written.slice(0, 16).replace("T", " ")),
          ...shown.map((name) => h("td", {}, run.numbers?.[name] === undefined ? "" : readable(run.numbers[name]))),
        );
      })),
    ));
  }

  /** One scan, or as many as two runs beside each other. */
  private choose(run: Run, isChosen: boolean): void {
    const isScan = (path: string): boolean => this.runs.find((one) => one.path === path)?.kind === "scan";
    const others = this.chosen.filter((path) => path !== run.path && !isScan(path));
    const runs = !isChosen ? others : run.kind === "scan" ? [run.path] : [...others.slice(-1), run.path];
    this.store.change({ runs, kind: run.kind } as unknown as Doc);
  }

  private async open(): Promise<void> {
    window.clearTimeout(this.timer);
    const chosen = this.chosen;
    if (chosen.length === 0) {
      this.detail.replaceChildren();
      return;
    }
    if (at(this.store.doc, "kind") === "scan") {
      const scan = await this.ask<Scan>(`/api/scan?path=${encodeURIComponent(chosen[0]!)}`);
      if (!scan || this.chosen !== chosen && JSON.stringify(this.chosen) !== JSON.stringify(chosen)) return;
      this.showScan(scan);
      if (scan.at_work) this.timer = window.setTimeout(() => void this.open(), 2000);
      return;
    }
    const results = await Promise.all(chosen.map((path) => this.ask<Result>(`/api/run?path=${encodeURIComponent(path)}`)));
    const runs = chosen.map((path, i) => [path, results[i]] as const).filter((pair): pair is readonly [string, Result] => pair[1] !== undefined);
    this.showRuns(runs);
  }

  private showRuns(runs: (readonly [string, Result])[]): void {
    const loss = new Plot({ title: "Loss", x: "epoch", y: "loss", logY: true });
    loss.element.classList.add("wide");
    const curves: Curve[] = runs.flatMap(([path, { arrays }], n) => {
      const epochs = values(arrays, "epochs");
      const shade = n === 0 ? "--trained" : "--old";
      return Object.keys(arrays).filter((name) => name.startsWith("loss_")).flatMap((name): Curve[] => {
        const rung = name.slice("loss_".length);
        if (rung === "trained") return [{ label: `${path}: trained`, colour: shade, points: true, x: epochs, y: values(arrays, name) }];
        if (rung !== "discrete") return [];
        return [{ label: `${path}: ${lines[rung]?.name ?? rung}`, colour: n === 0 ? lines[rung]!.colour : "--old", dash: rung === "discrete" ? [5, 3] : [], x: epochs, y: values(arrays, name) }];
      });
    });
    const numbers = new Map<string, (Json | undefined)[]>();
    const walk = (value: Json, name: string, n: number): void => {
      if (typeof value === "number" || typeof value === "string") {
        const all = numbers.get(name) ?? [];
        all[n] = value;
        numbers.set(name, all);
      } else if (value !== null && typeof value === "object" && !Array.isArray(value)) {
        Object.entries(value as Doc).forEach(([key, inner]) => walk(inner, name ? `${name}.${key}` : key, n));
      }
    };
    runs.forEach(([, { summary }], n) => {
      const { environment: _, ...rest } = summary as Doc;
      walk(rest, "", n);
    });
    const table = h("div", { class: "table", tabindex: 0, role: "region", "aria-label": "Summaries" }, h(
      "table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "key"), ...runs.map(([path]) => h("th", { scope: "col" }, path)))),
      h("tbody", {}, ...[...numbers].map(([name, all]) => h(
        "tr", { class: runs.length > 1 && all[0] !== all[1] ? "over" : "" },
        h("td", {}, name), ...runs.map((_, n) => h("td", {}, typeof all[n] === "number" ? readable(all[n], 6) : String(all[n] ?? ""))),
      ))),
    ));
    this.detail.replaceChildren(
      ...(curves.length ? [loss.element] : []),
      h("section", { class: "card wide", "aria-label": "Summaries" }, h("header", {}, h("h2", {}, runs.length > 1 ? "Summaries; what differs is marked" : "Summary")), table),
      ...runs.filter(([path]) => this.runs.find((run) => run.path === path)?.report).map(([path]) => h(
        "section", { class: "card wide", "aria-label": `Report of ${path}` }, h("header", {}, h("h2", {}, `Report of ${path}`)),
        h("iframe", { src: `/api/report?path=${encodeURIComponent(path)}`, sandbox: "allow-scripts", title: `Report of ${path}`, loading: "lazy" }),
      )),
    );
    loss.show(curves);
  }

  private showScan(scan: Scan): void {
    const order = { column: 0, up: true };
    const parallel = new Canvas("All axes beside each other", 0.5);
    let over: number | undefined;
    // Only what varies tells runs apart.
    const columns = scan.columns.map((name, i) => ({ name, i })).filter(({ i }) => {
      const all = new Set(scan.rows.map((row) => row[i]).filter((value) => typeof value === "number"));
      return i > 1 && all.size > 1;
    });
    const axes = columns.slice(0, 10).map(({ name, i }) => {
      const all = scan.rows.map((row) => row[i]).filter((value): value is number => typeof value === "number");
      const low = Math.min(...all), high = Math.max(...all), log = low > 0 && high / low > 30;
      const part = (value: number): number => (high === low ? 0.5 : log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
      return { name, i, low, high, log, part };
    });
    const place = (row: (number | string | null)[], height: number): number[] =>
      axes.map(({ i, part }) => (typeof row[i] === "number" ? height - 34 - (height - 64) * part(row[i]) : NaN));
    const draw = (): void => parallel.show((context, width, height) => {
      const x = (n: number): number => 46 + ((width - 92) * n) / Math.max(1, axes.length - 1);
      const path = (row: (number | string | null)[]): void => {
        context.beginPath();
        // What a run does not have is a gap.
        place(row, height).forEach((y, n, all) => {
          if (Number.isFinite(y)) Number.isFinite(all[n - 1] ?? NaN) ? context.lineTo(x(n), y) : context.moveTo(x(n) - 3, y);
          if (Number.isFinite(y)) context.lineTo(x(n) + 3, y);
        });
        context.stroke();
      };
      context.strokeStyle = css("--accent");
      context.lineWidth = 1;
      context.globalAlpha = Math.max(0.04, Math.min(0.6, 60 / scan.rows.length));
      scan.rows.forEach(path);
      context.globalAlpha = 1;
      context.font = "11px system-ui, sans-serif";
      context.textAlign = "center";
      axes.forEach(({ name, low, high, log }, n) => {
        context.strokeStyle = css("--soft");
        context.beginPath();
        context.moveTo(x(n), 30);
        context.lineTo(x(n), height - 34);
        context.stroke();
        context.fillStyle = css("--soft");
        context.fillText(readable(high, 3), x(n), 24);
        context.fillText(readable(low, 3), x(n), height - 20);
        const short = name.split(".").at(-1)!;
        context.fillText(`${short.length > 15 ? `${short.slice(0, 14)}…` : short}${log ? " (log)" : ""}`, x(n), height - 5, (width - 92) / Math.max(1, axes.length - 1));
      });
      if (over !== undefined && scan.rows[over]) {
        context.strokeStyle = "#d55e00";
        context.lineWidth = 3;
        path(scan.rows[over]!);
      }
    });
    const body = h("tbody");
    const hover = (index: number | undefined): void => {
      if (index === over) return;
      over = index;
      body.querySelectorAll("tr.over").forEach((row) => row.classList.remove("over"));
      if (index !== undefined) body.querySelector(`tr[data-index="${index}"]`)?.classList.add("over");
      draw();
    };
    const most = 500;
    const fill = (): void => {
      const sorted = scan.rows.map((row, index) => ({ row, index })).sort((a, b) => {
        const [p, q] = [a.row[order.column] ?? null, b.row[order.column] ?? null];
        const less = typeof p === "number" && typeof q === "number" ? p - q : String(p).localeCompare(String(q));
        return order.up ? less : -less;
      });
      body.replaceChildren(...sorted.slice(0, most).map(({ row, index }) => {
        const line = h("tr", { "data-index": index }, ...row.map((value) => h("td", {}, typeof value === "number" ? readable(value) : value ?? "")));
        line.addEventListener("pointerenter", () => hover(index));
        return line;
      }));
    };
    parallel.on("pointermove", (px, py) => {
      const canvas = parallel.element.querySelector("canvas")!, width = canvas.clientWidth, height = canvas.clientHeight;
      const across = ((px - 46) / (width - 92)) * (axes.length - 1), n = Math.max(0, Math.min(axes.length - 2, Math.floor(across))), t = across - n;
      let best: number | undefined, distance = 14;
      scan.rows.forEach((row, index) => {
        const y = place(row, height), here = y[n]! + t * ((y[n + 1] ?? y[n]!) - y[n]!);
        if (Math.abs(here - py) < distance) { distance = Math.abs(here - py); best = index; }
      });
      hover(best);
    });
    parallel.on("pointerleave", () => hover(undefined));
    const head = h("tr", {}, ...scan.columns.map((name, i) => {
      const button = h("button", { type: "button" }, name);
      button.addEventListener("click", () => {
        order.up = order.column === i ? !order.up : true;
        order.column = i;
        head.querySelectorAll("th").forEach((cell, j) => (j === i ? cell.setAttribute("aria-sort", order.up ? "ascending" : "descending") : cell.removeAttribute("aria-sort")));
        fill();
      });
      return h("th", { scope: "col" }, button);
    }));
    fill();
    draw();
    parallel.describe(`${scan.rows.length} runs over the axes ${axes.map(({ name }) => name).join(", ")}; the table below has the numbers.`);
    parallel.note.textContent = "A line is a run; point at one, here or in the table, and it is marked in both.";
    parallel.element.classList.add("wide");
    this.detail.replaceChildren(
      parallel.element,
      h(
        "section", { class: "card wide", "aria-label": `Scan ${scan.name}` },
        h("header", {}, h("h2", {}, `${scan.name}: ${scan.done} of ${scan.total} runs${scan.at_work ? ", at work" : ""}`)),
        h("div", { class: "table", tabindex: 0, role: "region", "aria-label": "Runs of the scan" }, h("table", {}, h("thead", {}, head), body)),
        scan.rows.length > most ? h("p", { class: "hint" }, `The first ${most} of ${scan.rows.length} rows in this order.`) : null,
      ),
    );
  }
}
