import WebSocket from "ws";

/** A WebSocket class whose messages from the server can be held back for a while. */
export function holdableAnswers() {
  let held: (() => void)[] | null = null;

  class HoldableWebSocket extends WebSocket {
    override emit(event: string | symbol, ...args: unknown[]): boolean {
      if (event !== "message" || held === null) return super.emit(event, ...args);
      held.push(() => super.emit(event, ...args));
      return true;
    }
  }

  return {
    webSocket: HoldableWebSocket as unknown as typeof globalThis.WebSocket,
    hold() {
      held = [];
    },
    /** Lets everything through that came meanwhile, in order. */
    release() {
      const waiting = held ?? [];
      held = null;
      for (const deliver of waiting) deliver();
    },
  };
}
