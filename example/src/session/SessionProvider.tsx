import type { ReactNode } from "react";
import { SessionContext, useLiveSession } from "./useSession";

export function SessionProvider({ children }: { children: ReactNode }) {
  return <SessionContext value={useLiveSession()}>{children}</SessionContext>;
}
