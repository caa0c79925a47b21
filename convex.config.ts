export { default } from "./src/component/convex.config.js";
