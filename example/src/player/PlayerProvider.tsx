import type { ReactNode } from "react";
import { useTrackPlayer } from "convex-music-library/react";
import { PlayerContext } from "./usePlayer";
import { usePlayerKeys } from "./usePlayerKeys";

export function PlayerProvider({ children }: { children: ReactNode }) {
  const player = useTrackPlayer({ followTime: false, preloadNext: true });
  usePlayerKeys(player);
  return <PlayerContext value={player}>{children}</PlayerContext>;
}
