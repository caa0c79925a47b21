import { useCallback, useState } from "react";
import { useNotify } from "../ui/Notices";
import { sentenceOf } from "./sentences";

/**
 * Does something that may be refused: says so, or what was done, and tells whether
 * it is under way. `run` resolves to whether it succeeded.
 *
 * ```tsx
 * const save = useAction();
 * <Button isBusy={save.isBusy} onClick={() => void save.run(() => update(fields), "Saved.")} />
 * ```
 */
export function useAction() {
  const [isBusy, setIsBusy] = useState(false);
  const notify = useNotify();
  const run = useCallback(
    async (action: () => Promise<unknown>, done?: string): Promise<boolean> => {
      setIsBusy(true);
      try {
        await action();
        if (done !== undefined) notify.done(done);
        return true;
      } catch (error) {
        notify.error(sentenceOf(error));
        return false;
      } finally {
        setIsBusy(false);
      }
    },
    [notify],
  );
  return { run, isBusy };
}
