import type { Role } from "convex-music-library";
import { usePaginatedQuery } from "convex-helpers/react";
import { useState } from "react";
import { api } from "../../convex/_generated/api";
import { EmptyState } from "../ui/EmptyState";
import { EndOfList } from "../ui/EndOfList";
import { SelectField } from "../ui/Field";
import { SkeletonRows } from "../ui/Skeleton";
import { UserRow } from "./UserRow";

const FIRST_USERS = 50;

const filters: { value: Role | "all"; label: string }[] = [
  { value: "all", label: "Everybody" },
  { value: "guest", label: "Guests" },
  { value: "vip", label: "Vips" },
  { value: "admin", label: "Admins" },
];

/** Who there is, and what they may do. */
export function UsersSection() {
  const [role, setRole] = useState<Role | "all">("all");
  const { results, status, loadMore } = usePaginatedQuery(
    api.users.list,
    role === "all" ? {} : { role },
    { initialNumItems: FIRST_USERS },
  );
  return (
    <section aria-label="Users" className="grid gap-4">
      <div className="max-w-48">
        <SelectField label="Show" choices={filters} value={role} onChoose={setRole} />
      </div>
      {status === "LoadingFirstPage" && <SkeletonRows count={6} label="Loading users" />}
      {status === "Exhausted" && results.length === 0 && (
        <EmptyState icon="people" title="Nobody has this role" />
      )}
      <ul>
        {results.map((user) => (
          <UserRow key={user._id} user={user} />
        ))}
      </ul>
      <EndOfList status={status} loadMore={loadMore} />
    </section>
  );
}
