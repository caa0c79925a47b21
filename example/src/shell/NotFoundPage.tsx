import { Link } from "wouter";
import { buttonStyle } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { Page } from "../ui/Page";

export function NotFoundPage() {
  return (
    <Page title="Not found">
      <EmptyState
        icon="search"
        title="There is no such page"
        action={
          <Link href="/" className={buttonStyle("primary")}>
            Go to the library
          </Link>
        }
      />
    </Page>
  );
}
