const looks = {
  quiet: "border-line text-muted",
  accent: "border-transparent bg-tint text-accent",
};

export function Badge({
  look = "quiet",
  children,
}: {
  look?: keyof typeof looks;
  children: string;
}) {
  return (
    <span
      className={`inline-flex h-6 items-center rounded-full border px-2.5 text-xs font-medium whitespace-nowrap ${looks[look]}`}
    >
      {children}
    </span>
  );
}
