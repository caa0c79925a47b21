import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { PlayerBar } from "../player/PlayerBar";
import { ThemeToggle } from "../theme/ThemeToggle";
import { AccountArea } from "./AccountArea";
import { Brand } from "./Brand";
import { Navigation } from "./Navigation";

/**
 * What surrounds every view: navigation beside it, the player below. On a phone the
 * navigation is at the bottom, within reach of a thumb.
 */
export function Layout({ children }: { children: ReactNode }) {
  const main = useFocusOnNavigation();
  return (
    <>
      <a
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-lg bg-accent px-4 py-3 font-semibold text-accent-ink focus:translate-y-0"
      >
        Skip to the content
      </a>
      <div className="mx-auto max-w-6xl md:grid md:grid-cols-[13rem_minmax(0,1fr)] md:gap-10 md:px-8">
        <header className="flex items-center justify-between gap-4 px-4 pt-4 md:sticky md:top-0 md:h-[calc(100dvh-6rem)] md:flex-col md:items-stretch md:px-0 md:py-8">
          <div className="md:grid md:gap-8">
            <Link href="/" className="inline-flex rounded-lg">
              <Brand />
            </Link>
            <div className="hidden md:block">
              <Navigation />
            </div>
          </div>
          <div className="flex min-w-0 items-center gap-1 md:flex-row-reverse md:justify-between">
            <ThemeToggle />
            <AccountArea />
          </div>
        </header>
        <main
          id="main"
          ref={main}
          tabIndex={-1}
          className="min-h-dvh px-4 pt-6 pb-48 outline-none md:px-0 md:pt-10 md:pb-36"
        >
          {children}
        </main>
      </div>
      <div className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-panel">
        <PlayerBar />
        <div className="border-t border-line px-2 pb-[env(safe-area-inset-bottom)] md:hidden">
          <Navigation />
        </div>
      </div>
    </>
  );
}

/** Takes the focus, and the scroll position, to a view that was navigated to. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const [location] = useLocation();
  const shown = useRef(location);
  useEffect(() => {
    if (shown.current === location) return;
    shown.current = location;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [location]);
  return main;
}
