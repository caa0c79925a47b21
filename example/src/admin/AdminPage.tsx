import { Link } from "wouter";
import { mayAdminister } from "../session/permissions";
import { useSession } from "../session/useSession";
import { EmptyState } from "../ui/EmptyState";
import { Page } from "../ui/Page";
import { SkeletonRows } from "../ui/Skeleton";
import { ClerkSection } from "./ClerkSection";
import { FilesSection } from "./FilesSection";
import { UsersSection } from "./UsersSection";

const sections = {
  users: { label: "Users", Section: UsersSection },
  clerk: { label: "Clerk", Section: ClerkSection },
  files: { label: "Files", Section: FilesSection },
};

type SectionName = keyof typeof sections;

export default function AdminPage({ section }: { section: string }) {
  const { status, user } = useSession();
  if (status === "loading") {
    return (
      <Page title="Admin">
        <SkeletonRows count={5} label="Loading" />
      </Page>
    );
  }
  if (!mayAdminister(user)) {
    return (
      <Page title="Admin">
        <EmptyState icon="lock" title="This is for admins">
          {user === null
            ? "Sign in as an admin to see it."
            : "Your role doesn’t open it."}
        </EmptyState>
      </Page>
    );
  }
  const shown: SectionName = section in sections ? (section as SectionName) : "users";
  const { Section } = sections[shown];
  return (
    <Page title="Admin">
      <nav aria-label="Admin">
        <ul className="flex gap-2 border-b border-line">
          {(Object.keys(sections) as SectionName[]).map((name) => (
            <li key={name}>
              <Link
                href={`/admin/${name}`}
                aria-current={name === shown ? "page" : undefined}
                className="-mb-px flex min-h-11 items-center rounded-t-lg border-b-2 border-transparent px-3 font-semibold text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
              >
                {sections[name].label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Section />
    </Page>
  );
}
