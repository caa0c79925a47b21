import { ClerkProvider } from "@clerk/nextjs";
import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { Account } from "./Account";
import { ConvexClientProvider } from "./ConvexClientProvider";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Music library", template: "%s · Music library" },
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        {/* With `dynamic` the browser knows from the start whether somebody is signed in. */}
        <ClerkProvider dynamic>
          <ConvexClientProvider>
            <header>
              <nav>
                <Link href="/">Playlists</Link>
                <Link href="/playlists/mine">Mine</Link>
              </nav>
              <Account />
            </header>
            <main>{children}</main>
          </ConvexClientProvider>
        </ClerkProvider>
      </body>
    </html>
  );
}
