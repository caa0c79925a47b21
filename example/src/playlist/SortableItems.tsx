import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import type { PlaylistItem } from "convex-music-library";
import { useRef } from "react";
import { announcementsFor, instructions } from "./announcements";
import { SortableItem } from "./SortableItem";

/** The items, to be reordered by dragging their handles or with the keyboard. */
export function SortableItems({
  items,
  onPlay,
  onMove,
  onRemove,
}: {
  items: PlaylistItem[];
  onPlay: (index: number) => void;
  /** `after` is the item that the moved one comes behind; null is the front. */
  onMove: (itemId: string, after: string | null) => void;
  onRemove: (item: PlaylistItem) => void;
}) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const isFresh = useRef(false);
  const ids = items.map(({ itemId }) => itemId);

  function drop({ active, over }: DragEndEvent) {
    if (over === null || over.id === active.id) return;
    const from = ids.indexOf(String(active.id));
    const to = ids.indexOf(String(over.id));
    const rest = ids.toSpliced(from, 1);
    onMove(String(active.id), rest[to - 1] ?? null);
  }

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={drop}
      accessibility={{
        announcements: announcementsFor(items, isFresh),
        screenReaderInstructions: { draggable: instructions },
      }}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        <ol>
          {items.map((item, index) => (
            <SortableItem
              key={item.itemId}
              item={item}
              onPlay={() => onPlay(index)}
              onRemove={() => onRemove(item)}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}
