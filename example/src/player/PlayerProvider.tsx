import type { ReactNode } from "react";
import { useTrackPlayer } from "./trackPlayer";
import { PlayerContext } from "./usePlayer";
import { usePlayerKeys } from "./usePlayerKeys";

export function PlayerProvider({ children }: { children: ReactNode }) {
  const player = useTrackPlayer();
  usePlayerKeys(player);
  return <PlayerContext value={player}>{children}</PlayerContext>;
}
