import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const FONT = "instrument-sans-latin-wght-normal";
const FONT_FILE = `../node_modules/@fontsource-variable/instrument-sans/files/${FONT}.woff2`;

/** Asks for the typeface before the styles do, so that no text is set twice. */
function preloadFont(): Plugin {
  return {
    name: "preload-font",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const built = Object.keys(bundle ?? {}).find((name) => name.includes(FONT));
        const href = bundle ? `/${built}` : `/@fs${here(FONT_FILE)}`;
        const attrs = { rel: "preload", href, as: "font", type: "font/woff2" };
        return [{ tag: "link", attrs: { ...attrs, crossorigin: "" } }];
      },
    },
  };
}

export default defineConfig({
  root: here("."),
  // `convex dev` writes VITE_CONVEX_URL to .env.local at the top.
  envDir: here(".."),
  plugins: [react(), tailwindcss(), preloadFont()],
  server: { host: "127.0.0.1" },
  preview: { host: "127.0.0.1" },
  build: { outDir: here("dist"), emptyOutDir: true, chunkSizeWarningLimit: 800 },
});
