import { Button } from "./Button";
import { useEndlessScroll } from "./useEndlessScroll";

const ROWS_MORE = 50;

/** Stands at the end of what is loaded, and loads more when it comes near. */
export function EndOfList({
  status,
  loadMore,
}: {
  status: "LoadingFirstPage" | "CanLoadMore" | "LoadingMore" | "Exhausted";
  loadMore: (rows: number) => void;
}) {
  const end = useEndlessScroll(() => loadMore(ROWS_MORE), status === "CanLoadMore");
  if (status === "Exhausted" || status === "LoadingFirstPage") return null;
  return (
    <div ref={end} className="grid justify-center py-4">
      <Button
        look="quiet"
        isBusy={status === "LoadingMore"}
        onClick={() => loadMore(ROWS_MORE)}
      >
        Load more
      </Button>
    </div>
  );
}
