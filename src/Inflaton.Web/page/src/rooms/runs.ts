import { get, Refusal, values, type Result } from "../api";
import { comparison } from "../comparison";
import { h } from "../dom";
import { at, type Doc, type Json } from "../json";
import { lines, Plot, type Curve } from "../plots";
import type { Preset } from "../presets";
import { fileName, RoomView, type StudyFile } from "../room";
import { RowTable, type Value } from "../row-table";
import type { Store } from "../state";
import { ScanView } from "./scan";

interface Run { path: string; kind: "run" | "scan"; name?: string; status?: string; written: string; report: boolean; numbers?: { [name: string]: number } }
type Shown = readonly [path: string, result: Result & { command: string }];

const numbersShown = ["loss_initial", "loss_final", "kernel_drift", "learning_rate", "momentum", "n_s", "r"];

/** What lies below the folder that was named: runs, to look at and compare; scans as tables and as lines and points over all their axes. */
export class Runs extends RoomView {
  private readonly list = new RowTable<Run>("Runs");
  private readonly none = h(
    "p", { class: "hint", hidden: true },
    "No runs lie below the folder. Start the server with --root DIR, where DIR is what ./inflaton run wrote to, such as out.",
  );
  private readonly detail = h("div", { class: "cards" });
  private readonly scan = new ScanView(this.current, (doc) => this.store.change(doc));
  private readonly loss = new Plot({ title: "Loss", x: "epoch", y: "loss", logY: true });
  private runs: Run[] = [];
  private shown: readonly Shown[] = [];
  private opened = "";
  private looked: Promise<void>;

  constructor(store: Store) {
    super(store, "runs", "Runs: what lies below the folder");
    const again = h("button", { type: "button", class: "button" }, "Look again");
    again.addEventListener("click", () => { this.problems.show([]); this.looked = this.look(); });
    this.loss.element.classList.add("wide");
    this.cards.append(
      h("section", { class: "card wide", "aria-label": "Runs and scans" }, h("header", {}, h("h2", {}, "Runs and scans"), again), this.list.element, this.none),
    );
    this.standAlone();
    this.main.append(this.detail);
    this.looked = this.look();
  }

  protected override follow(): void {
    this.listRuns();
    const chosen = JSON.stringify([this.isScan, this.chosen]);
    if (chosen !== this.opened) {
      this.opened = chosen;
      void this.open();
    } else if (this.isScan) this.scan.update();
  }

  override leave(): void {
    this.scan.close();
    this.opened = "";
    this.forget();
  }

  override async file(): Promise<StudyFile | undefined> {
    if (this.isScan && this.scan.yaml) {
      const name = fileName(`${this.chosen[0]!.split("/").at(-1)}`);
      return { text: this.scan.yaml, name, command: "scan", hint: " Paths in it are relative to the folder of the file that was scanned." };
    }
    const [path, result] = this.shown[0] ?? [];
    if (!path || !result) return undefined;
    return { text: result.yaml, name: fileName(result.summary.name ?? path), command: result.command, hint: "" };
  }

  private get chosen(): string[] { return (at(this.store.doc, "runs") as string[] | undefined) ?? []; }

  private get isScan(): boolean { return at(this.store.doc, "kind") === "scan"; }

