import { defineApp } from "convex/server";
import musicLibrary from "convex-music-library/convex.config";

const app = defineApp();
app.use(musicLibrary);

export default app;
