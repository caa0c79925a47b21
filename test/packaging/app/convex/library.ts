import { MusicLibrary } from "convex-music-library";
import { components } from "./_generated/api";

export const library = new MusicLibrary(components.musicLibrary);