  /** What the server says; nothing, and its words, where it refuses. */
  private async ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refuse(error.problems);
      return undefined;
    }
  }

  private async look(): Promise<void> {
    const found = await this.ask(() => get("/api/runs") as Promise<{ runs: Run[] }>);
    if (!found) return;
    this.runs = found.runs.sort((a, b) => b.written.localeCompare(a.written));
    this.listRuns();
    this.offer(this.presets());
  }

  /** What there is to look at, from what was found. */
  private presets(): Preset[] {
    const runs = this.runs.filter(({ kind }) => kind === "run").map(({ path }) => path), scans = this.runs.filter(({ kind }) => kind === "scan").map(({ path }) => path);
    return [
      ...(runs[0] ? [{
        name: "The latest run", sentence: "Its losses, trained and predicted: how far do the points leave the line? Below, every number of its summary, and its report.",
        doc: { name: "latest", kind: "run", runs: [runs[0]] },
      }] : []),
      ...(runs[1] ? [{
        name: "The latest two", sentence: "Two runs beside each other. What differs between their summaries is marked.",
        doc: { name: "latest-two", kind: "run", runs: [runs[1]!, runs[0]!] },
      }] : []),
      ...(scans[0] ? [{
        name: "The latest scan", sentence: "A line over all axes is a run. Point at one: it is marked in the lines, among the points and in the table. A scan at work grows as its runs end.",
        doc: { name: "latest-scan", kind: "scan", runs: [scans[0]] },
      }] : []),
    ];
  }

  private listRuns(): void {
    this.none.hidden = this.runs.length > 0;
    this.list.element.hidden = this.runs.length === 0;
    const chosen = new Set(this.chosen);
    this.list.show(
      [
        { name: "show", value: ({ path }) => (chosen.has(path) ? 0 : 1), cell: (run) => this.box(run, chosen.has(run.path)) },
        { name: "where", value: ({ path }) => path }, { name: "what", value: ({ kind }) => kind }, { name: "how it ended", value: ({ status }) => status },
        { name: "written", value: ({ written }) => written.slice(0, 16).replace("T", " ") },
        ...numbersShown.filter((name) => this.runs.some((run) => run.numbers?.[name] !== undefined))
          .map((name) => ({ name, value: (run: Run) => run.numbers?.[name] })),
      ],
      this.runs, ({ path }) => chosen.has(path),
    );
  }

  private box(run: Run, isChosen: boolean): HTMLElement {
    const box = h("input", { type: "checkbox", "aria-label": `Show ${run.path}` });
    box.checked = isChosen;
    box.addEventListener("change", () => this.choose(run, box.checked));
    return box;
  }

  /** One scan, or as many as two runs beside each other. */
  private choose(run: Run, isChosen: boolean): void {
    const others = this.isScan ? [] : this.chosen.filter((path) => path !== run.path);
    const runs = !isChosen ? others : run.kind === "scan" ? [run.path] : [...others.slice(-1), run.path];
    this.store.change(runs.length > 0 ? { runs, kind: run.kind } : {});
  }

  private async open(): Promise<void> {
    const { chosen, opened } = this;
    this.scan.close();
    this.problems.show([]);
    this.shown = [];
    if (chosen.length === 0) this.detail.replaceChildren();
    else if (this.isScan) {
      this.detail.replaceChildren(this.scan.element);
      await this.ask(() => this.scan.open(chosen[0]!));
    } else {
      const results = await Promise.all(chosen.map((path) => this.ask(() => get(`/api/run?path=${encodeURIComponent(path)}`) as Promise<Shown[1]>)));
      await this.looked;
      if (opened !== this.opened) return;
      this.shown = chosen.map((path, i) => [path, results[i]] as const).filter((pair): pair is Shown => pair[1] !== undefined);
      this.showRuns(this.shown);
    }
  }

  private showRuns(runs: readonly Shown[]): void {
    const curves: Curve[] = runs.flatMap(([path, { arrays }], n) => {
      const x = values(arrays, "epochs"), shade = n === 0 ? "--trained" : "--old", { name, colour } = lines.discrete!;
      return [
        ...(arrays.loss_trained ? [{ label: `${path}: trained`, colour: shade, points: true, x, y: values(arrays, "loss_trained") }] : []),
        ...(arrays.loss_discrete ? [{ label: `${path}: ${name}`, colour: n === 0 ? colour : "--old", dash: [5, 3], x, y: values(arrays, "loss_discrete") }] : []),
      ];
    });
    const numbers = new Map<string, Value[]>();
    const walk = (value: Json, name: string, n: number): void => {
      if (typeof value === "number" || typeof value === "string") numbers.set(name, Object.assign(numbers.get(name) ?? [], { [n]: value }));
      else if (value !== null && typeof value === "object" && !Array.isArray(value)) {
        Object.entries(value as Doc).forEach(([key, inner]) => walk(inner, name ? `${name}.${key}` : key, n));
      }
    };
    runs.forEach(([, { summary }], n) => {
      const { environment: _, ...rest } = summary as Doc;
      walk(rest, "", n);
    });
    this.detail.replaceChildren(
      ...(curves.length ? [this.loss.element] : []),
      comparison("Summaries", runs.length > 1 ? "Summaries" : "Summary", runs.map(([path]) => path), numbers),
      ...runs.filter(([path]) => this.runs.find((run) => run.path === path)?.report).map(([path]) => h(
        "section", { class: "card wide", "aria-label": `Report of ${path}` }, h("header", {}, h("h2", {}, `Report of ${path}`)),
        h("iframe", { src: `/api/report?path=${encodeURIComponent(path)}`, sandbox: "allow-scripts", title: `Report of ${path}`, loading: "lazy" }),
      )),
    );
    this.loss.show(curves);
  }
}
