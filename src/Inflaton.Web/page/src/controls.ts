import { h, newId, readable } from "./dom";
import { at, having, number, type Doc, type Json } from "./json";

/** What a control is told: a document, and whether the change is still under way. */
export type Change = (doc: Doc, isPassing: boolean) => void;

/** One part of a study that can be moved. */
export interface Control {
  element: HTMLElement;
  /** Shows what the document says; what it does not speak of is hidden. */
  show(doc: Doc): void;
}

export interface SliderOptions {
  label: string;
  hint?: string;
  from: number;
  to: number;
  step?: number;
  /** Even steps of the logarithm. */
  log?: boolean;
  whole?: boolean;
  read: (doc: Doc) => number | undefined;
  write: (doc: Doc, value: number) => Doc;
}

const places = 1000;

/** A slider with the number beside it, which can be typed as well and then lie beyond the slider. */
export function slider(options: SliderOptions, current: () => Doc, change: Change): Control {
  const id = newId();
  const { from, to, log, whole } = options;
  const steps = options.step && !log ? Math.round((to - from) / options.step) : places;
  const place = (value: number): number =>
    Math.round(steps * (log ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from)));
  const valueAt = (at: number): number => {
    const exact = log ? from * Math.pow(to / from, at / steps) : from + ((to - from) * at) / steps;
    return whole ? Math.round(exact) : Number(exact.toPrecision(log ? 3 : 4));
  };
  const range = h("input", { type: "range", min: 0, max: steps, step: 1, id, "aria-describedby": options.hint ? `${id}-hint` : undefined });
  const field = h("input", { type: "number", step: "any", "aria-label": `${options.label}, as a number`, inputmode: "decimal" });
  const put = (value: number, isPassing: boolean): void => {
    if (Number.isFinite(value)) change(options.write(current(), value), isPassing);
  };
  range.addEventListener("input", () => put(valueAt(Number(range.value)), true));
  range.addEventListener("change", () => put(valueAt(Number(range.value)), false));
  const write = (value: number): void => { field.value = String(whole ? value : Number(value.toPrecision(6))); };
  field.addEventListener("change", () => {
    put(field.valueAsNumber, false);
    // What is in effect, where it is not what was typed.
    const value = options.read(current());
    if (value !== undefined) write(value);
  });
  const element = h(
    "div", { class: "control" },
    h("label", { for: id }, options.label), field, range,
    options.hint ? h("p", { class: "hint", id: `${id}-hint` }, options.hint) : null,
  );
  return {
    element,
    show(doc) {
      const value = options.read(doc);
      element.hidden = value === undefined || Number.isNaN(value);
      if (value === undefined) return;
      range.value = String(place(value));
      range.setAttribute("aria-valuetext", readable(value));
      range.style.setProperty("--part", `${Math.min(100, Math.max(0, (100 * place(value)) / steps))}%`);
      if (document.activeElement !== field) write(value);
    },
  };
}

/** A slider of the number at a path. */
export const sliderAt = (path: string, options: Omit<SliderOptions, "read" | "write">, current: () => Doc, change: Change): Control =>
  slider(
    {
      ...options,
      read: (doc) => { const value = at(doc, path); return value === undefined || value === null ? undefined : number(value); },
      write: (doc, value) => having(doc, path, value),
    },
    current, change,
  );

/** A choice of few. */
export function choice(
  label: string, options: [value: string, name: string][], read: (doc: Doc) => string | undefined,
  write: (doc: Doc, value: string) => Doc, current: () => Doc, change: Change,
): Control {
  const id = newId();
  const select = h("select", { id }, ...options.map(([value, name]) => h("option", { value }, name)));
  select.addEventListener("change", () => change(write(current(), select.value), false));
  const element = h("div", { class: "control row" }, h("label", { for: id }, label), select);
  return {
    element,
    show(doc) {
      const value = read(doc);
      element.hidden = value === undefined;
      if (value === undefined) return;
      if (![...select.options].some((option) => option.value === value)) select.append(h("option", { value }, value));
      select.value = value;
    },
  };
}

/** A line of text, such as a formula. */
export function text(label: string, path: string, current: () => Doc, change: Change): Control {
  const id = newId();
  const input = h("input", { type: "text", id, spellcheck: "false", autocomplete: "off", class: "formula" });
  input.addEventListener("change", () => change(having(current(), path, input.value), false));
  const element = h("div", { class: "control" }, h("label", { for: id }, label), input);
  return {
    element,
    show(doc) {
      const value = at(doc, path);
      element.hidden = typeof value !== "string";
      if (typeof value === "string" && document.activeElement !== input) input.value = value;
    },
  };
}

/** Yes or no. */
export function check(
  label: string, read: (doc: Doc) => boolean | undefined, write: (doc: Doc, value: boolean) => Doc, current: () => Doc, change: Change,
): Control {
  const id = newId();
  const box = h("input", { type: "checkbox", id });
  box.addEventListener("change", () => change(write(current(), box.checked), false));
  const element = h("div", { class: "control check" }, box, h("label", { for: id }, label));
  return {
    element,
    show(doc) {
      const value = read(doc);
      element.hidden = value === undefined;
      box.checked = value === true;
    },
  };
}

/** Numbers that a formula names, as many as there are: a slider each, around what they are. */
export function parameters(path: string, current: () => Doc, change: Change): Control {
  const element = h("div", { class: "controls" });
  let names = "";
  let inner: Control[] = [];
  return {
    element,
    show(doc) {
      const named = at(doc, path);
      const keys = named !== null && typeof named === "object" && !Array.isArray(named) ? Object.keys(named as Doc) : [];
      element.hidden = keys.length === 0;
      if (keys.join(" ") !== names) {
        names = keys.join(" ");
        inner = keys.map((key) => {
          const start = number((named as { [key: string]: Json })[key]);
          const size = Math.abs(start) || 1;
          return sliderAt(
            `${path}.${key}`,
            start > 0 ? { label: key, from: size / 10, to: size * 10, log: true } : { label: key, from: -2 * size, to: 2 * size },
            current, change,
          );
        });
        element.replaceChildren(...inner.map((control) => control.element));
      }
      inner.forEach((control) => control.show(doc));
    },
  };
}

/** Controls under a heading. */
export function group(title: string, ...controls: Control[]): Control {
  const element = h("fieldset", {}, h("legend", {}, title), ...controls.map((control) => control.element));
  return {
    element,
    show(doc) {
      controls.forEach((control) => control.show(doc));
      element.hidden = controls.every((control) => control.element.hidden);
    },
  };
}
