import "./style.css";
import { post, Refusal, sendTable } from "./api";
import { h, say } from "./dom";
import { at, having, type Doc } from "./json";
import { defaults } from "./presets";
import { Sentences } from "./readings";
import type { RoomView } from "./room";
import { Data } from "./rooms/data";
import { Lattice } from "./rooms/lattice";
import { Perturbations } from "./rooms/perturbations";
import { Roll } from "./rooms/roll";
import { Runs } from "./rooms/runs";
import { Universes } from "./rooms/universes";
import { rooms, Store, type Room } from "./state";

const names: { [room in Room]: string } = {
  roll: "Roll", perturbations: "Perturbations", data: "Data", universes: "Universes", lattice: "Lattice", runs: "Runs",
};
const makers: { [room in Room]: (store: Store) => RoomView } = {
  roll: (store) => new Roll(store),
  perturbations: (store) => new Perturbations(store),
  data: (store) => new Data(store),
  universes: (store) => new Universes(store),
  lattice: (store) => new Lattice(store),
  runs: (store) => new Runs(store),
};

const store = new Store();
const views: { [room in Room]?: RoomView } = {};
const problems = new Sentences("problems", "What is wrong with the file");
let shown: RoomView | undefined;

const links = rooms.map((room) => {
  const link = h("a", { href: `#${room}` }, names[room]);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    store.go(room);
    document.getElementById("main")?.focus({ preventScroll: true });
  });
  return [room, link] as const;
});
const undo = h("button", { type: "button", title: "Undo (Ctrl+Z)", "aria-keyshortcuts": "Control+Z" }, "Undo");
undo.addEventListener("click", () => store.undo());
const share = h("button", { type: "button", title: "Copy a link to what is shown" }, "Link");
share.addEventListener("click", () => void copy(store.link, "The link is copied."));
const yaml = h("button", { type: "button", title: "The file that reproduces this with ./inflaton" }, "Copy as YAML");
yaml.addEventListener("click", () => void exportYaml());
const chooser = h("input", { type: "file", accept: ".yaml,.yml,.csv", multiple: true, class: "unseen", "aria-label": "Open a YAML file or a table", tabindex: -1 });
chooser.addEventListener("change", () => { void openAll([...chooser.files ?? []]); chooser.value = ""; });
const opener = h("button", { type: "button", title: "Open a YAML file, or a table as CSV; they can be dropped on the page as well" }, "Open");
opener.addEventListener("click", () => chooser.click());
const theme = h("button", { type: "button", title: "Light or dark", "aria-label": "Light or dark" }, "◐");
theme.addEventListener("click", () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark", true));

const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
mark.setAttribute("viewBox", "0 0 32 32");
mark.setAttribute("aria-hidden", "true");
for (const [tag, attributes] of [
  ["path", { d: "M2 6 C8 30 24 30 30 6", fill: "none", stroke: "var(--accent)", "stroke-width": "3", "stroke-linecap": "round" }],
  ["circle", { cx: "9.5", cy: "13", r: "4.5", fill: "var(--ink)" }],
] as const) {
  const part = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([name, value]) => part.setAttribute(name, value));
  mark.append(part);
}

const place = h("div", {});
document.getElementById("app")!.append(
  h("a", { class: "skip", href: "#main" }, "To the room"),
  h(
    "header", { class: "bar" }, h("div", { class: "brand" }, mark as unknown as HTMLElement, "Inflaton"),
    h("nav", { class: "rooms", "aria-label": "Rooms" }, ...links.map(([, link]) => link)),
    h("div", { class: "tools" }, undo, share, opener, yaml, theme, chooser),
  ),
  problems.element,
  place,
  h("div", { id: "live", class: "unseen", "aria-live": "polite" }),
);
document.querySelector(".skip")!.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main")?.focus();
});

function setTheme(name: string, isChosen: boolean): void {
  document.documentElement.dataset.theme = name;
  if (isChosen) {
    try { localStorage.setItem("theme", name); } catch { /* It is not kept, then. */ }
  }
  document.dispatchEvent(new Event("themechange"));
}

function storedTheme(): string | null {
  try { return localStorage.getItem("theme"); } catch { return null; }
}

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
setTheme(storedTheme() ?? (prefersDark.matches ? "dark" : "light"), false);
prefersDark.addEventListener("change", () => { if (!storedTheme()) setTheme(prefersDark.matches ? "dark" : "light", false); });

function toast(words: string): void {
  document.querySelector(".toast")?.remove();
  const element = h("div", { class: "toast" }, words);
  document.body.append(element);
  say(words);
  window.setTimeout(() => element.remove(), 2500);
}

async function copy(text: string, words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(words);
  } catch {
    toast("The browser does not let the page copy. Select the text and copy it yourself.");
  }
}

