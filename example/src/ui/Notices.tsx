import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useMemo,
  useRef,
  useState,
} from "react";
import { Icon } from "./Icon";

type Notice = { id: number; kind: "done" | "error"; text: string };

type Notify = { done: (text: string) => void; error: (text: string) => void };

const NotifyContext = createContext<Notify | null>(null);

const SHOWN_MS = 6_000;

/** Says what has just happened, also to a screen reader. */
export function NoticesProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const nextId = useRef(0);

  const add = useCallback((kind: Notice["kind"], text: string) => {
    const id = nextId.current++;
    setNotices((before) => [...before.slice(-2), { id, kind, text }]);
    setTimeout(() => {
      setNotices((before) => before.filter((notice) => notice.id !== id));
    }, SHOWN_MS);
  }, []);
  const notify = useMemo(
    () => ({
      done: (text: string) => add("done", text),
      error: (text: string) => add("error", text),
    }),
    [add],
  );

  return (
    <NotifyContext value={notify}>
      {children}
      <div className="pointer-events-none fixed inset-x-4 bottom-44 z-40 grid justify-items-center gap-2 md:bottom-28">
        <div role="status" className="grid justify-items-center gap-2">
          <NoticeList notices={notices.filter(({ kind }) => kind === "done")} />
        </div>
        <div role="alert" className="grid justify-items-center gap-2">
          <NoticeList notices={notices.filter(({ kind }) => kind === "error")} />
        </div>
      </div>
    </NotifyContext>
  );
}

function NoticeList({ notices }: { notices: Notice[] }) {
  return notices.map(({ id, kind, text }) => (
    <p
      key={id}
      className="flex max-w-md items-center gap-3 rounded-xl bg-ink px-4 py-3 text-sm font-medium text-ground shadow-xl"
    >
      <Icon name={kind === "done" ? "check" : "alert"} />
      {text}
    </p>
  ));
}

export function useNotify(): Notify {
  const notify = useContext(NotifyContext);
  if (notify === null) throw new Error("useNotify is used outside of NoticesProvider.");
  return notify;
}
