import { type DragEvent, useRef, useState } from "react";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";

/** Takes files that are dropped on it, or chosen. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);

  function drop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    onFiles([...event.dataTransfer.files]);
  }

  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={`grid justify-items-center gap-3 rounded-2xl border-2 border-dashed px-6 py-12 text-center transition-colors ${isOver ? "border-accent bg-tint" : "border-edge"}`}
    >
      <Icon name="upload" className="size-8 text-muted" />
      <p className="font-semibold">Drop audio files here</p>
      <p className="text-sm text-muted">MP3, M4A, AAC, WAV, FLAC, Ogg or WebM</p>
      <Button look="primary" onClick={() => input.current?.click()}>
        Choose files
      </Button>
      <input
        ref={input}
        type="file"
        accept="audio/*"
        multiple
        hidden
        aria-label="Audio files"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </div>
  );
}
