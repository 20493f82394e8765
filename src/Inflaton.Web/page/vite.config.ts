import { defineConfig } from "vite";

// One script, one style sheet, one document, under names that do not change: the program carries them.
export default defineConfig({
  base: "/",
  publicDir: false,
  build: {
    outDir: process.env.PAGE_OUT ?? "../Assets",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        entryFileNames: "page.js",
        assetFileNames: (asset) => (asset.names[0]?.endsWith(".css") ? "page.css" : "[name][extname]"),
      },
    },
  },
});
