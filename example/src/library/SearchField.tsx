import { Icon } from "../ui/Icon";

export function SearchField({
  value,
  onChange,
}: {
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <search className="relative block">
      <Icon
        name="search"
        className="pointer-events-none absolute top-3 left-3 size-5 text-muted"
      />
      <input
        type="search"
        aria-label="Search tracks"
        placeholder="Title, artist or record"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="field pl-10!"
      />
    </search>
  );
}
