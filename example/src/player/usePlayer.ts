import { createContext, useContext } from "react";
import type { TrackPlayer } from "convex-music-library/react";

/** The one player of the page, which goes on while one moves from view to view. */
export const PlayerContext = createContext<TrackPlayer | null>(null);

export function usePlayer(): TrackPlayer {
  const player = useContext(PlayerContext);
  if (player === null) throw new Error("usePlayer is used outside of PlayerProvider.");
  return player;
}
