import { type ComponentProps, type ReactNode, useId } from "react";

type Labelled = { label: string; hint?: string; error?: string | null };

/** Names a control, and tells what is wrong with it. */
function Labelling({
  label,
  hint,
  error,
  children,
}: Labelled & {
  children: (ids: {
    id: string;
    "aria-describedby"?: string;
    "aria-invalid"?: true;
  }) => ReactNode;
}) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      {children({
        id,
        ...(note && { "aria-describedby": `${id}-note` }),
        ...(error && { "aria-invalid": true }),
      })}
      {note && (
        <p
          id={`${id}-note`}
          className={`text-xs ${error ? "text-danger" : "text-muted"}`}
        >
          {note}
        </p>
      )}
    </div>
  );
}

export function TextField({
  label,
  hint,
  error,
  ...props
}: Labelled & ComponentProps<"input">) {
  return (
    <Labelling {...{ label, hint, error }}>
      {(ids) => <input {...props} {...ids} className="field" />}
    </Labelling>
  );
}

export function TextArea({
  label,
  hint,
  error,
  ...props
}: Labelled & ComponentProps<"textarea">) {
  return (
    <Labelling {...{ label, hint, error }}>
      {(ids) => <textarea rows={3} {...props} {...ids} className="field" />}
    </Labelling>
  );
}

export type Choice<Value extends string> = { value: Value; label: string };

export function SelectField<Value extends string>({
  label,
  hint,
  error,
  choices,
  value,
  onChoose,
  ...props
}: Labelled &
  Omit<ComponentProps<"select">, "value" | "onChange"> & {
    choices: Choice<Value>[];
    value: Value;
    onChoose: (value: Value) => void;
  }) {
  return (
    <Labelling {...{ label, hint, error }}>
      {(ids) => (
        <select
          {...props}
          {...ids}
          className="field"
          value={value}
          onChange={(event) => onChoose(event.target.value as Value)}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Labelling>
  );
}

export function CheckField({
  label,
  ...props
}: { label: string } & ComponentProps<"input">) {
  return (
    <label className="flex min-h-11 items-center gap-3 text-sm font-semibold">
      <input type="checkbox" {...props} className="size-5 accent-accent" />
      {label}
    </label>
  );
}
