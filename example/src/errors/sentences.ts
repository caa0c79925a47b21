import { type ErrorCode, isMusicLibraryError } from "convex-music-library";
import { UploadError } from "convex-music-library/react";

type Details = { message: string; field?: string | undefined };

/** What to tell somebody, in words of theirs, when something was refused or failed. */
export function sentenceOf(error: unknown): string {
  if (isMusicLibraryError(error)) return sentences[error.data.code](error.data);
  if (error instanceof UploadError) {
    return "The file didn’t get through. Check your connection and try again.";
  }
  if (!navigator.onLine) return "You are offline. Try again when you are connected.";
  return "Something went wrong on our side. Try again in a moment.";
}

const sentences: Record<ErrorCode, (details: Details) => string> = {
  UNAUTHENTICATED: () => "Sign in to do this.",
  FORBIDDEN: () => "Your role doesn’t allow this. An admin can change it.",
  NOT_FOUND: ({ field }) => missing[field ?? ""] ?? "This isn’t there any more.",
  INVALID_ARGUMENT: ({ field, message }) => invalid(field, message),
  CONFLICT: ({ field, message }) => conflict(field, message),
  QUOTA_EXCEEDED: () =>
    "There isn’t enough space left for this file. Remove a track that you don’t need.",
  UNSUPPORTED_MEDIA_TYPE: () =>
    "This kind of file can’t be used. Choose audio such as MP3, M4A, WAV, FLAC or Ogg, or a picture for a cover.",
  PAYLOAD_TOO_LARGE: () => "This file is too large.",
  USER_DELETED: () => "This account has been deleted.",
  LIMIT_EXCEEDED: () => "That’s more than fits. Remove something first.",
};

const missing: Record<string, string> = {
  trackId: "This track isn’t there any more.",
  itemId: "Somebody has removed this track from the playlist.",
  after: "Somebody has just changed the playlist. Try again.",
  userId: "This person isn’t there any more.",
  fileId: "The uploaded file isn’t there any more. Upload it again.",
};

const names: Record<string, string> = {
  title: "The title",
  artist: "The artist",
  record: "The record",
  description: "The description",
  src: "The address of the file",
  image: "The cover",
};

function invalid(field: string | undefined, message: string): string {
  const name = names[field?.split(".")[0] ?? ""];
  if (field === "CLERK_SECRET_KEY") {
    return "The deployment has no usable CLERK_SECRET_KEY, so it can’t ask Clerk.";
  }
  if (field?.startsWith("fileMigration")) {
    return "No servers are named to copy from. Set FILE_MIGRATION_HOSTS on the deployment.";
  }
  if (name === undefined) return "Something in this form isn’t right. Check it again.";
  if (message.includes("blank")) return `${name} can’t be empty.`;
  if (message.includes("at most")) return `${name} is too long.`;
  return `${name} isn’t right. Check it again.`;
}

function conflict(field: string | undefined, message: string): string {
  if (field === "role")
    return "This is the last admin. Make somebody else an admin first.";
  if (field === "trackId") return "This track is in the playlist already.";
  if (message.includes("running"))
    return "Another run is under way. Wait for it, or stop it.";
  return "Somebody has changed this in the meantime. Try again.";
}
