import type { ConvexReactClient } from "convex/react";
import type { ComponentType, ReactNode } from "react";

/** A way to sign in. There are two, in clerk.tsx and local.tsx; nothing else knows which. */
export type SignIn = {
  /** Tells Convex who is signed in. */
  Provider: ComponentType<{ client: ConvexReactClient; children: ReactNode }>;
  /** Lets somebody sign in or sign up. Shown to those who are signed out. */
  SignInButton: ComponentType;
  /** Who is signed in, with a way to sign out and to delete the account. */
  AccountMenu: ComponentType;
};
