/** A value of a study's file. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Doc = { [key: string]: Json };

/** The value at a path such as `optimizer.gradient_descent.momentum`; undefined where there is none. */
export function at(doc: Json | undefined, path: string): Json | undefined {
  let value: Json | undefined = doc;
  for (const part of path.split(".")) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Doc)[part];
  }
  return value;
}

/** The same document with another value at a path, in whose lists parts are places; undefined takes the key away. */
export function having(doc: Json | undefined, path: string, value: Json | undefined): Doc {
  const [part, ...rest] = path.split(".") as [string, ...string[]];
  const made = (Array.isArray(doc) ? [...doc] : doc !== null && typeof doc === "object" ? { ...doc } : {}) as Doc;
  const next = rest.length === 0 ? value : having(made[part], rest.join("."), value);
  if (next === undefined) delete made[part];
  else made[part] = next;
  return made;
}

export const number = (value: Json | undefined, otherwise = NaN): number =>
  typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : otherwise;

/** A list of a kind, as a file ought to have it; undefined for what is none, which the server tells. */
export const list = <T extends string | number>(value: Json | undefined, kind: "string" | "number"): T[] | undefined =>
  Array.isArray(value) && value.every((item) => typeof item === kind) ? (value as T[]) : undefined;

export const clone = <T extends Json>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
