import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import type { PlaylistItem } from "convex-music-library";
import { isPendingItem } from "convex-music-library/react";
import { TrackRow } from "../track/TrackRow";
import { IconButton } from "../ui/Button";

export function SortableItem({
  item,
  onPlay,
  onRemove,
}: {
  item: PlaylistItem;
  onPlay: () => void;
  onRemove: () => void;
}) {
  const isPending = isPendingItem(item);
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, ...sortable } =
    useSortable({ id: item.itemId, disabled: isPending });
  const { title } = item.track;
  return (
    <li
      ref={setNodeRef}
      style={{
        transform: CSS.Translate.toString(sortable.transform),
        transition: sortable.transition,
      }}
      className={
        sortable.isDragging
          ? "relative z-10 -mx-2 rounded-lg bg-panel px-2 shadow-lg"
          : "lazy-row"
      }
    >
      <TrackRow
        track={item.track}
        onPlay={onPlay}
        lead={
          <IconButton
            icon="grip"
            label={`Move ${title}`}
            disabled={isPending}
            {...attributes}
            {...listeners}
            ref={setActivatorNodeRef}
            className="-mx-2 w-9 touch-none"
          />
        }
      >
        <IconButton
          icon="close"
          label={`Remove ${title} from the playlist`}
          disabled={isPending}
          onClick={onRemove}
        />
      </TrackRow>
    </li>
  );
}
