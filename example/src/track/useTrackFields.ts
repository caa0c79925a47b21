import type { Track, TrackVisibility } from "convex-music-library";
import { useState } from "react";

/** What a form holds of a track. */
export type TrackFields = {
  title: string;
  artist: string;
  record: string;
  isLoop: boolean;
  visibility: TrackVisibility;
};

export function fieldsOf(track: Track): TrackFields {
  const { title, artist, record = "", isLoop, visibility } = track;
  return { title, artist, record, isLoop, visibility };
}

/** The fields of a form, and a way to change one of them. */
export function useTrackFields(initial: TrackFields) {
  const [fields, setFields] = useState(initial);
  function set<Name extends keyof TrackFields>(name: Name, value: TrackFields[Name]) {
    setFields((before) => ({ ...before, [name]: value }));
  }
  return { fields, set };
}

export type TrackForm = ReturnType<typeof useTrackFields>;
