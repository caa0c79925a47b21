import { JSDOM } from "jsdom";

/*
 * A page for React to render into. Imported before React, which looks for one
 * when it is loaded. Vitest's own jsdom environment would replace `URL` as well,
 * which starting a process needs as it is.
 */
const { window } = new JSDOM("<!doctype html>");
const { document, navigator, XMLHttpRequest } = window;
const page = { window, document, navigator, XMLHttpRequest };
for (const [name, value] of Object.entries(page)) {
  Object.defineProperty(globalThis, name, { value, configurable: true });
}

// jsdom's blobs lack what those of every browser have.
window.Blob.prototype.arrayBuffer ??= function (this: Blob) {
  return new Promise((resolve, reject) => {
    const reader = new window.FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(reader.error as Error);
    reader.readAsArrayBuffer(this);
  });
};
