import { JSDOM } from "jsdom";

/*
 * A page for React to render into. Imported before React, which looks for one
 * when it is loaded. Vitest's own jsdom environment would replace `URL` as well,
 * which starting a process needs as it is.
 */
const { window } = new JSDOM("<!doctype html>");
const { document, navigator } = window;
for (const [name, value] of Object.entries({ window, document, navigator })) {
  Object.defineProperty(globalThis, name, { value, configurable: true });
}
