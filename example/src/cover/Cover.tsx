import { type Artwork, artworkOf } from "./artwork";

/**
 * A square picture: an image if there is one, else one that is made from the text.
 * Without a description it is decoration, for where the title stands beside it.
 */
export function Cover({
  text,
  src,
  alt = "",
  className = "size-11",
}: {
  text: string;
  src?: string | null;
  alt?: string;
  className?: string;
}) {
  const shape = `block shrink-0 overflow-hidden rounded-md ${className}`;
  if (src) {
    return <img src={src} alt={alt} loading="lazy" className={`object-cover ${shape}`} />;
  }
  const artwork = artworkOf(text);
  return (
    <svg
      viewBox="0 0 40 40"
      className={shape}
      style={{ background: artwork.ground }}
      {...(alt === "" ? { "aria-hidden": true } : { role: "img", "aria-label": alt })}
    >
      <g transform={`rotate(${artwork.turns * 90} 20 20)`}>
        <Pattern {...artwork} />
      </g>
    </svg>
  );
}

function Pattern({ pattern, figure, detail }: Artwork) {
  switch (pattern) {
    case "discs":
      return (
        <>
          <circle cx="26" cy="24" r="14" fill={figure} />
          <circle cx="12" cy="12" r="5" fill={detail} />
        </>
      );
    case "arcs":
      return (
        <g fill="none" strokeWidth="3.5">
          <circle cx="0" cy="40" r="34" stroke={figure} />
          <circle cx="0" cy="40" r="25" stroke={detail} />
          <circle cx="0" cy="40" r="16" stroke={figure} />
          <circle cx="0" cy="40" r="7" stroke={detail} />
        </g>
      );
    case "bars":
      return (
        <>
          {[6, 15, 24, 33].map((x, bar) => (
            <rect
              key={x}
              x={x - 2}
              y={[18, 8, 14, 24][bar]}
              width="5"
              height="40"
              fill={bar === 1 ? detail : figure}
            />
          ))}
        </>
      );
    case "hills":
      return (
        <>
          <circle cx="28" cy="12" r="6" fill={detail} />
          <path d="M0 30q10-12 20-4t20-4v18H0z" fill={figure} />
          <path d="M0 36q12-7 22-2t18-3v9H0z" fill={detail} opacity="0.7" />
        </>
      );
  }
}
