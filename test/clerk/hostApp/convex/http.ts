import { httpRouter } from "convex/server";
import { library } from "./library";

const http = httpRouter();
library.registerRoutes(http, { path: "/hooks/clerk" });

export default http;
