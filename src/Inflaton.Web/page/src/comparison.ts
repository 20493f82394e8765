import { h, readable } from "./dom";
import type { Value } from "./row-table";

const text = (value: Value): string => (typeof value === "number" ? readable(value, 6) : value ?? "");

/** A card with what one or two have under the same keys; what differs is marked. */
export function comparison(label: string, title: string, heads: string[], rows: Iterable<readonly [key: string, values: readonly Value[]]>): HTMLElement {
  return h(
    "section", { class: "card wide", "aria-label": label },
    h("header", {}, h("h2", {}, heads.length > 1 ? `${title}; what differs is marked` : title)),
    h("div", { class: "table", tabindex: 0, role: "region", "aria-label": label }, h(
      "table", {},
      h("thead", {}, h("tr", {}, ...["key", ...heads].map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, ...[...rows].map(([key, values]) => h(
        "tr", { class: heads.length > 1 && values[0] !== values[1] ? "over" : "" },
        h("td", {}, key), ...heads.map((_, n) => h("td", {}, text(values[n]))),
      ))),
    )),
  );
}
