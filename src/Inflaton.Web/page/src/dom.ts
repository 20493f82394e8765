type Child = Node | string | null | undefined | false;
type Attributes = { [name: string]: string | number | boolean | undefined | EventListener };

/** An element. Text is only ever text: nothing that comes from a file can become markup. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

let ids = 0;
export const newId = (): string => `i${++ids}`;

/** A number for people: four digits, powers of ten beyond. */
export function readable(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) {
    const [mantissa, exponent] = value.toExponential(digits - 2).split("e") as [string, string];
    return `${Number(mantissa)}·10${superscript(String(Number(exponent)))}`.replace(/-/g, "−");
  }
  return String(Number(value.toPrecision(digits))).replace("-", "−");
}

const superscript = (text: string): string => [...text].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");

export const still = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Gives an element its text: the browser lays out anew what is set, even to what it was. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Says something to those who listen rather than look. */
export function say(text: string): void {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

/** Something that is done at once, but no more often than every so many milliseconds: what is asked for in between is done once, later. */
export class Seldom {
  private last = -Infinity;
  private waiting = 0;

  constructor(private readonly work: () => void, private readonly every = 250) {}

  ask(): void {
    if (this.waiting) return;
    const left = this.last + this.every - performance.now();
    if (left <= 0) this.now();
    else this.waiting = window.setTimeout(() => this.now(), left);
  }

  private now(): void {
    this.waiting = 0;
    this.last = performance.now();
    this.work();
  }
}
