import type { Role, User } from "convex-music-library";
import { useMutation } from "convex/react";
import { api } from "../../convex/_generated/api";
import { useAction } from "../errors/useAction";
import { Avatar } from "../ui/Avatar";

const roles: Role[] = ["guest", "vip", "admin"];

const sources: Record<User["syncedBy"], string> = {
  webhook: "by webhook",
  fallback: "by sign-in",
  backfill: "by sync",
};

export function UserRow({ user }: { user: User }) {
  const setRole = useMutation(api.users.setRole);
  const action = useAction();
  const { _id: userId, name, email, imageUrl } = user;
  return (
    <li className="lazy-row flex h-15 items-center gap-3">
      <Avatar name={name} {...(imageUrl !== undefined && { imageUrl })} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{name}</span>
        <span className="block truncate text-sm text-muted">{email}</span>
      </span>
      <span className="hidden text-sm text-muted sm:block">{sources[user.syncedBy]}</span>
      <select
        aria-label={`Role of ${name}`}
        value={user.role}
        disabled={action.isBusy}
        onChange={(event) => {
          const role = event.target.value as Role;
          void action.run(() => setRole({ userId, role }), `${name} is ${role} now.`);
        }}
        className="field w-28! shrink-0"
      >
        {roles.map((role) => (
          <option key={role}>{role}</option>
        ))}
      </select>
    </li>
  );
}
