const paths = {
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8 5.5h3v13H8zM13.5 5.5h3v13h-3z",
  previous: "M7 6h2v12H7zM18 6v12l-8-6z",
  next: "M15 6h2v12h-2zM6 6v12l8-6z",
  search: "M10.5 5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M14.6 14.6 19 19",
  plus: "M12 5.5v13M5.5 12h13",
  pencil: "m5 19 .9-3.6L15.5 5.8l2.7 2.7-9.6 9.6zM13.6 7.7l2.7 2.7",
  trash: "M5.5 7.5h13M9.5 7.5V5.5h5v2M7 7.5l.8 11h8.4l.8-11M10.5 10.5v5M13.5 10.5v5",
  share: "M12 15V5M8.5 8 12 4.5 15.5 8M6 11.5v7h12v-7",
  link: "M10 14a3.5 3.5 0 0 0 5 0l3-3a3.54 3.54 0 0 0-5-5l-1 1M14 10a3.5 3.5 0 0 0-5 0l-3 3a3.54 3.54 0 0 0 5 5l1-1",
  close: "m6.5 6.5 11 11M17.5 6.5l-11 11",
  grip: "M9 6.5h.01M15 6.5h.01M9 12h.01M15 12h.01M9 17.5h.01M15 17.5h.01",
  upload: "M12 16V6M8 9.5 12 5.5l4 4M5.5 15.5v3h13v-3",
  library: "M6 5.5v13M10.5 5.5v13M14.5 6l4 12.5",
  list: "M9 7h10M9 12h10M9 17h10M5 7h.01M5 12h.01M5 17h.01",
  admin: "M12 4.5 18 7v4.5c0 4-2.5 6.6-6 8-3.5-1.400-6-4-6-8V7zM9.5 12l2 2 3.5-4",
  sun: "M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M12 3.5v1.5M12 19v1.5M3.5 12H5M19 12h1.5M6 6l1 1M17 17l1 1M6 18l1-1M17 7l1-1",
  moon: "M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5",
  volume: "M5 10v4h3l4 3.5v-11L8 10zM15 9.5a3.5 3.5 0 0 1 0 5M17 7.5a6.5 6.5 0 0 1 0 9",
  muted: "M5 10v4h3l4 3.5v-11L8 10zM15.5 10l4 4M19.5 10l-4 4",
  loop: "M6 12a4.5 4.5 0 0 1 4.5-4.5H17M14.5 5 17 7.5 14.5 10M18 12a4.5 4.5 0 0 1-4.5 4.5H7M9.5 19 7 16.5 9.5 14",
  check: "m6 12.5 4 4 8-9",
  lock: "M7.5 11V9a4.5 4.5 0 0 1 9 0v2M6 11h12v8H6z",
  people:
    "M9 11.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M3.5 18.5c.5-3 2.5-4.5 5.5-4.5s5 1.5 5.5 4.5M15.5 5.800a3 3 0 0 1 0 5.400M17 14.300c2 .6 3.100 2 3.5 4.200",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  music:
    "M9 17.5V6.5l9-2v11M9 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0M18 15.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0",
  alert: "M12 5 4.5 18.5h15zM12 10.5v3.5M12 16.300h.01",
};

const filled = new Set<IconName>(["play", "pause", "previous", "next"]);

export type IconName = keyof typeof paths;

/** A picture that says nothing by itself: the words are those of what it stands in. */
export function Icon({
  name,
  className = "size-5",
}: {
  name: IconName;
  className?: string;
}) {
  const isFilled = filled.has(name);
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      className={`shrink-0 ${className}`}
      fill={isFilled ? "currentColor" : "none"}
      stroke={isFilled ? "none" : "currentColor"}
      strokeWidth={name === "grip" || name === "more" ? 2.25 : 1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
