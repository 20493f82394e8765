import type { Doc } from "./json";

export interface NumericArray { shape: number[]; values: (number | null)[] }
export type Arrays = { [name: string]: NumericArray };
export interface Result { summary: any; yaml: string; arrays: Arrays; left_out: string[] }
export interface Problem { line: number; key: string; text: string }

/** Everything that the server finds wrong with what it was sent. */
export class Refusal extends Error {
  constructor(readonly problems: Problem[]) {
    super(problems.map((problem) => problem.text).join("\n"));
  }
}

async function answer(response: Response): Promise<any> {
  let body: any;
  try {
    body = await response.json();
  } catch {
    throw new Refusal([{ line: 0, key: "", text: `The server answered ${response.status} and no more.` }]);
  }
  if (!response.ok) throw new Refusal(body.problems ?? []);
  return body;
}

async function send(path: string, init: RequestInit): Promise<any> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal([{ line: 0, key: "", text: "The server does not answer. Is './inflaton serve' still running?" }]);
  }
  return answer(response);
}

export const get = (path: string): Promise<any> => send(path, {});

export const post = (path: string, text: string, arrays: string[] = [], signal?: AbortSignal, name?: string): Promise<any> =>
  send(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text, arrays, name }), signal });

export const sendTable = (file: File): Promise<{ path: string; columns: string[] }> =>
  send(`/api/data?name=${encodeURIComponent(file.name || "table.csv")}`, { method: "POST", body: file });

/**
 * Asks again and again while something changes: one question is under way at a time, and when it is answered the latest one that came up
 * meanwhile is asked. One that takes long is broken off for a newer one. The last one wins.
 */
export class Latest {
  private under?: { abort: AbortController; since: number };
  private waiting?: Doc;
  private timer = 0;

  constructor(
    private readonly path: string,
    private readonly arrays: () => string[],
    private readonly show: (result: Result, milliseconds: number) => void,
    private readonly fail: (problems: Problem[]) => void,
    private readonly patience = 250,
  ) {}

  ask(doc: Doc): void {
    if (this.under) {
      this.waiting = doc;
      window.clearTimeout(this.timer);
      const under = this.under;
      this.timer = window.setTimeout(() => under.abort.abort(), Math.max(0, this.patience - (performance.now() - under.since)));
      return;
    }
    void this.put(doc);
  }

  stop(): void {
    this.waiting = undefined;
    this.under?.abort.abort();
  }

  private async put(doc: Doc): Promise<void> {
    const under = { abort: new AbortController(), since: performance.now() };
    this.under = under;
    try {
      const result = (await post(this.path, JSON.stringify(doc), this.arrays(), under.abort.signal)) as Result;
      if (!under.abort.signal.aborted) this.show(result, performance.now() - under.since);
    } catch (error) {
      if (error instanceof Refusal && !this.waiting) this.fail(error.problems);
      else if (!(error instanceof Refusal) && !(error instanceof DOMException)) throw error;
    } finally {
      window.clearTimeout(this.timer);
      this.under = undefined;
      const next = this.waiting;
      this.waiting = undefined;
      if (next) void this.put(next);
    }
  }
}

export interface Heard<T> {
  records: (records: T[]) => void;
  ended: (result: Result) => void;
  failed: (problems: Problem[]) => void;
}

/** A study at work on the server, as long as this socket is open. */
export class Live<T> {
  private readonly socket: WebSocket;
  private over = false;

  constructor(path: string, doc: Doc, arrays: string[], orders: object[], heard: Heard<T>, holds = false) {
    this.socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
    this.socket.onopen = () => {
      this.socket.send(JSON.stringify({ text: JSON.stringify(doc), arrays, hold: holds }));
      orders.forEach((order) => this.tell(order));
    };
    this.socket.onmessage = (event) => {
      if (this.over) return;
      const message = JSON.parse(event.data as string);
      if (message.records) heard.records(message.records as T[]);
      else {
        this.over = true;
        this.socket.close();
        if (message.problems) heard.failed(message.problems);
        else heard.ended(message as Result);
      }
    };
    this.socket.onclose = () => {
      if (!this.over) {
        this.over = true;
        heard.failed([{ line: 0, key: "", text: "The connection to the server was closed, or too many trainings run at once." }]);
      }
    };
  }

  tell(order: object): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(order));
  }

  close(): void {
    this.over = true;
    this.socket.close();
  }
}

/** Events of something that goes on, told one by one until it has ended; calling what is returned leaves it. */
export function follow(path: string, told: (event: unknown) => void): () => void {
  const source = new EventSource(path);
  source.onmessage = (event) => told(JSON.parse(event.data as string));
  source.addEventListener("end", () => source.close());
  return () => source.close();
}

/** The numbers of an array; none where it is not there. */
export const values = (arrays: Arrays, name: string): number[] => (arrays[name]?.values ?? []).map((value) => value ?? NaN);

/** The row of a table at an index; a column alone for a list. */
export function row(array: NumericArray | undefined, index: number): number[] {
  if (!array) return [];
  const width = array.shape.slice(1).reduce((a, b) => a * b, 1);
  return array.values.slice(index * width, (index + 1) * width).map((value) => value ?? NaN);
}
