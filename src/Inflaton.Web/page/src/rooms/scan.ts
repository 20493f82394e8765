import { follow, get } from "../api";
import { comparison } from "../comparison";
import { h } from "../dom";
import { at, having, type Doc } from "../json";
import { axisOf, ParallelAxes, Scatter, type Axis, type Row } from "../linked";
import { RowTable, type Column } from "../row-table";

interface Part {
  name: string; kind: string; total: number; done: number; at_work: boolean; parameters: number; yaml: string; columns: string[]; rows: Row[];
}

const mostAxes = 12;

/** A scan: its runs as a table, as lines over all axes and as points over two, linked; two runs compared; at work, as its rows come. */
export class ScanView {
  readonly element = h("div", { class: "cards" });
  yaml = "";
  private scan?: Part;
  private rows: Row[] = [];
  private path = "";
  private stop?: () => void;
  private frame = 0;
  private readonly title = h("h2", {});
  private readonly hint = h("p", { class: "hint" });
  private readonly hover = (source: "table" | "plot") => (row: Row | undefined): void => {
    this.table.mark(row, source === "plot");
    this.parallel.mark(row);
    this.scatter.mark(row);
  };
  private readonly parallel = new ParallelAxes(this.hover("plot"));
  private readonly scatter = new Scatter(this.hover("plot"));
  private readonly table = new RowTable<Row>("Runs of the scan", this.hover("table"));
  private readonly logs = h("div", { class: "toggles wrap", role: "group", "aria-label": "Logarithmic axes" });
  private readonly across = h("select", { "aria-label": "Across" });
  private readonly up = h("select", { "aria-label": "Up" });
  private readonly compared = h("div", { class: "wide" });

  constructor(private readonly current: () => Doc, private readonly change: (doc: Doc) => void) {
    for (const [select, key] of [[this.across, "x"], [this.up, "y"]] as const) {
      select.addEventListener("change", () => this.change(having(this.current(), key, select.value)));
    }
    this.parallel.element.classList.add("wide");
    this.scatter.element.classList.add("wide");
    this.parallel.element.insertBefore(this.logs, this.parallel.note);
    this.scatter.element.insertBefore(h("div", { class: "toggles wrap" }, this.up, "over", this.across), this.scatter.note);
    this.parallel.note.textContent = "A line is a run, and a point is one; point at one, here or in the table, and it is marked in all.";
    this.element.append(
      this.parallel.element, this.scatter.element, this.compared,
      h("section", { class: "card wide", "aria-label": "Scan" }, h("header", {}, this.title), this.table.element, this.hint),
    );
  }

  /** Shows the scan of a folder, from the beginning. */
  async open(path: string): Promise<void> {
    this.close();
    this.path = path;
    this.scan = undefined;
    this.rows = [];
    const query = `path=${encodeURIComponent(path)}`, first = (await get(`/api/scan?${query}`)) as Part;
    if (this.path !== path) return;
    this.add(first);
    if (first.at_work) this.stop = follow(`/api/scan/follow?${query}`, (part) => this.add(part as Part));
  }

  close(): void {
    this.path = "";
    this.stop?.();
    this.stop = undefined;
  }

  /** Shows what the document says of the scan that is open: which runs are compared, over which axes. */
  update(): void {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  private add(part: Part): void {
    const known = new Set(this.rows.map((row) => row[0]));
    this.rows.push(...part.rows.filter((row) => !known.has(row[0])));
    this.scan = part;
    this.yaml = part.yaml;
    this.update();
  }

  private draw(): void {
    const scan = this.scan, doc = this.current();
    if (!scan) return;
    const { columns } = scan, rows = this.rows;
    const picked = (at(doc, "rows") as number[] | undefined) ?? [];
    const chosen = picked.map((run) => rows.find((row) => row[0] === run)).filter((row): row is Row => row !== undefined);
    this.title.textContent = `${scan.name}: ${scan.done} of ${scan.total} runs${scan.at_work ? ", at work" : ""}`;
    this.hint.textContent = rows.length < scan.done ? `The page shows ${rows.length} of them; ./inflaton results has all.` : "Tick two to compare them.";
    this.table.show(
      [
        { name: "compare", value: (row) => (picked.includes(row[0] as number) ? 0 : 1), cell: (row) => this.box(row, picked) },
        ...columns.map((name, i): Column<Row> => ({ name, value: (row) => row[i] })),
      ],
      rows, (row) => picked.includes(row[0] as number),
    );
    this.compared.replaceChildren(...(chosen.length === 0 ? [] : [comparison(
      "Runs compared", chosen.length > 1 ? "Two runs" : "One run", chosen.map((row) => `run ${row[0]}`),
      columns.slice(1).map((name, i) => [name, chosen.map((row) => row[i + 1])] as const),
    )]));
    const logs = (at(doc, "logs") as { [name: string]: boolean } | undefined) ?? {};
    // Only what varies tells runs apart.
    const axes = columns.map((name, i) => (i > 1 ? axisOf(name, i, rows, logs) : undefined)).filter((axis): axis is Axis => axis !== undefined);
    const seen = axes.slice(0, mostAxes);
    this.parallel.element.hidden = axes.length === 0;
    this.scatter.element.hidden = axes.length < 2;
    this.parallel.draws(rows, seen, chosen);
    this.parallel.describe(`${rows.length} runs over the axes ${seen.map(({ name }) => name).join(", ")}; the table below has the numbers.`);
    this.logs.replaceChildren(...axes.filter(({ low }) => low > 0).map(({ name, log }) => {
      const button = h("button", { type: "button", class: "small", "aria-pressed": String(log) }, `log ${name}`);
      button.addEventListener("click", () => this.change(having(this.current(), "logs", { ...logs, [name]: !log })));
      return button;
    }));
    const names = axes.map(({ name }) => name);
    const pick = (select: HTMLSelectElement, key: string, otherwise: string | undefined): Axis | undefined => {
      const asked = at(doc, key) as string | undefined, name = asked !== undefined && names.includes(asked) ? asked : otherwise;
      select.replaceChildren(...names.map((one) => h("option", { value: one, selected: one === name }, one)));
      return axes.find((axis) => axis.name === name);
    };
    const across = pick(this.across, "x", names[0]), up = pick(this.up, "y", names.find((name) => columns.indexOf(name) >= 2 + scan.parameters && name !== names[0]) ?? names[1]);
    if (!across || !up) return;
    this.scatter.draws(rows, across, up, chosen);
    this.scatter.describe(`${rows.length} runs as points: ${up.name} over ${across.name}.`);
  }

  private box(row: Row, picked: number[]): HTMLElement {
    const run = row[0] as number, box = h("input", { type: "checkbox", "aria-label": `Compare run ${run}` });
    box.checked = picked.includes(run);
    box.addEventListener("change", () => {
      const others = picked.filter((one) => one !== run);
      this.change(having(this.current(), "rows", box.checked ? [...others.slice(-1), run] : others));
    });
    return box;
  }
}
