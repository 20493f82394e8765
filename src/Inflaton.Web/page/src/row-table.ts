import { h, readable } from "./dom";

export type Value = number | string | null | undefined;

export interface Column<R> {
  name: string;
  value: (row: R) => Value;
  /** What stands in the cell where that is more than the value. */
  cell?: (row: R) => Node;
}

const rowHeight = 30, spare = 12, measured = 400;

/** Numbers by size, words by their letters, what is not there last. */
function compare(a: Value, b: Value): number {
  const rank = (value: Value): number => (typeof value === "number" ? 0 : value ? 1 : 2);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return rank(a) - rank(b) || (typeof a === "string" && typeof b === "string" ? a.localeCompare(b) : 0);
}

const shown = (value: Value): string => (typeof value === "number" ? readable(value) : value ?? "");

/** A table of any length, of which the rows in sight alone are in the page. A click on a heading sorts it. */
export class RowTable<R> {
  readonly element: HTMLElement;
  private readonly head = h("thead");
  private readonly body = h("tbody");
  private readonly widths = h("colgroup");
  private readonly above = h("div");
  private readonly below = h("div");
  private readonly table: HTMLElement;
  private columns: Column<R>[] = [];
  private rows: readonly R[] = [];
  private sorted: R[] = [];
  private readonly lines = new Map<R, HTMLTableRowElement>();
  private order?: { name: string; up: boolean };
  private marked?: R;
  private isChosen: (row: R) => boolean = () => false;
  private window = "";

  constructor(label: string, over?: (row: R | undefined) => void) {
    this.table = h("table", {}, this.widths, this.head, this.body);
    this.element = h("div", { class: "table", tabindex: 0, role: "region", "aria-label": label }, this.above, this.table, this.below);
    this.element.addEventListener("scroll", () => this.fill());
    new ResizeObserver(() => this.fill()).observe(this.element);
    if (over) {
      this.body.addEventListener("pointerover", (event) => over(this.rowOf(event.target as Node)));
      this.body.addEventListener("pointerleave", () => over(undefined));
    }
  }

  /** Shows rows under columns, in the order that was chosen before where its column is still there. */
  show(columns: Column<R>[], rows: readonly R[], isChosen: (row: R) => boolean): void {
    const names = columns.map(({ name }) => name).join("\n");
    if (names !== this.columns.map(({ name }) => name).join("\n")) this.head.replaceChildren(this.headings(columns));
    this.columns = columns;
    this.rows = rows;
    this.isChosen = isChosen;
    this.lines.clear();
    this.measure();
    this.sort();
  }

  /** Marks a row; it is brought into sight where that is asked for. */
  mark(row: R | undefined, isRevealed = false): void {
    if (this.marked !== undefined) this.lines.get(this.marked)?.classList.remove("over");
    this.marked = row;
    if (row === undefined) return;
    if (isRevealed) {
      const top = this.sorted.indexOf(row) * rowHeight, least = this.element.scrollTop, room = this.element.clientHeight - 2 * rowHeight;
      if (top < least || top > least + room) this.element.scrollTop = top - room / 2;
      this.fill();
    }
    this.lines.get(row)?.classList.add("over");
  }

  private rowOf(node: Node): R | undefined {
    for (const [row, line] of this.lines) if (line.contains(node)) return row;
    return undefined;
  }

  private headings(columns: Column<R>[]): HTMLElement {
    const head = h("tr", {}, ...columns.map(({ name }) => {
      const button = h("button", { type: "button" }, name);
      const cell = h("th", { scope: "col" }, button);
      button.addEventListener("click", () => {
        this.order = { name, up: this.order?.name === name ? !this.order.up : true };
        for (const other of head.children) other.removeAttribute("aria-sort");
        cell.setAttribute("aria-sort", this.order.up ? "ascending" : "descending");
        this.sort();
      });
      return cell;
    }));
    return head;
  }

  /** Columns as wide as what stands in them, so that they stay where they are when rows come into sight. */
  private measure(): void {
    this.widths.replaceChildren(...this.columns.map(({ name, value }) => {
      const longest = this.rows.slice(0, measured).reduce((most, row) => Math.max(most, shown(value(row)).length), name.length);
      const column = h("col");
      column.style.width = `${longest + 2}ch`;
      return column;
    }));
  }

  private sort(): void {
    const by = this.columns.find(({ name }) => name === this.order?.name), sense = this.order?.up === false ? -1 : 1;
    this.sorted = [...this.rows];
    // What is not there comes last, whatever the sense.
    if (by) {
      const has = (row: R): number => { const value = by.value(row); return value === null || value === undefined ? 1 : 0; };
      this.sorted.sort((a, b) => has(a) - has(b) || sense * compare(by.value(a), by.value(b)));
    }
    this.table.setAttribute("aria-rowcount", String(this.sorted.length + 1));
    this.window = "";
    this.fill();
  }

  private fill(): void {
    const first = Math.max(0, Math.floor(this.element.scrollTop / rowHeight) - spare);
    const last = Math.min(this.sorted.length, first + Math.ceil((this.element.clientHeight || 600) / rowHeight) + 2 * spare);
    const window = `${first} ${last}`;
    if (window === this.window) return;
    this.window = window;
    const seen = this.sorted.slice(first, last), kept = new Set(seen);
    for (const row of [...this.lines.keys()]) if (!kept.has(row)) this.lines.delete(row);
    const focused = document.activeElement;
    this.above.style.height = `${first * rowHeight}px`;
    this.below.style.height = `${(this.sorted.length - last) * rowHeight}px`;
    this.body.replaceChildren(...seen.map((row, i) => {
      const line = this.lines.get(row) ?? this.line(row);
      line.setAttribute("aria-rowindex", String(first + i + 2));
      this.lines.set(row, line);
      return line;
    }));
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.body.contains(focused)) focused.focus({ preventScroll: true });
  }

  private line(row: R): HTMLTableRowElement {
    return h(
      "tr", { "aria-selected": String(this.isChosen(row)), class: row === this.marked ? "over" : "" },
      ...this.columns.map(({ value, cell }) => h("td", {}, cell ? cell(row) : shown(value(row)))),
    );
  }
}
