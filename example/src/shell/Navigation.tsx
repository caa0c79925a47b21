import { Link, useRoute } from "wouter";
import { mayAdminister, mayUpload } from "../session/permissions";
import { useSession } from "../session/useSession";
import { Icon, type IconName } from "../ui/Icon";

/** Where one can go. Each sees what their role lets them do. */
export function Navigation() {
  const { user } = useSession();
  return (
    <nav aria-label="Main">
      <ul className="flex md:grid md:gap-1">
        <NavigationLink href="/" icon="library" label="Library" />
        <NavigationLink href="/playlists" icon="list" label="Playlists" within="/*?" />
        {mayUpload(user) && (
          <NavigationLink href="/upload" icon="upload" label="Upload" />
        )}
        {mayAdminister(user) && (
          <NavigationLink href="/admin" icon="admin" label="Admin" within="/*?" />
        )}
      </ul>
    </nav>
  );
}

function NavigationLink({
  href,
  icon,
  label,
  within = "",
}: {
  href: string;
  icon: IconName;
  label: string;
  within?: string;
}) {
  const [isHere] = useRoute(href + within);
  return (
    <li className="w-1/4 md:w-auto">
      <Link
        href={href}
        aria-current={isHere ? "page" : undefined}
        className="flex min-h-14 flex-col items-center justify-center gap-0.5 rounded-lg text-xs font-semibold text-muted transition-colors hover:text-ink aria-[current=page]:text-accent md:min-h-11 md:flex-row md:justify-start md:gap-3 md:px-3 md:text-sm md:hover:bg-sunken md:aria-[current=page]:bg-tint"
      >
        <Icon name={icon} />
        {label}
      </Link>
    </li>
  );
}
