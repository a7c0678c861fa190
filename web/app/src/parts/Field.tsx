import type { Problem } from '@streams/client';
import { useId, type InputHTMLAttributes, type ReactNode } from 'react';

/** The server's validation messages, by path. */
export type ValidationErrors = NonNullable<Problem['errors']>;

/** The props of {@link Field}, in addition to the attributes of an input. */
export interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** The server's validation messages, by path. */
  readonly errors: ValidationErrors;
  /** The paths whose messages this field shows; includes their array elements and `min`. */
  readonly of: readonly string[];
}

/** A labelled input with the server's validation messages. */
export function Field({ label, hint, errors, of, ...input }: FieldProps): ReactNode {
  const id = useId();
  const wrong = Object.entries(errors)
    .filter(([path]) => of.some((own) => path === own || path.startsWith(`${own}[`) || path === `${own}.min`))
    .flatMap(([, messages]) => messages);
  const describedBy = [hint === undefined ? undefined : `${id}-hint`, wrong.length === 0 ? undefined : `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="text" autoComplete="off" aria-invalid={wrong.length > 0} {...(describedBy === '' ? {} : { 'aria-describedby': describedBy })} {...input} />
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
      {wrong.length === 0 ? null : (
        <span id={`${id}-error`} className="wrong">
          {wrong.join('; ')}
        </span>
      )}
    </div>
  );
}
