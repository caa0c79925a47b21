import type { Doc, Id } from "../_generated/dataModel.js";
import { type Actor, canRead, type Visibility } from "../../shared/permissions.js";

/** Who acts, with the id of their row. */
export type UserActor = Actor<Id<"users">>;

export const anonymousActor: UserActor = { role: "anonymous", userId: null };
export const systemActor: UserActor = { role: "system", userId: null };

export function actorOf({ role, _id }: Doc<"users">): UserActor {
  return { role, userId: _id };
}

/** Which visibilities the actor sees of everybody, and which only of their own. */
export function visibilitiesOf<V extends Visibility>(actor: UserActor, kinds: V[]) {
  const seesAll = (visibility: V) => canRead(actor, { visibility, ownerId: null });
  const { userId } = actor;
  const others = kinds.filter((visibility) => !seesAll(visibility));
  return {
    all: kinds.filter(seesAll),
    own:
      userId === null
        ? []
        : others.map((visibility) => ({ visibility, ownerId: userId })),
  };
}
