import { defineConfig } from "vite";
const headers = { origin: "http://127.0.0.1:5801" };
export default defineConfig({ publicDir: false, server: { port: 5802, host: "127.0.0.1", proxy: { "/api": { target: "http://127.0.0.1:5801", changeOrigin: true, ws: true, headers } } } });
