import { type RefObject, useEffect, useRef } from "react";

/** How far ahead of the end more is loaded. */
const AHEAD = "600px";

/**
 * Loads more when the end of a list comes near.
 *
 * ```tsx
 * <div ref={useEndlessScroll(() => loadMore(50), status === "CanLoadMore")} />
 * ```
 */
export function useEndlessScroll(
  loadMore: () => void,
  canLoadMore: boolean,
): RefObject<HTMLDivElement | null> {
  const end = useRef<HTMLDivElement>(null);
  const load = useRef(loadMore);
  useEffect(() => {
    load.current = loadMore;
  });
  useEffect(() => {
    if (!canLoadMore || end.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && load.current(),
      { rootMargin: AHEAD },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [canLoadMore]);
  return end;
}
