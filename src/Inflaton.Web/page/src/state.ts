import { clone, type Doc } from "./json";
import { defaults } from "./presets";

export const rooms = ["roll", "perturbations", "data", "universes", "lattice", "runs"] as const;
export type Room = (typeof rooms)[number];

/** All that the page shows, and all that a link holds: the room one is in and the study of every room. */
export interface State { room: Room; docs: { [room in Room]: Doc } }

const encode = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const decode = (text: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)));

const same = (a: Doc, b: Doc): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The address of a state: the room, and what in it and in the others is not as it comes. */
function hash(state: State): string {
  const changed: Doc = {};
  for (const room of rooms) if (!same(state.docs[room], defaults[room])) changed[room] = state.docs[room];
  const rest = Object.keys(changed).length === 0 ? "" : `/${encode(JSON.stringify(changed))}`;
  return `#${state.room}${rest}`;
}

function parse(text: string): State {
  const state: State = { room: "roll", docs: clone(defaults as unknown as Doc) as unknown as State["docs"] };
  const [room, rest] = text.replace(/^#/, "").split("/", 2) as [string, string?];
  if ((rooms as readonly string[]).includes(room)) state.room = room as Room;
  if (rest) {
    try {
      const changed = JSON.parse(decode(rest)) as Doc;
      for (const name of rooms) {
        const doc = changed[name];
        if (doc !== null && typeof doc === "object" && !Array.isArray(doc)) state.docs[name] = doc;
      }
    } catch {
      // A link that is damaged shows the room as it comes.
    }
  }
  return state;
}

/** The state, what listens to it, and the way back. */
export class Store {
  private state = parse(location.hash);
  private readonly listeners: (() => void)[] = [];
  private readonly past: string[] = [];
  private kept = hash(this.state);

  constructor() {
    window.addEventListener("hashchange", () => {
      if (location.hash !== hash(this.state)) {
        this.past.push(this.kept);
        this.show(location.hash);
      }
    });
  }

  get room(): Room { return this.state.room; }
  get doc(): Doc { return this.state.docs[this.state.room]; }
  get canUndo(): boolean { return this.past.length > 0; }
  get link(): string { return location.href; }

  listen(listener: () => void): void { this.listeners.push(listener); }

  /** Changes the study of the room; while a slider moves it is not yet a step to go back to. */
  change(doc: Doc, isPassing = false): void {
    this.state = { room: this.state.room, docs: { ...this.state.docs, [this.state.room]: doc } };
    this.keep(isPassing);
  }

  /** Goes to a room, with a study for it where one is given. */
  go(room: Room, doc?: Doc): void {
    this.state = { room, docs: doc ? { ...this.state.docs, [room]: doc } : this.state.docs };
    this.keep(false);
  }

  undo(): void {
    const before = this.past.pop();
    if (before !== undefined) this.show(before);
  }

  private keep(isPassing: boolean): void {
    if (!isPassing) {
      const now = hash(this.state);
      if (now !== this.kept) {
        this.past.push(this.kept);
        if (this.past.length > 200) this.past.shift();
        this.kept = now;
        history.replaceState(null, "", now);
      }
    }
    this.listeners.forEach((listener) => listener());
  }

  private show(address: string): void {
    this.state = parse(address);
    this.kept = hash(this.state);
    history.replaceState(null, "", this.kept);
    this.listeners.forEach((listener) => listener());
  }
}
