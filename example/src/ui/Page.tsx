import { type ReactNode, useEffect } from "react";

/** A view: its title is the document's, and its heading. */
export function Page({
  title,
  heading,
  actions,
  children,
}: {
  title: string;
  /** In place of a plain heading. It holds the view's `h1`. */
  heading?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Shelf`;
  }, [title]);
  return (
    <div className="grid content-start gap-8">
      {heading ?? (
        <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
          <h1 className="text-4xl font-semibold">{title}</h1>
          {actions}
        </header>
      )}
      {children}
    </div>
  );
}
