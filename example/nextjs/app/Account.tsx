"use client";

import { api } from "@/convex/_generated/api";
import { SignInButton, UserButton } from "@clerk/nextjs";
import { useCurrentUser } from "convex-music-library/react";

/** Who is signed in; at somebody's first sign-in it creates their row. */
export function Account() {
  const { status, user } = useCurrentUser(api.users);
  if (status === "loading") return null;
  if (status === "signedOut") return <SignInButton />;
  return (
    <span>
      {user ? `${user.name} (${user.role})` : "No account here"} <UserButton />
    </span>
  );
}
