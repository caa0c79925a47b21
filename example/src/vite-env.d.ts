interface ImportMetaEnv {
  /** The deployment. `convex dev` writes it to .env.local, the demo sets it. */
  readonly VITE_CONVEX_URL: string;
  /** With it, people sign in with Clerk. */
  readonly VITE_CLERK_PUBLISHABLE_KEY?: string;
  /** The local account service, for where there is no key of Clerk's. */
  readonly VITE_ACCOUNTS_URL?: string;
}
