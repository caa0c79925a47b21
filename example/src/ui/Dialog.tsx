import { type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "./Button";

/** A modal dialog, named by its title. Escape closes it, and focus goes back. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onCancel={onClose}
      onClick={(event) => event.target === ref.current && onClose()}
      className="w-[min(30rem,calc(100vw-2rem))] rounded-2xl border border-line bg-panel p-0 shadow-2xl"
    >
      <div className="grid gap-5 p-6">
        <div className="flex items-center justify-between gap-4">
          <h2 id={titleId} className="text-lg font-semibold">
            {title}
          </h2>
          <IconButton
            icon="close"
            label="Close"
            onClick={onClose}
            className="-my-2 -mr-2"
          />
        </div>
        {children}
      </div>
    </dialog>
  );
}
