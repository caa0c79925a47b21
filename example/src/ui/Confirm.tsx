import { useAction } from "../errors/useAction";
import { Button } from "./Button";
import { Dialog } from "./Dialog";

/** Asks before what can't be undone. */
export function Confirm({
  title,
  children,
  deed,
  onConfirm,
  onClose,
}: {
  title: string;
  children: string;
  /** What the button says. */
  deed: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}) {
  const action = useAction();
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>Keep it</Button>
        <Button
          look="danger"
          isBusy={action.isBusy}
          onClick={() => void action.run(onConfirm).then((done) => done && onClose())}
        >
          {deed}
        </Button>
      </div>
    </Dialog>
  );
}