async function exportYaml(): Promise<void> {
  try {
    const file = await shown?.file();
    if (!file) {
      toast("Choose a run first.");
      return;
    }
    const { text, name, command, hint } = file;
    const area = h("textarea", { readonly: true, "aria-label": "The file as YAML", spellcheck: "false" });
    area.value = text;
    const copies = h("button", { type: "button", class: "button primary" }, "Copy");
    copies.addEventListener("click", () => { area.select(); void copy(text, "The file is copied."); });
    const address = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
    const dialog = h(
      "dialog", { "aria-label": "Copy as YAML" },
      h("h2", {}, "The file that reproduces this"),
      h("p", { class: "hint" }, `Save it as ${name} and run ./inflaton ${command} ${name}: it gives the same numbers.${hint}`),
      area,
      h(
        "form", { method: "dialog", class: "actions" },
        h("a", { class: "button", href: address, download: name }, "Save"), copies, h("button", { class: "button" }, "Close"),
      ),
    );
    dialog.addEventListener("close", () => { URL.revokeObjectURL(address); dialog.remove(); yaml.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  } catch (error) {
    tell(error);
  }
}

function tell(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
  problems.show(error.problems.map((problem) => problem.text));
}

/** Which room shows a study. */
function roomOf(kind: string, settings: Doc): Room | undefined {
  if (kind === "universe") return "universes";
  if (kind === "lattice") return "lattice";
  if (kind !== "experiment") return undefined;
  return at(settings, "data.file") ? "data" : at(settings, "data.point") ? "roll" : "perturbations";
}

const isTable = (file: File): boolean => /\.csv$/i.test(file.name);

/** Opens what was dropped or chosen: a study, with tables that it names, or a table to train on. */
async function openAll(files: File[]): Promise<void> {
  problems.show([]);
  try {
    for (const file of files) {
      await file.slice(0, 1).arrayBuffer().catch(() => {
        throw new Refusal([{ line: 0, key: "", text: `${file.name}: cannot be read. Drop files, not folders.` }]);
      });
    }
    const studies = files.filter((file) => !isTable(file)), tables = files.filter(isTable);
    if (studies.length > 1) throw new Refusal([{ line: 0, key: "", text: "These are several studies. Open one, with the tables that it names." }]);
    if (studies.length > 0) for (const table of tables) await sendTable(table);
    const last = studies[0] ?? tables.at(-1);
    if (last) await open(last);
  } catch (error) {
    tell(error);
  }
}

/** Opens a file: a study, or a table to train on. */
async function open(file: File): Promise<void> {
  if (isTable(file)) {
    const { path, columns } = await sendTable(file);
    const target = columns.at(-1) ?? "";
    const fresh = having(having(defaults.data!, "data", { file: { path, target, standardize: true, test_fraction: 0.2 } }), "name", path.replace(/\.csv$/, ""));
    store.go("data", fresh);
    toast(`${path}: ${columns.length} columns. Its last one, ${target}, is to be learnt.`);
    return;
  }
  if (file.size > 256 * 1024) throw new Refusal([{ line: 0, key: "", text: `${file.name}: is longer than a study can be.` }]);
  // Tables lie beside the files of the page, whatever folder a file names.
  const text = (await file.text()).replace(/(\bpath:\s*["']?)[^"',}\n]*\/([^"',}\n/]+\.csv)/g, "$1$2");
  const { kind, settings } = await post("/api/yaml", text, [], undefined, file.name);
  const room = roomOf(kind, settings);
  if (!room) throw new Refusal([{ line: 0, key: "", text: `${file.name}: is a ${kind}, which no room of the page shows.` }]);
  store.go(room, settings as Doc);
  toast(`${file.name} is open.`);
}

let depth = 0;
window.addEventListener("dragenter", (event) => {
  if (event.dataTransfer?.types.includes("Files")) { depth++; document.body.classList.add("drop"); }
});
window.addEventListener("dragleave", () => { if (--depth <= 0) { depth = 0; document.body.classList.remove("drop"); } });
window.addEventListener("dragover", (event) => event.preventDefault());
window.addEventListener("drop", (event) => {
  event.preventDefault();
  depth = 0;
  document.body.classList.remove("drop");
  void openAll([...event.dataTransfer?.files ?? []]);
});

window.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  const isText = target.matches("input:not([type=range]):not([type=checkbox]), textarea");
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !isText) {
    event.preventDefault();
    store.undo();
  } else if (event.key === " " && !event.repeat && (target === document.body || target.id === "main" || target.matches("input[type=range]"))) {
    event.preventDefault();
    shown?.toggle();
  }
});

function show(): void {
  const room = store.room;
  const view = (views[room] ??= makers[room](store));
  if (view !== shown) {
    shown?.leave();
    place.replaceChildren(view.element);
    shown = view;
    document.title = `Inflaton: ${names[room]}`;
  }
  links.forEach(([name, link]) => (name === room ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current")));
  undo.disabled = !store.canUndo;
  view.update();
}

store.listen(show);
show();
