import { MusicLibrary } from "convex-music-library";
import { components, internal } from "./_generated/api";

// The type is named because `internal` knows every module, and they all know this one.
export const library: MusicLibrary = new MusicLibrary(components.musicLibrary, {
  onUserEvent: internal.members.onUserEvent,
});
