/** Somebody's picture, or their initials. Their name stands beside it. */
export function Avatar({ name, imageUrl }: { name: string; imageUrl?: string }) {
  if (imageUrl !== undefined) {
    return (
      <img src={imageUrl} alt="" className="size-9 shrink-0 rounded-full object-cover" />
    );
  }
  return (
    <span
      aria-hidden="true"
      data-initials={initialsOf(name)}
      // Drawn, and not written: nobody should hear them, or take them for a label.
      className="grid size-9 shrink-0 place-items-center rounded-full bg-tint text-xs font-semibold text-accent before:content-[attr(data-initials)]"
    />
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => [...(word ?? "")][0]?.toUpperCase() ?? "").join("");
}
