/*
 * The tables that are exported and imported, and the column names that are recognized.
 * Other names need a mapping file: see mapping.ts.
 */

/** The columns that a field may come from. The first one that a row has is used. */
type Columns = Record<string, readonly string[]>;

export const tables = {
  tracks: {
    id: ["id"],
    title: ["title", "name"],
    artist: ["artist", "artist_name", "author"],
    record: ["record", "album", "album_title"],
    src: ["src", "url", "audio_url", "s3_url", "file_url"],
    image: ["image"],
    imageSrc: ["image_src", "image_url", "cover_url", "artwork_url"],
    imageAlt: ["image_alt"],
    isLoop: ["is_loop", "loop"],
    visibility: ["visibility"],
    isPublic: ["is_public", "public"],
    durationSeconds: ["duration_seconds", "duration"],
    durationMs: ["duration_ms"],
    createdAt: ["created_at", "inserted_at"],
  },
  playlists: {
    id: ["id"],
    title: ["title", "name"],
    description: ["description"],
    ownerId: ["user_id", "owner_id", "profile_id", "owner", "created_by"],
    ownerEmail: ["owner_email"],
    visibility: ["visibility"],
    isPublic: ["is_public", "public"],
    createdAt: ["created_at", "inserted_at"],
    updatedAt: ["updated_at"],
  },
  playlist_tracks: {
    id: ["id"],
    playlistId: ["playlist_id"],
    trackId: ["track_id", "song_id"],
    position: ["position", "sort_order", "order"],
    createdAt: ["created_at", "added_at", "inserted_at"],
  },
  profiles: {
    id: ["id", "user_id"],
    email: ["email"],
  },
} as const satisfies Record<string, Columns>;

export type TableName = keyof typeof tables;

export const tableNames = Object.keys(tables) as TableName[];

export function fileOf(table: TableName): string {
  return `${table}.jsonl`;
}
